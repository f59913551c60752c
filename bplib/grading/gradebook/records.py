"""What is kept of a grading, and whether a submission is graded to the end."""

import contextlib
import os
from pathlib import Path
from typing import Any

import nbformat
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.coursedir import CourseDirectory

from bplib.grading.judging.scores import Graded, Result, Score
from bplib.grading.reading.intake import Submitted

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
            }
            for s in graded.scores
        },
    }


def auto_score(score: Score | None, possible: float) -> float | None:
    """Return what a verdict is worth in the gradebook; None leaves it to an instructor."""
    if score is not None and score.result is Result.REFERENCE:
        return None
    return possible if score is not None and score.result is Result.PASSED else 0.0


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
        grades = book.find_submission_notebook(lesson, lesson, student).grades
    except MissingEntry:
        return False
    held = str(Result.REFERENCE)
    wanted = {
        name: None if score["result"] == held else score["points"]
        for name, score in found["scores"].items()
    }
    return wanted == {grade.name: grade.auto_score for grade in grades}


def make_gradebook(coursedir: CourseDirectory) -> None:
    """Make the gradebook where there is none, so that it is never there half made."""
    path = Path(coursedir.db_url.removeprefix("sqlite:///"))
    if path.exists() or not coursedir.db_url.startswith("sqlite:///"):
        return
    new = path.with_name(f"{path.name}.new")
    new.unlink(missing_ok=True)
    Gradebook(f"sqlite:///{new}", coursedir.course_id).close()
    with contextlib.suppress(FileExistsError):  # somebody else was faster
        os.link(new, path)
    new.unlink(missing_ok=True)
