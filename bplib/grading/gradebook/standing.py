"""How submissions stand in the gradebook: those of a lesson, read at once."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from nbgrader.api import BaseCell, Grade, SubmittedAssignment, SubmittedNotebook
from nbgrader.coursedir import CourseDirectory
from sqlalchemy import Connection, bindparam, select, update

from bplib.grading.gradebook import records, tables
from bplib.grading.gradebook.lateness import Lateness
from bplib.grading.judging.scores import Result
from bplib.grading.reading.intake import Submitted


@dataclass
class Standing:
    """One submission's points.

    Attributes
    ----------
    auto : dict
        Automatic scores by the name of the graded cell; None where an instructor decides.
    points : float
        Points, an instructor's included, before the penalty.
    by_hand : float or None
        What an instructor has changed; None where nothing was.
    waiting : int
        How many cells wait for an instructor.
    penalty : float
        What comes off for handing in late.
    late : float
        Seconds after the due date that holds now.
    """

    auto: dict[str, float | None] = field(default_factory=dict)
    points: float = 0.0
    by_hand: float | None = None
    waiting: int = 0
    penalty: float = 0.0
    late: float = 0.0

    @property
    def said(self) -> list[str]:
        """What a table must say beside verdicts."""
        said = [f"{self.by_hand:+g} by hand"] if self.by_hand is not None else []
        said += [f"{self.waiting} to grade by hand"] if self.waiting else []
        return said + ([f"-{self.penalty:g} handed in late"] if self.penalty else [])


def read(connection: Connection, known: tables.Lesson, lateness: Lateness) -> dict[str, Standing]:
    """Return how every submission of a lesson stands, by student."""
    names = {key: name for name, (key, _) in known.grades.items()}
    submitted, notebook, grade = (
        table.__table__ for table in (SubmittedAssignment, SubmittedNotebook, Grade)
    )
    cells = select(BaseCell.id).where(BaseCell.notebook_id == known.notebook)
    of_lesson = (
        select(
            submitted.c.student_id,
            submitted.c.timestamp,
            submitted.c.extension,
            notebook.c.late_submission_penalty,
            grade.c.cell_id,
            grade.c.auto_score,
            grade.c.manual_score,
            grade.c.extra_credit,
            grade.c.needs_manual_grade,
        )
        .join(notebook, notebook.c.assignment_id == submitted.c.id)
        .join(grade, grade.c.notebook_id == notebook.c.id)
        .where(notebook.c.notebook_id == known.notebook)
        .where(grade.c.cell_id.in_(cells))  # by which grades are found: the table has such an index
    )
    found: dict[str, Standing] = {}
    for row in connection.execute(of_lesson):
        standing = found.setdefault(row.student_id, Standing())
        standing.penalty = float(row.late_submission_penalty or 0.0)
        standing.late = lateness.seconds(row.timestamp, known.due, row.extension)
        if row.cell_id in names:
            standing.auto[names[row.cell_id]] = row.auto_score
        auto = float(row.auto_score or 0.0)
        score = auto if row.manual_score is None else float(row.manual_score)
        score += float(row.extra_credit or 0.0)
        standing.points += score
        if row.manual_score is not None or row.extra_credit:
            standing.by_hand = (standing.by_hand or 0.0) + score - auto
        standing.waiting += bool(row.needs_manual_grade)
    return found


def is_graded(
    coursedir: CourseDirectory,
    standing: Standing | None,
    student: str,
    lesson: str,
    submitted: Submitted,
) -> bool:
    """Whether the very submission was graded to the end and its scores are in the gradebook."""
    if standing is None:
        return False
    found = records.recorded(coursedir, student, lesson)
    if any(found.get(key) != value for key, value in submitted.fingerprint().items()):
        return False
    held = str(Result.REFERENCE)
    scores = found.get("scores", {})
    wanted = {
        name: None if score["result"] == held else score["points"] for name, score in scores.items()
    }
    return wanted == {name: standing.auto.get(name, -1.0) for name in wanted} and bool(wanted)


def renew_penalties(
    connection: Connection,
    known: tables.Lesson,
    found: dict[str, Standing],
    students: Iterable[str],
    lateness: Lateness,
) -> None:
    """Take off what the due date that holds now asks for.

    nbgrader does this only when it grades, and a due date may be moved afterwards.
    """
    changed: list[dict[str, Any]] = []
    for student in students:
        standing = found[student]
        penalty = lateness.penalty(student, standing.points, standing.late)
        if (penalty or 0.0) != standing.penalty:
            changed.append({"whose": student, "penalty": penalty})
            standing.penalty = penalty or 0.0
    if not changed:
        return
    submitted, notebook = SubmittedAssignment.__table__, SubmittedNotebook.__table__
    own = select(submitted.c.id).where(
        submitted.c.assignment_id == known.assignment,
        submitted.c.student_id == bindparam("whose"),
    )
    statement = update(notebook).where(
        notebook.c.notebook_id == known.notebook, notebook.c.assignment_id.in_(own)
    )
    connection.execute(statement.values(late_submission_penalty=bindparam("penalty")), changed)
