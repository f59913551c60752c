"""What the gradebook says about a class, asked in few questions and without writing to it."""

from dataclasses import dataclass

from nbgrader.api import (
    Assignment,
    BaseCell,
    Grade,
    GradeCell,
    Notebook,
    SolutionCell,
    SourceCell,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
    TaskCell,
)
from sqlalchemy import create_engine, inspect, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from bplib.course.lessons import CourseError
from bplib.grading.gradebook import records

NO_GRADES = "nothing is graded yet in {place}: run `bplib grade` first"


@dataclass(frozen=True)
class Mark:
    """One cell of one submission.

    Attributes
    ----------
    points, possible : float
        Points, those by hand before those of the grader, and points to be had.
    waits : bool
        Whether it waits for a human.
    by_hand : bool
        Whether a human has set the points.
    for_human : bool
        Whether only a human can judge it.
    """

    points: float
    possible: float
    waits: bool
    by_hand: bool
    for_human: bool


@dataclass(frozen=True)
class Book:
    """What the gradebook says.

    Attributes
    ----------
    names : dict of str to str
        What students are called, by their id; empty where nobody has told.
    keys : dict of tuple to tuple
        By student and lesson: nbgrader's id of the notebook, and the points taken off.
    marks : dict of str to dict
        By that id and the cell's name.
    stubs : dict of str to dict
        By lesson and exercise: the cell that learners write in, as it was handed out.
    """

    names: dict[str, str]
    keys: dict[tuple[str, str], tuple[str, float]]
    marks: dict[str, dict[str, Mark]]
    stubs: dict[str, dict[str, str]]


def read_book(url: str, lessons: list[str]) -> Book:
    """Read the gradebook.

    Parameters
    ----------
    url : str
        Where it is, as SQLAlchemy has it.
    lessons : list of str
        The lessons to ask for.

    Raises
    ------
    CourseError
        If there is none, or it cannot be read.
    """
    try:
        path = records.sqlite_path(url)
        if path is not None and not path.exists():
            raise CourseError(f"there is no gradebook at {path}: run `bplib grade` first")
        engine = create_engine(url)
        try:
            if not inspect(engine).has_table("submitted_notebook"):
                raise CourseError(NO_GRADES.format(place="the gradebook"))
            with Session(engine) as session:
                return Book(
                    _names(session),
                    _keys(session, lessons),
                    _marks(session, lessons),
                    _stubs(session, lessons),
                )
        finally:
            engine.dispose()
    except (SQLAlchemyError, OSError, ImportError) as error:
        raise CourseError(records.trouble(error, url)) from None


def _names(session: Session) -> dict[str, str]:
    asked = select(Student.id, Student.first_name, Student.last_name)
    return {
        student: " ".join(filter(None, (first, last))).strip()
        for student, first, last in session.execute(asked)
    }


def _keys(session: Session, lessons: list[str]) -> dict[tuple[str, str], tuple[str, float]]:
    asked = (
        select(
            SubmittedAssignment.student_id,
            Assignment.name,
            SubmittedNotebook.id,
            SubmittedNotebook.late_submission_penalty,
        )
        .select_from(SubmittedNotebook)
        .join(SubmittedAssignment, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .join(Assignment, SubmittedAssignment.assignment_id == Assignment.id)
        .join(Notebook, SubmittedNotebook.notebook_id == Notebook.id)
        .where(Assignment.name.in_(lessons), Notebook.name == Assignment.name)
    )
    found = session.execute(asked)
    return {(student, lesson): (key, float(late or 0)) for student, lesson, key, late in found}


def _marks(session: Session, lessons: list[str]) -> dict[str, dict[str, Mark]]:
    possible = dict(map(tuple, session.execute(select(GradeCell.id, GradeCell.max_score))))
    tasks = dict(map(tuple, session.execute(select(TaskCell.id, TaskCell.max_score))))
    written = set(map(tuple, session.execute(select(SolutionCell.notebook_id, SolutionCell.name))))
    asked = (
        select(
            Grade.notebook_id,
            BaseCell.notebook_id,
            BaseCell.name,
            Grade.cell_id,
            Grade.score,
            Grade.needs_manual_grade,
            Grade.manual_score,
        )
        .select_from(Grade)
        .join(BaseCell, Grade.cell_id == BaseCell.id)
        .join(Notebook, BaseCell.notebook_id == Notebook.id)
        .where(Notebook.name.in_(lessons))
    )
    marks: dict[str, dict[str, Mark]] = {}
    for key, notebook, name, cell, score, waits, manual in session.execute(asked):
        marks.setdefault(key, {})[name] = Mark(
            points=float(score or 0),
            possible=float(possible.get(cell) or tasks.get(cell) or 0),
            waits=bool(waits),
            by_hand=manual is not None,
            for_human=cell in tasks or (notebook, name) in written,
        )
    return marks


def _stubs(session: Session, lessons: list[str]) -> dict[str, dict[str, str]]:
    asked = (
        select(Notebook.name, SourceCell.name, SourceCell.source)
        .select_from(SourceCell)
        .join(Notebook, SourceCell.notebook_id == Notebook.id)
        .where(Notebook.name.in_(lessons))
    )
    stubs: dict[str, dict[str, str]] = {}
    for lesson, cell, source in session.execute(asked):
        if cell.endswith("_answer"):
            stubs.setdefault(lesson, {})[cell.removesuffix("_answer")] = source or ""
    return stubs
