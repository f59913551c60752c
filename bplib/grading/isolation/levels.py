"""The levels of isolation, and how a program is started at each of them.

There are five levels; the best one that works here is taken, found by trying:

warm bubblewrap
    The same promise as bubblewrap's, without the start of an interpreter: a fork server inside a
    bubblewrap forks a child for each submission, see `forkserver`. Here namespaces can be nested.
bubblewrap
    A file system of its own, made of what may be seen; no network, no other process. The bytes in
    its folder are limited, the number of empty files only by the kernel's own limit.
landlock
    The same by Landlock and namespaces, where bubblewrap is missing; see `landlock`.
landlock without namespaces
    Where namespaces are forbidden too, as in many containers; see `landlock` for what it lacks.
limits only
    No sandbox: limits on time and memory, in a folder of its own.
"""

import json
import os
import shutil
import sys
from enum import StrEnum

from bplib.course.lessons import CourseError
from bplib.grading.isolation import places, seccomp

# A path with ".." in it names folders that a sandbox does not have; links stay as they are.
PYTHON = os.path.abspath(sys.executable)
HOME = "/sandbox"
LIBRARY = "/library"


class Level(StrEnum):
    """How well a submission is isolated, the best one first."""

    WARM = "warm bubblewrap"
    BUBBLEWRAP = "bubblewrap"
    LANDLOCK = "landlock"
    LANDLOCK_ALONE = "landlock without namespaces"
    LIMITS = "limits only"


class SandboxError(CourseError):
    """The sandbox cannot be made; the grader's fault, never the submission's."""


def start(
    kind: Level, disk: int, program: list[str], work: str, outbox: int = -1
) -> tuple[list[str], list[int]]:
    """Return the command that runs a program in a sandbox, and the files to hand to it.

    Raises
    ------
    SandboxError
        If something that must stay hidden would be seen.
    OSError
        If bubblewrap is not installed, or this processor's system calls are not known.
    """
    if kind is Level.LIMITS:
        return program, []
    try:
        seen, hidden = places.visible(), places.masked()
    except places.ExposedError as error:
        raise SandboxError(str(error)) from None
    if kind in (Level.WARM, Level.BUBBLEWRAP):
        bubblewrap = shutil.which("bwrap")
        if bubblewrap is None:
            raise FileNotFoundError("bubblewrap is not installed")
        last, keep = _last_rights(kind)
        return [
            *(bubblewrap, "--unshare-user", "--unshare-all", "--uid", "65534"),
            *("--gid", "65534", "--cap-drop", "ALL", "--die-with-parent", "--new-session"),
            *("--hostname", "sandbox"),
            *(part for place in seen for part in ("--ro-bind", place, place)),
            *(part for place in hidden for part in ("--tmpfs", place, "--remount-ro", place)),
            *("--ro-bind", str(places.library()), LIBRARY),
            *("--proc", "/proc", "--dev", "/dev", "--remount-ro", "/dev"),
            *("--size", str(disk), "--tmpfs", HOME, "--chdir", HOME),
            *("--remount-ro", "/"),
            *(*last, "--", *program),
        ], keep
    whole, listed = places.around([*seen, str(places.library())], hidden)
    spec = {
        "read": whole,
        "list": listed,
        "work": work,
        "disk": disk,
        "namespaces": kind is Level.LANDLOCK,
        "parent": os.getpid(),
        "outbox": outbox,
    }
    launcher = [PYTHON, "-s", "-S", "-B", "-m", "bplib.grading.isolation.landlock"]
    return [*launcher, json.dumps(spec), *program], []


def _last_rights(kind: Level) -> tuple[list[str], list[int]]:
    """Return bubblewrap's options that take away namespaces and system calls, and their files.

    A fork server keeps both: its children need them, and give them up before their first cell.
    """
    if kind is Level.WARM:
        return [], []
    filters = os.memfd_create("filter")
    os.write(filters, seccomp.program())
    os.lseek(filters, 0, os.SEEK_SET)
    return ["--disable-userns", "--seccomp", str(filters)], [filters]


def environment(kind: Level, folder: str) -> dict[str, str]:
    """Return a process's whole environment: nothing of ours but where Python's parts are."""
    wrapped = kind in (Level.WARM, Level.BUBBLEWRAP)
    home = HOME if wrapped else folder
    return {
        "PATH": "/usr/bin:/bin",
        "HOME": home,
        "TMPDIR": home,
        "IPYTHONDIR": f"{home}/ipython",
        "MPLCONFIGDIR": f"{home}/matplotlib",
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "PYTHONHASHSEED": "0",  # the same submission and seed give the same score everywhere
        "PYTHONPATH": LIBRARY if wrapped else str(places.library()),
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "TQDM_DISABLE": "1",
        "LC_ALL": "C.UTF-8",
    }
