"""What is kept of a grading, and whether a submission is graded to the end."""

import contextlib
import os
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
from nbformat.v4 import new_notebook
from nbgrader.api import Gradebook, MissingEntry, SubmittedNotebook
from nbgrader.coursedir import CourseDirectory
from nbgrader.dbutil import ALEMBIC_DIR
from nbgrader.preprocessors import AssignLatePenalties
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from traitlets.config import Config

from bplib.grading.judging.scores import Graded, Result, Score
from bplib.grading.reading.intake import Submitted

fcntl: types.ModuleType | None
try:
    import fcntl
except ImportError:  # Windows has no such locks; grading alone works there
    fcntl = None

MARK = "bplib_grading"


def record(graded: Graded, submitted: Submitted) -> dict[str, Any]:
    """Return what is kept beside the scores: enough to get every one of them again."""
    return {
        **submitted.fingerprint(),
        "seed": graded.seed,
        "isolation": graded.isolation,
        "versions": graded.versions,
        "seconds": round(graded.seconds, 2),
        "memory": graded.memory,
        "scores": {
            s.exercise: {
                "result": str(s.result),
                "points": s.points,
                "possible": s.possible,
                "seed": s.seed,
                "seconds": round(s.seconds, 3),
                "memory": s.memory,
                **({"reason": s.reason} if s.result is Result.UNREADABLE else {}),
            }
            for s in graded.scores
        },
    }


def auto_score(score: Score, possible: float) -> float | None:
    """Return what a verdict is worth in the gradebook; None leaves it to an instructor."""
    if score.result is Result.REFERENCE:
        return None
    return possible if score.result is Result.PASSED else 0.0


def folder(coursedir: CourseDirectory) -> Path:
    """Return `submitted/`."""
    return Path(coursedir.root, coursedir.submitted_directory)


def recorded(coursedir: CourseDirectory, student: str, lesson: str) -> dict[str, Any]:
    """Return what was recorded when it was graded; nothing where that did not come to its end.

    The record is in the graded notebook, which is the last thing that a grading writes.
    """
    place = Path(coursedir.format_path(coursedir.autograded_directory, student, lesson))
    try:
        found = nbformat.read(place / f"{lesson}.ipynb", as_version=4).metadata.get(MARK, {})
        return dict(found) if found["scores"] else {}
    except Exception:  # missing, cut off, or a page of the first pass: not graded
        return {}


def is_graded(
    coursedir: CourseDirectory, book: Gradebook, student: str, lesson: str, submitted: Submitted
) -> bool:
    """Whether the very submission was graded to the end and its scores are in the gradebook."""
    found = recorded(coursedir, student, lesson)
    if any(found.get(key) != value for key, value in submitted.fingerprint().items()):
        return False
    try:
        notebook = book.find_submission_notebook(lesson, lesson, student)
    except MissingEntry:
        return False
    held = str(Result.REFERENCE)
    wanted = {
        name: None if score["result"] == held else score["points"]
        for name, score in found["scores"].items()
    }
    by_hand = {cell.name for cell in notebook.notebook.solution_cells}
    grades = [grade for grade in notebook.grades if grade.name not in by_hand]
    return wanted == {grade.name: grade.auto_score for grade in grades}


def late_penalty(
    config: Config, coursedir: CourseDirectory, book: Gradebook, student: str, lesson: str
) -> float:
    """Take off what the due date that holds now asks for; return by how much that has changed.

    nbgrader does this only when it grades, and a due date may be moved afterwards.
    """
    found = book.find_submission_notebook(lesson, lesson, student)
    before = float(found.late_submission_penalty or 0.0)
    if not before and found.assignment.total_seconds_late <= 0:
        return 0.0
    who = {"notebook": lesson, "assignment": lesson, "student": student}
    resources = {"nbgrader": {**who, "db_url": coursedir.db_url}}
    AssignLatePenalties(config=config).preprocess(new_notebook(), resources)
    book.db.expire_all()
    return float(found.late_submission_penalty or 0.0) - before


def points(notebook: SubmittedNotebook) -> tuple[float, float, list[str]]:
    """Return points after penalties, points to be had, and what else a table must say."""
    late = float(notebook.late_submission_penalty or 0.0)
    graded = [g for g in notebook.grades if g.manual_score is not None or g.extra_credit]
    by_hand = sum(float(g.score) - float(g.auto_score or 0) for g in graded)
    waiting = sum(bool(grade.needs_manual_grade) for grade in notebook.grades)
    said = [f"{by_hand:+g} by hand"] if graded else []
    said += [f"{waiting} to grade by hand"] if waiting else []
    said += [f"-{late:g} handed in late"] if late else []
    return float(notebook.score) - late, float(notebook.max_score), said


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
def alone(place: Path) -> Iterator[bool]:
    """Let one grader at a time work on a folder; give whether another one had to end first."""
    opened, waited = -1, False
    with contextlib.suppress(OSError):  # no such folder, or a disk without locks
        opened = os.open(place, os.O_RDONLY)
    try:
        if fcntl is not None and opened >= 0:
            try:
                fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                waited = True
                fcntl.flock(opened, fcntl.LOCK_EX)
            except OSError:
                pass
        yield waited
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
