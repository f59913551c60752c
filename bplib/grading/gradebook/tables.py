"""The rows of graded submissions in nbgrader's tables, those of many at once.

A new submission gets the rows that nbgrader's `Gradebook.add_submission` makes, without a question
and a commit for each.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from nbgrader.api import (
    Assignment,
    BaseCell,
    Comment,
    Grade,
    GradeCell,
    Notebook,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
    TaskCell,
    new_uuid,
)
from sqlalchemy import Connection, bindparam, insert, select, update

from bplib.grading.gradebook import records
from bplib.grading.gradebook.lateness import Lateness
from bplib.grading.work import MANUAL


@dataclass(frozen=True)
class Lesson:
    """What the gradebook knows of a lesson.

    Attributes
    ----------
    assignment, notebook : str
        Their keys.
    due : datetime or None
        The due date, in UTC.
    grades, tasks : dict
        Keys of graded cells and of nbgrader's tasks, and what they are worth, by name.
    comments : dict
        Keys of cells with comments, by name.
    """

    assignment: str
    notebook: str
    due: datetime | None
    grades: dict[str, tuple[str, float]]
    comments: dict[str, str]
    tasks: dict[str, tuple[str, float]]

    @property
    def possible(self) -> float:
        """Points to be had."""
        return sum(points for _, points in [*self.grades.values(), *self.tasks.values()])


@dataclass(frozen=True)
class Marked:
    """What the gradebook learns of a submission.

    Attributes
    ----------
    student : str
        Whose.
    time : datetime or None
        When it was handed in, in UTC; None leaves what is known.
    grades : dict
        A verdict for every graded cell.
    comments : dict
        Whether an answer's cell is as it was handed out.
    """

    student: str
    time: datetime | None
    grades: dict[str, str]
    comments: dict[str, bool]


def lesson(connection: Connection, name: str) -> Lesson | None:
    """Return what the gradebook knows of a lesson; None where it knows none of this name."""
    found = connection.execute(
        select(Assignment.id, Notebook.id, Assignment.duedate)
        .join(Notebook, Notebook.assignment_id == Assignment.id)
        .where(Assignment.name == name, Notebook.name == name)
    ).one_or_none()
    if found is None:
        return None
    assignment, notebook, due = found
    query = select(BaseCell.__table__).where(BaseCell.__table__.c.notebook_id == notebook)
    cells: dict[str, dict[str, str]] = {}
    for cell in connection.execute(query).mappings():
        cells.setdefault(cell["type"], {})[cell["name"]] = cell["id"]
    grades = _worth(connection, GradeCell, cells.get("GradeCell", {}))
    tasks = _worth(connection, TaskCell, cells.get("TaskCell", {}))
    comments = {**cells.get("SolutionCell", {}), **{name: key for name, (key, _) in tasks.items()}}
    return Lesson(assignment, notebook, due, grades, comments, tasks)


def _worth(
    connection: Connection, kind: Any, cells: dict[str, str]
) -> dict[str, tuple[str, float]]:
    """Return the keys of cells, and what they are worth, by name."""
    table = kind.__table__
    points = select(table.c.id, table.c.max_score).where(table.c.id.in_(list(cells.values())))
    worth = {row.id: row.max_score for row in connection.execute(points)}
    return {name: (key, float(worth[key])) for name, key in cells.items()}


def write(connection: Connection, known: Lesson, batch: list[Marked], lateness: Lateness) -> None:
    """Write what was found in submissions of one lesson.

    Parameters
    ----------
    connection : Connection
        In a transaction.
    known : Lesson
        From `lesson`.
    batch : list of Marked
        One for a student.
    lateness : Lateness
        What comes off for handing in late.
    """
    _add_students(connection, [marked.student for marked in batch])
    submitted = _submitted(connection, known, batch)
    of = {"notebook_id": known.notebook}
    keys = [row["id"] for row in submitted.values()]
    rows = _rows(connection, SubmittedNotebook, of, "assignment_id", keys)
    notebooks = {marked.student: rows[submitted[marked.student]["id"]]["id"] for marked in batch}
    scores = _grades(connection, known, batch, notebooks)
    _comments(connection, known, batch, notebooks)
    late = []
    for student, row in submitted.items():
        seconds = lateness.seconds(row["timestamp"], known.due, row["extension"])
        penalty = lateness.penalty(student, scores[student], seconds)
        late.append({"of": notebooks[student], "penalty": penalty})
    _update(connection, SubmittedNotebook, late, late_submission_penalty="penalty")


def _add_students(connection: Connection, students: list[str]) -> None:
    known = set(connection.scalars(select(Student.id).where(Student.id.in_(students))))
    new = [{"id": student} for student in dict.fromkeys(students) if student not in known]
    if new:
        connection.execute(insert(Student), new)


def _submitted(
    connection: Connection, known: Lesson, batch: list[Marked]
) -> dict[str, dict[str, Any]]:
    """Return the submissions' rows by student, with the times that hold now."""
    of = {"assignment_id": known.assignment}
    students = [marked.student for marked in batch]
    rows = _rows(connection, SubmittedAssignment, of, "student_id", students)
    times = []
    for marked in batch:
        if marked.time is not None:
            rows[marked.student]["timestamp"] = marked.time
            times.append({"of": rows[marked.student]["id"], "time": marked.time})
    _update(connection, SubmittedAssignment, times, timestamp="time")
    return rows


def _rows(
    connection: Connection, table: Any, of: dict[str, str], key: str, wanted: Iterable[str]
) -> dict[str, dict[str, Any]]:
    """Return rows by a column's values; what is missing is made."""
    wanted = list(dict.fromkeys(wanted))
    columns = table.__table__.c
    query = select(table.__table__).where(columns[key].in_(wanted))
    for name, value in of.items():
        query = query.where(columns[name] == value)
    found = {row[key]: dict(row) for row in connection.execute(query).mappings()}
    new = [{"id": new_uuid(), **of, key: value} for value in wanted if value not in found]
    if new:
        connection.execute(insert(table.__table__), new)
    for row in new:
        found[row[key]] = dict.fromkeys(columns.keys()) | row
    return found


def _grades(
    connection: Connection, known: Lesson, batch: list[Marked], notebooks: dict[str, str]
) -> dict[str, float]:
    """Write automatic scores; return every student's score, an instructor's points included."""
    worth = {**known.grades, **known.tasks}
    cells = {key: name for name, (key, _) in worth.items()}
    found = _cells_of(connection, Grade, notebooks.values(), cells)
    new, changed, scores = [], [], {}
    for marked in batch:
        notebook = notebooks[marked.student]
        total = 0.0
        for cell, name in cells.items():
            row = found.get((notebook, cell), {})
            auto = records.auto_score(marked.grades.get(name, MANUAL), worth[name][1])
            manual = row.get("manual_score")
            human = auto is None or manual is not None
            total += (auto or 0.0) if manual is None else manual
            total += row.get("extra_credit") or 0.0
            if row:
                changed.append({"of": row["id"], "auto": auto, "human": human})
            else:
                new.append(_new(cell, notebook, auto_score=auto, needs_manual_grade=human))
        scores[marked.student] = total
    _insert(connection, Grade, new)
    _update(connection, Grade, changed, auto_score="auto", needs_manual_grade="human")
    return scores


def _comments(
    connection: Connection, known: Lesson, batch: list[Marked], notebooks: dict[str, str]
) -> None:
    """Write nbgrader's own comments on answers that are as they were handed out."""
    found = _cells_of(connection, Comment, notebooks.values(), known.comments.values())
    new, changed = [], []
    for marked in batch:
        notebook, given = notebooks[marked.student], marked.comments
        for name, cell in known.comments.items():
            said = records.auto_comment(given.get(name, False))
            if row := found.get((notebook, cell)):
                changed.append({"of": row["id"], "said": said})
            else:
                new.append(_new(cell, notebook, auto_comment=said))
    _insert(connection, Comment, new)
    _update(connection, Comment, changed, auto_comment="said")


def _new(cell: str, notebook: str, **values: Any) -> dict[str, Any]:
    return {"id": new_uuid(), "cell_id": cell, "notebook_id": notebook, **values}


def _cells_of(
    connection: Connection, table: Any, notebooks: Iterable[str], cells: Iterable[str]
) -> dict[tuple[str, str], Any]:
    """Return rows by submitted notebook and cell."""
    columns = table.__table__.c
    query = select(table.__table__).where(
        columns.notebook_id.in_(list(notebooks)), columns.cell_id.in_(list(cells))
    )
    rows = connection.execute(query).mappings()
    return {(row["notebook_id"], row["cell_id"]): row for row in rows}


def _insert(connection: Connection, table: Any, rows: list[dict[str, Any]]) -> None:
    """Insert rows, those with the same columns together."""
    for keys in {tuple(row) for row in rows}:
        connection.execute(insert(table.__table__), [row for row in rows if tuple(row) == keys])


def _update(connection: Connection, table: Any, rows: list[dict[str, Any]], **columns: str) -> None:
    """Update rows: each holds its key as ``of``, and by a name of its own every new value."""
    if rows:
        statement = update(table.__table__).where(table.__table__.c.id == bindparam("of"))
        given: dict[str, Any] = {column: bindparam(name) for column, name in columns.items()}
        connection.execute(statement.values(given), rows)
