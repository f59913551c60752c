"""The sandbox: a process that sees no network, no files but libraries, and cannot outlive us."""

import atexit
import contextlib
import os
import platform
import shutil
import signal
import struct
import subprocess
import sys
import sysconfig
import tempfile
import types
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from bplib.grading import wire

resource: types.ModuleType | None
try:
    import resource
except ImportError:  # Windows has no such limits
    resource = None

HOME = "/sandbox"
LIBRARY = "/library"
SYSTEM = (
    "/usr",
    "/bin",
    "/lib",
    "/lib32",
    "/lib64",
    "/etc/ld.so.cache",
    "/etc/alternatives",
    "/etc/fonts",
    "/etc/localtime",
)
# What the student's side never sees: references, solutions, and the grader's own side.
HIDDEN = ("exercises", "course", "grading", "cli.py", "__main__.py", "__pycache__")
STUDENT_SIDE = ("__init__.py", "shell.py", "wire.py")


@dataclass(frozen=True)
class Limits:
    """What a submission may use.

    Attributes
    ----------
    cell_seconds : float
        Wall time of one cell, or of one answer on all its inputs.
    seconds : float
        Wall time of the whole submission; processor time is limited to the same.
    memory : int
        Bytes of address space of its process.
    disk : int
        Bytes in its folder, the only place where it can write.
    reply : int
        Bytes of one reply.
    """

    cell_seconds: float = 30.0
    seconds: float = 180.0
    memory: int = 2 << 30
    disk: int = 32 << 20
    reply: int = 20_000_000


class SandboxError(Exception):
    """The sandbox cannot be made; the grader's fault, never the submission's."""


@cache
def level() -> str:
    """Return how well this machine can isolate: "bubblewrap" or "limits only".

    Returns
    -------
    str
        Found by trying, not by looking.
    """
    if sys.platform == "linux" and shutil.which("bwrap"):
        tried = subprocess.run(
            ["bwrap", *_namespaces(), "--ro-bind", "/", "/", "true"],
            capture_output=True,
            timeout=20,
            check=False,
        )
        if tried.returncode == 0:
            return "bubblewrap"
    return "limits only"


def advice() -> str:
    """Return what a machine without a sandbox cannot promise, and what would mend it."""
    if sys.platform == "linux":
        mend = "install bubblewrap (Debian, Ubuntu: `apt-get install bubblewrap`)"
    else:
        mend = "grade on Linux, for example in a virtual machine or a container"
    return (
        "submissions run without a sandbox: they can read this account's files and use the "
        f"network; only time and memory are limited. To mend it, {mend}"
    )


def _namespaces() -> list[str]:
    return [
        *("--unshare-user", "--unshare-all", "--disable-userns", "--uid", "65534"),
        *("--gid", "65534", "--cap-drop", "ALL", "--die-with-parent", "--new-session"),
        *("--hostname", "sandbox"),
    ]


@cache
def library() -> Path:
    """Return a copy of bplib without anything that a submission must not see."""
    folder = Path(tempfile.mkdtemp(prefix="bplib-library-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    source = Path(str(files("bplib")))
    target = folder / "bplib"

    def hidden(place: str, names: list[str]) -> list[str]:
        return [name for name in names if Path(place) == source and name in HIDDEN] + [
            name for name in names if name == "__pycache__"
        ]

    shutil.copytree(source, target, ignore=hidden)
    (target / "grading").mkdir()
    for name in STUDENT_SIDE:
        shutil.copy(source / "grading" / name, target / "grading")
    (target / "exercises").mkdir()
    shutil.copy(source / "grading" / "lesson_side.py", target / "exercises" / "__init__.py")
    subprocess.run([sys.executable, "-m", "compileall", "-q", str(folder)], check=False)
    for path in [folder, *folder.rglob("*")]:
        path.chmod(0o755 if path.is_dir() else 0o644)
    return folder


class Sandbox:
    """A student's process and the pipe to it.

    Parameters
    ----------
    limits : Limits
        What it may use.
    """

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.level = level()
        inbox, self._to = os.pipe()
        self._from, outbox = os.pipe()
        self._closed = False
        # Without a sandbox a folder of its own on the disk is all that can be given.
        isolated = self.level == "bubblewrap"
        self._folder = None if isolated else tempfile.TemporaryDirectory(prefix="bplib-run-")
        command, keep = self._command(inbox, outbox)
        try:
            self._process = subprocess.Popen(
                command,
                pass_fds=[inbox, outbox, *keep],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                cwd="/" if self._folder is None else self._folder.name,
                env=self._environment(),
                start_new_session=True,
                preexec_fn=self._limit if resource else None,
            )
        finally:
            for fd in (inbox, outbox, *keep):
                os.close(fd)

    def wait_until_ready(self) -> None:
        """Wait for the shell; a SandboxError where it does not come up."""
        try:
            wire.receive(self._from, 60, 1000)
        except wire.WireError as error:
            self.close()
            raise SandboxError(f"the sandbox did not start: {error}") from None

    def ask(self, request: Mapping[str, Any], seconds: float) -> Any:
        """Send a request and return the reply; a `wire.WireError` where none comes."""
        wire.send(self._to, request)
        return wire.receive(self._from, seconds, self.limits.reply)

    def close(self) -> None:
        """End the process and everything that it has started."""
        if self._closed:
            return
        self._closed = True
        for fd in (self._to, self._from):
            os.close(fd)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        if self._folder is not None:
            self._folder.cleanup()

    def _limit(self) -> None:
        assert resource is not None
        limits = self.limits
        seconds = int(limits.seconds)
        for what, most in (
            (resource.RLIMIT_CPU, seconds),
            (resource.RLIMIT_FSIZE, limits.disk),
            (resource.RLIMIT_NOFILE, 256),
            (resource.RLIMIT_CORE, 0),
        ):
            resource.setrlimit(what, (most, most))

    def _environment(self) -> dict[str, str]:
        """Return the process's whole environment: nothing of ours but where Python's parts are."""
        home = HOME if self._folder is None else self._folder.name
        return {
            "PATH": "/usr/bin:/bin",
            "HOME": home,
            "TMPDIR": home,
            "IPYTHONDIR": f"{home}/ipython",
            "MPLCONFIGDIR": f"{home}/matplotlib",
            "MPLBACKEND": "module://matplotlib_inline.backend_inline",
            "PYTHONPATH": LIBRARY if self._folder is None else str(library()),
            "OPENBLAS_NUM_THREADS": "1",
            "OMP_NUM_THREADS": "1",
            "TQDM_DISABLE": "1",
            "LC_ALL": "C.UTF-8",
        }

    def _command(self, inbox: int, outbox: int) -> tuple[list[str], list[int]]:
        python = [
            *(sys.executable, "-s", "-B", "-X", "utf8", "-m", "bplib.grading.shell"),
            *(str(inbox), str(outbox), str(self.limits.memory)),
        ]
        if self.level != "bubblewrap":
            return python, []
        prefixes = {sys.prefix, sys.base_prefix, sysconfig.get_path("purelib")}
        seen = [place for place in (*SYSTEM, *sorted(prefixes)) if os.path.exists(place)]
        filters = os.memfd_create("filter")
        os.write(filters, forbid_processes())
        os.lseek(filters, 0, os.SEEK_SET)
        return [
            "bwrap",
            *_namespaces(),
            *(part for place in seen for part in ("--ro-bind", place, place)),
            *("--ro-bind", str(library()), LIBRARY),
            *("--proc", "/proc", "--dev", "/dev", "--remount-ro", "/dev"),
            *("--size", str(self.limits.disk), "--tmpfs", HOME, "--chdir", HOME),
            *("--remount-ro", "/"),
            *("--seccomp", str(filters), "--"),
            *python,
        ], [filters]


# ---- no new processes ------------------------------------------------------------------------

_ALLOW, _REFUSE, _UNKNOWN, _KILL = 0x7FFF0000, 0x00050001, 0x00050026, 0x80000000
_LOAD, _JUMP_EQUAL, _JUMP_AT_LEAST, _JUMP_SET, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_OTHER_NAMES = 0x40000000  # from here on x86-64 knows every call by a second number
_THREAD = 0x00010000  # CLONE_THREAD
# Audit number; fork and vfork; clone; clone3; unshare, setns, ptrace, process_vm_readv and _writev.
_CALLS = {
    "x86_64": (0xC000003E, (57, 58), 56, 435, (272, 308, 101, 310, 311)),
    "aarch64": (0xC00000B7, (), 220, 435, (97, 268, 117, 270, 271)),
}


def forbid_processes() -> bytes:
    """Return a seccomp filter under which threads can be started, but no processes.

    A process limit does not bind root, so a fork bomb is stopped here. `clone3` is answered with
    "no such call", after which the C library uses `clone`, whose flags a filter can read. Tracing
    and reading another process's memory, and new namespaces, are refused as well.

    Returns
    -------
    bytes
        A classic BPF program.

    Raises
    ------
    SandboxError
        If the processor is one whose system calls are not known here.
    """
    machine = platform.machine()
    if machine not in _CALLS:
        raise SandboxError(f"no filter of system calls is known for {machine}")
    audit, forks, clone, clone3, others = _CALLS[machine]
    code: list[tuple[int, int, int, int]] = [
        (_LOAD, 0, 0, 4),
        (_JUMP_EQUAL, 1, 0, audit),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, 0),
        (_JUMP_AT_LEAST, 0, 1, _OTHER_NAMES),
        (_RETURN, 0, 0, _REFUSE),
    ]
    for number in (*forks, *others):
        code += [(_JUMP_EQUAL, 0, 1, number), (_RETURN, 0, 0, _REFUSE)]
    code += [(_JUMP_EQUAL, 0, 1, clone3), (_RETURN, 0, 0, _UNKNOWN)]
    code += [
        (_JUMP_EQUAL, 0, 3, clone),
        (_LOAD, 0, 0, 16),
        (_JUMP_SET, 1, 0, _THREAD),
        (_RETURN, 0, 0, _REFUSE),
        (_RETURN, 0, 0, _ALLOW),
    ]
    return b"".join(struct.pack("HBBI", *step) for step in code)
