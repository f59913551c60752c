"""What is kept of a grading, and whether a submission is graded to the end."""

import contextlib
import json
import os
import types
from collections.abc import Iterator
from enum import Enum, auto
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook
from nbgrader.coursedir import CourseDirectory
from nbgrader.dbutil import ALEMBIC_DIR
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from bplib.course.lessons import CourseError
from bplib.grading.judging.scores import Result
from bplib.grading.work import MANUAL, MARK

fcntl: types.ModuleType | None
try:
    import fcntl
except ImportError:  # Windows has no such locks; grading alone works there
    fcntl = None


def auto_score(verdict: str, possible: float) -> float | None:
    """Return what a mark is worth in the gradebook; None leaves it to an instructor."""
    if verdict in (Result.REFERENCE, MANUAL):
        return None
    return possible if verdict == Result.PASSED else 0.0


def auto_comment(untouched: bool) -> str | None:
    """Return what nbgrader says of an answer that is as it was handed out."""
    return "No response." if untouched else None


def refuse_unknown(marks: dict[str, Any], known: set[str], lesson: str) -> None:
    """Raise a CourseError where marks are of cells that the gradebook does not know."""
    if unknown := marks["grades"].keys() - known:
        raise CourseError(
            f"the gradebook does not know {', '.join(sorted(unknown))}: "
            f"run `nbgrader generate_assignment {lesson}`"
        )


def folder(coursedir: CourseDirectory) -> Path:
    """Return `submitted/`."""
    return Path(coursedir.root, coursedir.submitted_directory)


def recorded(coursedir: CourseDirectory, student: str, lesson: str) -> dict[str, Any]:
    """Return what was recorded when it was graded; nothing where that did not come to its end.

    The record is in the graded notebook, which is the last thing that a grading writes.
    """
    place = Path(coursedir.format_path(coursedir.autograded_directory, student, lesson))
    try:
        page = json.loads((place / f"{lesson}.ipynb").read_bytes())
        found = page["metadata"][MARK]
        return dict(found) if found["scores"] else {}
    except Exception:  # missing, cut off, or a page of the first pass: not graded
        return {}


def make_gradebook(coursedir: CourseDirectory) -> None:
    """Make the gradebook where there is none, so that it is never there half made."""
    with alone(Path(coursedir.root)):
        path = sqlite_path(coursedir.db_url)
        if path is None:
            Gradebook(coursedir.db_url, coursedir.course_id).close()
        elif not path.exists():
            new = path.with_name(f"{path.name}.new")
            new.unlink(missing_ok=True)
            _note_version(f"sqlite:///{new}")
            Gradebook(f"sqlite:///{new}", coursedir.course_id).close()
            with contextlib.suppress(FileExistsError):  # somebody else was faster
                os.link(new, path)
            new.unlink(missing_ok=True)


def _note_version(url: str) -> None:
    """Begin a gradebook with the version of its tables.

    nbgrader would ask a command for it, which takes seconds.
    """
    from alembic.script import ScriptDirectory

    version = ScriptDirectory(ALEMBIC_DIR).get_current_head()
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)"))
        row = {"version": version}
        connection.execute(text("INSERT INTO alembic_version VALUES (:version)"), row)
    engine.dispose()


def sqlite_path(url: str) -> Path | None:
    """Return the file of a gradebook; None where it is kept by another database."""
    found = make_url(url)
    is_file = found.get_backend_name() == "sqlite" and found.database not in (None, ":memory:")
    return Path(str(found.database)) if is_file else None


@contextlib.contextmanager
def connection(coursedir: CourseDirectory) -> Iterator[Connection]:
    """Give a connection to the gradebook for a while."""
    engine = create_engine(coursedir.db_url)
    try:
        with engine.connect() as opened:
            yield opened
    finally:
        engine.dispose()


class Lock(Enum):
    """How a lock stands."""

    FREE = auto()  # nobody had it
    WAITED = auto()  # another grader had to end first
    TAKEN = auto()  # another grader has it


@contextlib.contextmanager
def alone(place: Path, *, wait: bool = True) -> Iterator[Lock]:
    """Let one grader at a time work on a folder; give how the lock stands.

    Parameters
    ----------
    place : Path
        The folder.
    wait : bool
        Whether to wait for another grader; without, `Lock.TAKEN` is given where there is one.
    """
    opened, state = -1, Lock.FREE
    with contextlib.suppress(OSError):  # no such folder, or a disk without locks
        opened = os.open(place, os.O_RDONLY)
    try:
        if fcntl is not None and opened >= 0:
            try:
                fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                state = Lock.WAITED if wait else Lock.TAKEN
                if wait:
                    fcntl.flock(opened, fcntl.LOCK_EX)
            except OSError:
                pass
        yield state
    finally:
        if opened >= 0:
            os.close(opened)


def trouble(error: BaseException, url: str) -> str:
    """Return in one sentence what is wrong with the gradebook, or with the place that it is in.

    nbgrader wraps what its database said in advice for another case.
    """
    while error.__context__ is not None and not isinstance(error, DBAPIError | OSError):
        error = error.__context__
    try:
        shown = make_url(url).render_as_string(hide_password=True)
    except ArgumentError:
        return (
            f"CourseDirectory.db_url is {url!r}, and must be like sqlite:////home/me/gradebook.db"
        )
    said = " ".join(str(getattr(error, "orig", None) or error).split())[:200]
    if isinstance(error, ModuleNotFoundError | NoSuchModuleError):
        return f"the gradebook {shown} needs a driver that is not installed here ({said})"
    if isinstance(error, DBAPIError):
        if "locked" in said:
            return f"the gradebook {shown} is locked by another program: close that, and try again"
        return f"the gradebook {shown} cannot be used: {said}"
    if isinstance(error, OSError):
        return f"{error.strerror or said}" + (f": {error.filename}" if error.filename else "")
    return f"{type(error).__name__}: {said}"
