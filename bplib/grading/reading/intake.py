"""What lies in `submitted/`: which file is whose submission, or why none is.

Links are never followed and nothing but ordinary files is opened: a submission folder may hold
anything. Only three files of it are ever read: the notebook, `timestamp.txt`, and the secret by
which the exchange gives feedback to whoever handed in.
"""

import contextlib
import hashlib
import os
import re
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bplib.course.lessons import COPY, NOTEBOOK
from bplib.grading.reading.submission import MAX_BYTES
from bplib.grading.reading.times import NoTime, decoded, read_time
from bplib.grading.reading.uploads import NotClear, Sender, sender

SECRET = "submission_secret.txt"
ARCHIVES = (".zip", ".tgz", ".tar", ".gz", ".bz2", ".xz")
MAX_SEEN = 100_000  # files that are looked at
MAX_DEPTH = 8  # folders below `submitted/`
_HIDDEN = (".ipynb_checkpoints", "__MACOSX")

_COPY = re.compile(rf"{COPY}+\s*$")


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
    secret : str
        What the exchange wrote beside it; empty where it did not come by the exchange.
    """

    name: str
    data: bytes
    timestamp: str
    secret: str

    def fingerprint(self) -> dict[str, str]:
        """Return what tells whether something else has been handed in since."""
        secret = {"secret": hashlib.sha256(self.secret.encode()).hexdigest()} if self.secret else {}
        return {
            "file": self.name,
            "submission": hashlib.sha256(self.data).hexdigest(),
            "timestamp": self.timestamp,
            **secret,
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


def misplaced(folder: Path, wanted: list[str], every: list[str]) -> Iterator[tuple[str, str, str]]:
    """Yield what lies in `submitted/` where no submission is looked for.

    Parameters
    ----------
    folder : Path
        The folder with one folder for every student.
    wanted : list of str
        The lessons to look for.
    every : list of str
        All lessons.

    Yields
    ------
    tuple of str
        The student and the lesson, "?" where a path does not tell them, and where the files
        belong.
    """
    seen = 0
    for place, folders, names in os.walk(folder):
        inside = Path(place).relative_to(folder).parts
        seen += len(folders) + len(names)
        if seen > MAX_SEEN or len(inside) > MAX_DEPTH or _in_place(folder, inside, every):
            folders.clear()
            continue
        folders[:] = sorted(name for name in folders if name not in _HIDDEN)
        files = sorted(name for name in names if _is_work(name))
        if not files:
            continue
        found = {lesson_named(name, every) for name in (*inside, *(stem(file) for file in files))}
        lesson = next(iter(found - {""}), "?") if len(found - {""}) <= 1 else "?"
        if lesson != "?" and lesson not in wanted:
            continue
        known = lesson if lesson != "?" else "LESSON"
        platform = _sender((*inside, files[0]), known)
        others = [part for part in inside if not lesson_named(part, every)]
        student = platform.student if platform else others[0] if others else "?"
        whose = "STUDENT" if student == "?" else shown(student)
        why = f"{shown('/'.join(('submitted', *inside, files[0])))} "
        why += f"and {len(files) - 1} more are " if files[1:] else "is "
        why += f"not in submitted/{whose}/{known}/, where it belongs"
        if platform:
            why += f"; or put it into downloaded/{known}/archive/ for `nbgrader zip_collect`"
        yield student, lesson, why


def _in_place(folder: Path, inside: tuple[str, ...], lessons: list[str]) -> bool:
    """Whether a folder is one that is read: on some disks its name may have other letters."""
    if len(inside) != 2 or inside[1].casefold() not in lessons:
        return False
    right = folder / inside[0] / inside[1].casefold()
    return right.exists() and right.samefile(folder.joinpath(*inside))


def _is_work(name: str) -> bool:
    return bool(NOTEBOOK.fullmatch(name)) or name.lower().endswith(ARCHIVES)


def stem(name: str) -> str:
    """Return a file's name without what a notebook's or an archive's ends in."""
    found = NOTEBOOK.fullmatch(name)
    return found["stem"] if found else name.split(".")[0]


def is_number(name: str) -> bool:
    """Whether a name is a number and no more, as "2", "2." and "2 (1)" are."""
    return re.sub(r"[\W_]", "", _COPY.sub("", name.casefold())).isdecimal()


def lesson_named(name: str, lessons: Sequence[str]) -> str:
    """Return the lesson that a name means.

    As "06_One_One_One (1)", "lesson 6" and "Lesson 6: One, one, one" do.
    """
    plain = re.sub(r"[\W_]+", "_", _COPY.sub("", name.casefold())).strip("_")
    found = re.fullmatch(r"(?:lesson_?)?(\d{1,2})(?:_(.+))?", plain)
    for lesson in lessons:
        number, _, slug = lesson.partition("_")
        if found and int(found[1]) == int(number) and found[2] in (None, slug):
            return lesson
    return ""


def _sender(parts: tuple[str, ...], lesson: str) -> Sender | None:
    """Return whose a path is, where a learning platform made one of its names."""
    for part in parts:
        with contextlib.suppress(NoTime, NotClear):
            if found := sender(part, [lesson]):
                return found
    return None


def shown(name: str) -> str:
    """Return a name as it can be printed in one line."""
    plain = os.fsencode(name).decode("utf-8", "backslashreplace")
    return plain if plain.isprintable() else repr(plain)


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
        names = sorted(os.listdir(place))
        if not any(NOTEBOOK.fullmatch(name) for name in names) and (below := _below(place)):
            raise NoVerdict(f"{below} lies a folder too deep: move it to {student}/{lesson}/")
        name = choose(lesson, names)
        data = read_file(place / name, MAX_BYTES + 1)
        timestamp = _beside(place, "timestamp.txt")
        secret = _beside(place, SECRET)
    except OSError as error:
        raise NoVerdict(f"it cannot be read: {error.strerror}") from None
    if timestamp:
        try:
            read_time(timestamp)
        except NoTime as reason:
            raise NoVerdict(f"timestamp.txt holds no time: {reason}") from None
    shown = os.fsencode(name).decode("utf-8", "backslashreplace")  # it is written into pages
    return Submitted(shown, data, timestamp, secret if secret.isprintable() else "")


def _below(place: Path) -> str:
    """Return the path of a notebook in a folder's folders; nothing where there is none."""
    for folder, folders, names in os.walk(place):
        inside = Path(folder).relative_to(place).parts
        folders[:] = sorted(name for name in folders if name not in _HIDDEN)[:100]
        if len(inside) > MAX_DEPTH:
            folders.clear()
        if found := [name for name in sorted(names) if NOTEBOOK.fullmatch(name)]:
            return shown("/".join((*place.parts[-2:], *inside, found[0])))
    return ""


def _beside(place: Path, name: str) -> str:
    """Return the text of a small file beside the notebook; nothing where there is none."""
    return decoded(read_file(place / name, 1_000)) if os.path.lexists(place / name) else ""


def check_name(student: str) -> None:
    """Raise a NoVerdict where nbgrader could not tell a student's name from others."""
    problem = ""
    if not student.isprintable():
        problem = "holds signs that cannot be printed"
    elif student != student.strip():
        problem = "begins or ends with a blank"
    elif student.startswith("."):
        problem = "begins with a dot"
    elif set(student) & {"/", os.sep}:
        problem = "holds a slash"
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
    stems = {name: found["stem"] for name in names if (found := NOTEBOOK.fullmatch(name))}
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
    packed = any(name.lower().endswith(ARCHIVES) for name in names)
    raise NoVerdict(
        f"there is no notebook in the folder, but {others}"
        f"{'; archives are not unpacked' if packed else ''}: put the notebook there"
    )


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
