"""What the report is made of, read from the gradebook, the graded notebooks and what came in."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nbgrader.api import (
    Assignment,
    BaseCell,
    Grade,
    GradeCell,
    Notebook,
    SourceCell,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
    TaskCell,
)
from nbgrader.coursedir import CourseDirectory
from sqlalchemy import create_engine, inspect, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from bplib.course.checks.report import MIME
from bplib.course.lessons import CourseError, lesson_names
from bplib.grading.gradebook import records
from bplib.grading.gradebook.page import BY_HAND
from bplib.grading.reading import intake
from bplib.grading.reading.intake import NoVerdict

NO_GRADES = "nothing is graded yet in {place}: run `bplib grade` first"


@dataclass(frozen=True)
class Mistake:
    """A named mistake in one answer: its id, which stays, its name and its question."""

    id: str
    name: str
    question: str


@dataclass(frozen=True)
class Answer:
    """How one answer ended.

    Attributes
    ----------
    exercise : str
        The exercise, or the cell that a human grades.
    result : str
        A `Result`, or `BY_HAND`.
    points, possible : float
        As the gradebook has them.
    waits : bool
        Whether the gradebook waits for a human.
    by_hand : bool
        Whether a human has set the points.
    seconds : float
        Wall time of the answer on all inputs.
    reason : str
        Why it is held or cannot be read.
    source : str
        The cell with the answer.
    mistakes : tuple of Mistake
        Those that were named.
    """

    exercise: str
    result: str
    points: float
    possible: float
    waits: bool = False
    by_hand: bool = False
    seconds: float = 0.0
    reason: str = ""
    source: str = ""
    mistakes: tuple[Mistake, ...] = ()


@dataclass
class Work:
    """What one student handed in for one lesson, and how it stands.

    Attributes
    ----------
    student, lesson : str
        Whose, and of what.
    place : Path
        The graded notebook; where there is none, the folder that was handed in.
    key : str
        nbgrader's id of it, which Formgrader's address holds; empty where there is none.
    answers : dict of str to Answer
        By exercise, in the lesson's order; empty where there is no verdict.
    late : float
        Points taken off.
    seconds, memory : float
        Wall time in s and the most bytes of the grading.
    why : str
        Why there is no verdict.
    renewed : bool
        Whether something else has been handed in since it was graded.
    """

    student: str
    lesson: str
    place: Path
    key: str = ""
    answers: dict[str, Answer] = field(default_factory=dict)
    late: float = 0.0
    seconds: float = 0.0
    memory: float = 0.0
    why: str = ""
    renewed: bool = False

    @property
    def points(self) -> float:
        """Points after penalties, as nbgrader exports them."""
        return sum(answer.points for answer in self.answers.values()) - self.late

    @property
    def possible(self) -> float:
        """Points to be had."""
        return sum(answer.possible for answer in self.answers.values())


@dataclass
class Reading:
    """All that was read.

    Attributes
    ----------
    lessons : list of str
        The lessons that something was handed in for, in order.
    works : list of Work
        By lesson, then by student.
    names : dict of str to str
        What students are called, as far as the gradebook knows, by their id.
    stubs : dict of str to dict
        By lesson and exercise: the answer's cell as it was handed out.
    astray : list of tuple
        Student, lesson and reason of what lies where no submission is looked for.
    """

    lessons: list[str]
    works: list[Work]
    names: dict[str, str]
    stubs: dict[str, dict[str, str]]
    astray: list[tuple[str, str, str]]

    @property
    def graded(self) -> list[Work]:
        """What has a verdict."""
        return [work for work in self.works if work.answers]


@dataclass(frozen=True)
class _Mark:
    """One cell in the gradebook."""

    points: float
    possible: float
    waits: bool
    by_hand: bool


@dataclass
class _Book:
    """What the gradebook says."""

    names: dict[str, str]
    keys: dict[tuple[str, str], tuple[str, float]]
    marks: dict[str, dict[str, _Mark]]
    stubs: dict[str, dict[str, str]]


def read(coursedir: CourseDirectory, lessons: list[str]) -> Reading:
    """Read how a class stands.

    Parameters
    ----------
    coursedir : CourseDirectory
        The course.
    lessons : list of str
        The lessons to look at.

    Returns
    -------
    Reading
        Every submission, graded or not.

    Raises
    ------
    CourseError
        If there is no gradebook, it cannot be read, or nothing is graded.
    """
    book = _book(coursedir, lessons)
    submitted = records.folder(coursedir)
    graded = Path(coursedir.root, coursedir.autograded_directory)
    pairs = {*intake.submissions(submitted, lessons), *intake.submissions(graded, lessons)}
    ordered = sorted(pairs, key=lambda pair: (pair[1], pair[0]))
    works = [_work(coursedir, book, *pair) for pair in ordered]
    if not any(work.answers for work in works):
        raise CourseError(NO_GRADES.format(place=f"{graded} for {', '.join(lessons)}"))
    every = lesson_names(Path(coursedir.root))
    return Reading(
        lessons=list(dict.fromkeys(work.lesson for work in works)),
        works=works,
        names=book.names,
        stubs=book.stubs,
        astray=list(intake.misplaced(submitted, lessons, every)),
    )


def _book(coursedir: CourseDirectory, lessons: list[str]) -> _Book:
    """Read the gradebook without writing to it."""
    url = coursedir.db_url
    try:
        path = records.sqlite_path(url)
        if path is not None and not path.exists():
            raise CourseError(f"there is no gradebook at {path}: run `bplib grade` first")
        engine = create_engine(url)
        try:
            if not inspect(engine).has_table("submitted_notebook"):
                raise CourseError(NO_GRADES.format(place="the gradebook"))
            with Session(engine) as session:
                return _Book(
                    {
                        student: _called(first, last)
                        for student, first, last in session.execute(_NAMES)
                    },
                    _keys(session, lessons),
                    _marks(session, lessons),
                    _stubs(session, lessons),
                )
        finally:
            engine.dispose()
    except (SQLAlchemyError, OSError, ImportError) as error:
        raise CourseError(records.trouble(error, url)) from None


_NAMES = select(Student.id, Student.first_name, Student.last_name)


def _called(first: str | None, last: str | None) -> str:
    """Return a student's name; nothing where the gradebook knows none."""
    return " ".join(part for part in (first, last) if part).strip()


def _keys(session: Session, lessons: list[str]) -> dict[tuple[str, str], tuple[str, float]]:
    """Return by student and lesson: nbgrader's id of the notebook, and the penalty."""
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


def _marks(session: Session, lessons: list[str]) -> dict[str, dict[str, _Mark]]:
    """Return by notebook and cell what the gradebook says."""
    cells = [select(kind.id, kind.max_score) for kind in (GradeCell, TaskCell)]
    possible = {cell: points for asked in cells for cell, points in session.execute(asked)}
    asked = (
        select(
            Grade.notebook_id,
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
    marks: dict[str, dict[str, _Mark]] = {}
    for key, name, cell, score, waits, manual in session.execute(asked):
        mark = _Mark(
            float(score or 0), float(possible.get(cell) or 0), bool(waits), manual is not None
        )
        marks.setdefault(key, {})[name] = mark
    return marks


def _stubs(session: Session, lessons: list[str]) -> dict[str, dict[str, str]]:
    """Return by lesson and exercise the cell that learners write in, as it was handed out."""
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


def _work(coursedir: CourseDirectory, book: _Book, student: str, lesson: str) -> Work:
    """Return how one submission stands."""
    folder = Path(coursedir.format_path(coursedir.autograded_directory, student, lesson))
    path = folder / f"{lesson}.ipynb"
    key, late = book.keys.get((student, lesson), ("", 0.0))
    work = Work(student, lesson, path, key, late=late)
    submitted = records.folder(coursedir)
    try:
        notebook = json.loads(path.read_bytes())
        kept = notebook["metadata"][records.MARK]
        work.answers = _answers(notebook["cells"], kept["scores"], book.marks[key])
        work.seconds, work.memory = float(kept["seconds"]), float(kept["memory"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        work.answers = {}  # missing, cut off, or of a run that did not come to its end
        work.place, work.late = submitted / student / lesson, 0.0
        kept = {}
    try:
        now = intake.read(submitted, student, lesson).fingerprint()
        work.renewed = bool(kept) and any(kept.get(part) != now[part] for part in now)
        work.why = "" if kept else _no_verdict(lesson, begun=bool(key))
    except NoVerdict as reason:
        work.why = "" if kept else str(reason)
    return work


def _no_verdict(lesson: str, *, begun: bool) -> str:
    """Return why there is no verdict where nothing is wrong with what was handed in."""
    command = f"`bplib grade {lesson.partition('_')[0]}`"
    if begun:
        return f"the grader did not come to its end: {command} tries again and says why"
    return f"not graded yet: {command} does it"


def _answers(
    cells: Iterable[dict[str, Any]], scores: Mapping[str, Any], marks: Mapping[str, _Mark]
) -> dict[str, Answer]:
    """Return the answers of a graded notebook, then what a human grades."""
    sources, verdicts = _cells(cells)
    found = {}
    for name, score in scores.items():
        mark = marks[name]
        found[name] = Answer(
            name,
            str(score["result"]),
            mark.points,
            mark.possible,
            mark.waits,
            mark.by_hand,
            float(score["seconds"]),
            str(score.get("reason", "")),
            sources.get(f"{name}_answer", ""),
            tuple(_mistakes(score.get("slips", []), verdicts.get(name, {}))),
        )
    for name, mark in marks.items():
        if name not in found:
            found[name] = Answer(
                name, BY_HAND, mark.points, mark.possible, mark.waits, mark.by_hand
            )
    return found


def _cells(cells: Iterable[dict[str, Any]]) -> tuple[dict[str, str], dict[str, dict[str, Any]]]:
    """Return by grade id the text of cells, and the verdicts that stand at checks."""
    sources, verdicts = {}, {}
    for cell in cells:
        name = cell["metadata"].get("nbgrader", {}).get("grade_id", "")
        text = cell["source"]
        sources[name] = text if isinstance(text, str) else "".join(text)
        for output in cell.get("outputs", []):
            verdict = output.get("data", {}).get(MIME)
            if isinstance(verdict, dict):
                verdicts[name] = verdict
    return sources, verdicts


def _mistakes(slips: list[str], verdict: Mapping[str, Any]) -> Iterable[Mistake]:
    """Yield an answer's mistakes, with names and questions as its verdict had them."""
    names = str(verdict.get("mistake", "")).split(" + ")
    questions = str(verdict.get("question", "")).split("\n")
    if len(slips) == 1:
        names, questions = [" + ".join(names)], [" ".join(questions)]
    for k, slip in enumerate(slips):
        name = names[k] if len(names) == len(slips) else ""
        question = questions[k] if len(questions) == len(slips) else ""
        yield Mistake(str(slip), name or str(slip).partition(": ")[2] or str(slip), question)
