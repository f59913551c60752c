"""One submission, from its bytes to what is kept of it: a pure function, wherever it runs.

A worker knows no student, no gradebook and no other submission. Whatever it needs comes in a job,
and whatever it found goes back as JSON data.
"""

import functools
from typing import Any

import nbformat
from nbformat import NotebookNode

from bplib.course import notebooks
from bplib.course.lessons import CourseError
from bplib.grading.isolation import sandbox
from bplib.grading.job import Job, OtherVersionError, this_version
from bplib.grading.judging.run import grade
from bplib.grading.judging.scores import Graded, Result
from bplib.grading.pages.page import show

MARK = "bplib_grading"  # where a graded notebook holds what is kept
TOLD = (Result.UNREADABLE, Result.REFERENCE)  # what a human must look at, so the reason is kept
BLANK, MANUAL = "blank", "by hand"  # in place of a verdict, where an instructor grades


def work(job: Job) -> dict[str, Any]:
    """Grade a submission.

    Parameters
    ----------
    job : Job
        The submission and all that its scores depend on.

    Returns
    -------
    dict
        JSON data: ``page``, the graded notebook's text; ``kept``, see `record`; ``marks``, see
        `marks`; ``failed``, what the grader itself could not do, nothing where all is well.

    Raises
    ------
    OtherVersionError
        If this is not the code that the job is meant for.
    CourseError
        If there is no sandbox here and the job asks for one.
    SandboxError
        If the sandbox does not come up.
    """
    if job.version != this_version():
        raise OtherVersionError(
            f"a worker has another version of bplib, Python, NumPy or SymPy ({this_version()}) "
            f"than this command ({job.version}): install the same on both, and start it again"
        )
    if job.sandboxed and sandbox.level() is sandbox.Level.LIMITS:
        raise CourseError(f"this machine cannot isolate submissions: {sandbox.advice()}")
    lesson = _lesson(job.handed_out)
    graded = grade(job.lesson, lesson, job.data, job.seed, job.limits)
    page = notebooks.made_of(graded.cells)
    found = judged(page, lesson, graded, job.beside)
    return {**found, "page": notebooks.compact(page)}


def judged(
    page: NotebookNode, lesson: NotebookNode, graded: Graded, beside: dict[str, str]
) -> dict[str, Any]:
    """Write what was found into a page; return what is kept, the marks, and what failed."""
    failed = [score for score in graded.scores if score.result is Result.INTERNAL]
    given = marks(page, lesson, graded)
    show(page, lesson, graded)
    kept = record(graded, beside)
    page.metadata[MARK] = kept
    words = "; ".join(f"{score.exercise}: {score.reason}" for score in failed)
    return {"kept": kept, "marks": given, "failed": f"internal error ({words})" if words else ""}


def marks(page: NotebookNode, lesson: NotebookNode, graded: Graded) -> dict[str, dict[str, Any]]:
    """Return what the gradebook learns of a page's cells.

    Parameters
    ----------
    page : NotebookNode
        The submission, rearranged into the lesson's cells.
    lesson : NotebookNode
        The lesson as it was handed out.
    graded : Graded
        What was found.

    Returns
    -------
    dict
        ``grades``: by the name of each graded cell and task a verdict, `BLANK`, or `MANUAL`;
        ``comments``: by the name of each answer's cell whether it is as it was handed out.
    """
    verdicts = {score.exercise: str(score.result) for score in graded.scores}
    ours = {cell.id: cell.source for cell in lesson.cells}
    grades: dict[str, str] = {}
    comments: dict[str, bool] = {}
    for cell in page.cells:
        mark = cell.metadata.get("nbgrader", {})
        answer, blank = bool(mark.get("solution")), ours.get(cell.id) == cell.source
        if mark.get("grade") or mark.get("task"):
            unjudged = BLANK if answer and blank else MANUAL
            grades[mark["grade_id"]] = verdicts.get(mark["grade_id"], unjudged)
        if answer or mark.get("task"):
            comments[mark["grade_id"]] = answer and blank
    return {"grades": grades, "comments": comments}


def record(graded: Graded, beside: dict[str, str]) -> dict[str, Any]:
    """Return what is kept beside the scores: enough to get every one of them again."""
    return {
        **beside,
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
                **({"reason": s.reason} if s.result in TOLD else {}),
                **({"slips": s.verdict["slips"]} if s.verdict.get("slips") else {}),
            }
            for s in graded.scores
        },
    }


@functools.lru_cache(maxsize=64)
def _lesson(text: str) -> NotebookNode:
    return nbformat.reads(text, as_version=4)
