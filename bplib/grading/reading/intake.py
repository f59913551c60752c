"""What lies in `submitted/`: which file is whose submission, or why none is.

Links are never followed and nothing but ordinary files is opened: a submission folder may hold
anything. Only two files of it are ever read, the notebook and `timestamp.txt`.
"""

import hashlib
import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from nbgrader.utils import parse_utc

from bplib.grading.reading.submission import MAX_BYTES

# What browsers and JupyterLab append to a name that is taken: "x (1)", "x-Copy1", "x_copy".
_COPY = re.compile(r"(?:[ _-]*(?:\(\d+\)|copy\s*\d*))+$")
_NOTEBOOK = re.compile(r"(?P<stem>.*)\.ipynb(?:\.txt|\.json)?", re.IGNORECASE | re.DOTALL)


class NoVerdict(Exception):
    """A submission cannot be judged; its message says why, and what would help."""


@dataclass(frozen=True)
class Submitted:
    """What a student handed in for a lesson.

    Attributes
    ----------
    name : str
        The file's name.
    data : bytes
        Its content; cut off one byte after the most that is read.
    timestamp : str
        What `timestamp.txt` beside it says; empty where there is none.
    """

    name: str
    data: bytes
    timestamp: str

    def fingerprint(self) -> dict[str, str]:
        """Return what tells whether something else has been handed in since."""
        return {
            "file": self.name,
            "submission": hashlib.sha256(self.data).hexdigest(),
            "timestamp": self.timestamp,
        }


def submissions(folder: Path, lessons: list[str]) -> Iterator[tuple[str, str]]:
    """Yield student and lesson of everything in `submitted/` that is meant as a submission.

    Parameters
    ----------
    folder : Path
        The folder with one folder for every student.
    lessons : list of str
        The lessons to look for.
    """
    for student in sorted(os.listdir(folder)) if folder.is_dir() else []:
        if student.startswith(".ipynb_checkpoints"):
            continue
        for lesson in lessons:
            if os.path.lexists(folder / student / lesson):
                yield student, lesson


def read(folder: Path, student: str, lesson: str) -> Submitted:
    """Read one submission.

    Parameters
    ----------
    folder : Path
        The folder with one folder for every student.
    student, lesson : str
        Whose, and of what.

    Returns
    -------
    Submitted
        The notebook and its time.

    Raises
    ------
    NoVerdict
        If there is no notebook to be read, or it is not clear which one it is.
    """
    check_name(student)
    place = folder
    for part in (student, lesson):
        place = place / part
        if place.is_symlink():
            raise NoVerdict(f"{part} is a link, and links are not followed: put the folder there")
        if not place.is_dir():
            raise NoVerdict(f"{part} is not a folder: the notebook belongs in {student}/{lesson}/")
    try:
        name = choose(lesson, sorted(os.listdir(place)))
        data = read_file(place / name, MAX_BYTES + 1)
        timestamp = ""
        if os.path.lexists(place / "timestamp.txt"):
            timestamp = read_file(place / "timestamp.txt", 100).decode("utf-8", "replace").strip()
    except OSError as error:
        raise NoVerdict(f"it cannot be read: {error.strerror}") from None
    try:
        parse_utc(timestamp or "2026-01-01")
    except (ValueError, ArithmeticError):
        raise NoVerdict(f"timestamp.txt holds no time but {timestamp[:40]!r}") from None
    shown = os.fsencode(name).decode("utf-8", "backslashreplace")  # it is written into pages
    return Submitted(shown, data, timestamp)


def check_name(student: str) -> None:
    """Raise a NoVerdict where nbgrader could not tell a student's name from others."""
    problem = ""
    if not student.isprintable():
        problem = "holds signs that cannot be printed"
    elif student != student.strip():
        problem = "begins or ends with a blank"
    elif student.startswith("."):
        problem = "begins with a dot"
    elif set(student) & set("*?["):
        problem = "holds one of * ? [, which stand for other names"
    if problem:
        raise NoVerdict(f"the student's name {student!r} {problem}: rename the folder")


def choose(lesson: str, names: list[str]) -> str:
    """Return the file that is the submission.

    It is the one with the lesson's name; else the only one whose name differs from it as a
    browser's or JupyterLab's copy does; else the only notebook.
    """
    if f"{lesson}.ipynb" in names:
        return f"{lesson}.ipynb"
    stems = {name: found["stem"] for name in names if (found := _NOTEBOOK.fullmatch(name))}
    alike = [name for name, stem in stems.items() if _COPY.sub("", stem.lower()) == lesson.lower()]
    for group in (alike, list(stems)):
        if len(group) == 1:
            return group[0]
        if group:
            raise NoVerdict(
                f"it is not clear which notebook counts: {', '.join(map(repr, group[:4]))}; "
                f"name one {lesson}.ipynb"
            )
    others = ", ".join(map(repr, names[:4])) or "nothing"
    raise NoVerdict(f"there is no notebook in the folder, but {others}; archives are not unpacked")


def read_file(path: Path, most: int) -> bytes:
    """Return the beginning of an ordinary file; a NoVerdict where it is anything else."""
    kind = path.lstat().st_mode
    if stat.S_ISLNK(kind):
        raise NoVerdict(f"{path.name!r} is a link, and links are not followed: put the file there")
    # without waiting, should a pipe have taken its place by now
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    if stat.S_ISREG(kind):
        with open(os.open(path, flags | getattr(os, "O_BINARY", 0)), "rb") as file:
            if stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                return file.read(most)
    raise NoVerdict(f"{path.name!r} is not an ordinary file")
