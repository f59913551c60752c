"""What a submission can see: the interpreter, the libraries, and bplib without its answers."""

import compileall
import os
import shutil
import sys
import sysconfig
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from pathlib import Path

from bplib.course.lessons import CourseError, course_root
from bplib.grading.isolation import scratch

SYSTEM = (
    *("/usr", "/bin", "/lib", "/lib32", "/lib64"),
    *("/etc/ld.so.cache", "/etc/alternatives", "/etc/fonts", "/etc/localtime"),
)
# What the student's side never sees: references, solutions, judges, and the grader's own side.
HIDDEN = ("course", "grading", "cli.py", "__main__.py")
SANDBOX_MODULES = (
    *("forkserver", "preload", "shell", "wire", "landlock", "namespaces", "seccomp"),
)
# What it sees of these again.
STUDENT_SIDE = (
    *(f"grading/isolation/{name}.py" for name in SANDBOX_MODULES),
    *(f"course/checks/{name}.py" for name in ("called", "calling", "data", "formula")),
    "course/experiments",
)


class ExposedError(Exception):
    """What must stay hidden lies inside of what must be seen; its message says what to move."""


@cache
def library() -> Path:
    """Return a copy of bplib without anything that a submission must not see."""
    folder = scratch.folder("library")
    source = Path(str(files("bplib")))
    target = folder / "bplib"

    def hidden(place: str, names: list[str]) -> list[str]:
        inside = Path(place).relative_to(source).parts
        if inside in ((), ("__pycache__",)):
            stems = {name.partition(".")[0] for name in HIDDEN}
            return [name for name in names if name.partition(".")[0] in stems]
        return []

    shutil.copytree(source, target, ignore=hidden)
    for part in STUDENT_SIDE:
        (target / part).parent.mkdir(parents=True, exist_ok=True)
        if (source / part).is_dir():
            shutil.copytree(source / part, target / part, ignore=hidden)
        else:
            shutil.copy2(source / part, target / part)
    for package in ("grading", "grading/isolation", "course/checks"):
        (target / package / "__init__.py").touch()
    lesson_side = source / "grading" / "isolation" / "lesson_side.py"
    shutil.copy(lesson_side, target / "course" / "__init__.py")
    compileall.compile_dir(folder, quiet=2)  # what is compiled already came along
    for path in [folder, *folder.rglob("*")]:
        path.chmod(0o755 if path.is_dir() else 0o644)
    return folder


def interpreter() -> list[str]:
    """Return the folders of this Python and its packages, never a whole prefix.

    A prefix can be the root folder or somebody's home, and a virtual environment may lie inside
    the course: so of each prefix only `bin` and `lib` are seen. Links on the way to the executable
    are followed, as `uv` and `pyenv` make them.
    """
    prefixes = {sys.prefix, sys.base_prefix, sys.exec_prefix, sys.base_exec_prefix}
    prefixes |= {os.path.realpath(prefix) for prefix in prefixes}
    found = {os.path.join(p, part) for p in prefixes for part in ("bin", "lib", "lib64")}
    found |= {os.path.join(p, "pyvenv.cfg") for p in prefixes}
    found |= {sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")}
    link = sys.executable
    while os.path.islink(link):
        link = os.path.join(os.path.dirname(link), os.readlink(link))
        found.add(os.path.dirname(os.path.realpath(os.path.dirname(link))) + "/bin")
    return _outermost(place for place in found if os.path.exists(place))


def visible() -> list[str]:
    """Return every file and folder outside of its own that a submission can read.

    Raises
    ------
    ExposedError
        If the course or the home folder lies inside one of them.
    """
    system = [place for place in SYSTEM if os.path.exists(place)]
    own = [place for place in interpreter() if not _below(place, system)]
    try:
        course = str(course_root())
    except CourseError:
        course = ""
    for what, place, among in (
        ("the course", course, [*system, *own]),
        ("your home folder", os.path.realpath(os.path.expanduser("~")), own),
    ):
        if place and is_in(place, among):
            raise ExposedError(
                f"{what}, {place}, lies inside a folder of this Python ({sys.prefix}) or of the "
                "system, which submissions can read: move the course, or use a virtual environment"
            )
    return [*system, *own]


def masked() -> list[str]:
    """Return what is hidden again inside of `visible`: an installed bplib, with its answers."""
    candidates = {str(files("bplib"))}
    candidates |= {os.path.join(sysconfig.get_path(n), "bplib") for n in ("purelib", "platlib")}
    return sorted(p for p in candidates if os.path.isdir(p) and is_in(p, visible()))


def around(places: list[str], hidden: list[str]) -> tuple[list[str], list[str]]:
    """Return what to show for all of `places` to be seen but what is `hidden`.

    Parameters
    ----------
    places, hidden : list of str
        Files and folders.

    Returns
    -------
    tuple of list of str
        What can be read with all that is in it, and folders that can be listed only.
    """
    whole: list[str] = []
    listed: list[str] = []
    waiting = list(places)
    while waiting:
        place = waiting.pop()
        if place in hidden:
            continue
        if any(is_in(path, [place]) for path in hidden):
            listed.append(place)
            waiting += [os.path.join(place, name) for name in os.listdir(place)]
        else:
            whole.append(place)
    return sorted(whole), sorted(listed)


def _outermost(places: Iterable[str]) -> list[str]:
    """Return the places that lie in no other one."""
    found: list[str] = []
    for place in sorted(set(places)):
        if not _below(place, found):
            found.append(place)
    return found


def is_in(place: str, folders: list[str]) -> bool:
    """Whether a place is one of the folders or lies inside one, links followed or not."""
    return any(_below(form, folders) for form in (os.path.abspath(place), os.path.realpath(place)))


def _below(place: str, folders: list[str]) -> bool:
    return any(place == folder or place.startswith(folder.rstrip("/") + "/") for folder in folders)
