"""The grades of a class as they leave the gradebook: after penalties, and never a guess.

nbgrader's own exporter writes 0.0 for a submission that could not be graded, as for one that earned
nothing, and points that are not final where a human still has to look. Here both have no grade.
"""

import os
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from nbgrader.api import (
    Assignment,
    Grade,
    Gradebook,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
)
from nbgrader.coursedir import CourseDirectory
from sqlalchemy import case, func, select

from bplib.course.lessons import lesson_names
from bplib.grading.gradebook import records
from bplib.grading.reading import intake
from bplib.grading.reading.intake import NoVerdict

_NOT_GRADED = "it is not graded: run `bplib grade`"


@dataclass(frozen=True)
class Graded:
    """How one student stands in one lesson.

    Attributes
    ----------
    student, first_name, last_name, email, platform_id : str
        Who; what is not known is empty.
    lesson : str
        The lesson.
    score : float or None
        Points after penalties; None where there is no grade.
    raw, penalty, possible : float
        Points before penalties, what was taken off, and points to be had.
    time, due : datetime or None
        When it was handed in, and when it was due, extensions counted, in UTC.
    open : str
        Why there is no grade though something was handed in; else empty.
    """

    student: str
    first_name: str
    last_name: str
    email: str
    platform_id: str
    lesson: str
    score: float | None
    raw: float
    penalty: float
    possible: float
    time: datetime | None
    due: datetime | None
    open: str

    @property
    def name(self) -> str:
        """The whole name; empty where it is not known."""
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def handed_in(self) -> bool:
        """Whether there is a submission."""
        return self.score is not None or bool(self.open)


def grades(
    book: Gradebook,
    coursedir: CourseDirectory | None = None,
    lessons: Collection[str] = (),
    students: Collection[str] = (),
) -> list[Graded]:
    """Return how every student stands in every lesson.

    Parameters
    ----------
    book : Gradebook
        The gradebook.
    coursedir : CourseDirectory, optional
        The course: what was handed in and not graded is found where it is given.
    lessons, students : collection of str
        Which ones; all where empty.

    Returns
    -------
    list of Graded
        By lesson, then by student.
    """
    lessons = lessons or [*(a.name for a in book.assignments), *_lessons(coursedir)]
    assignments = {a.name: a for a in book.assignments}
    people = {p.id: p for p in book.db.scalars(select(Student).order_by(Student.id))}
    found: list[Graded] = []
    for lesson in dict.fromkeys(lessons):
        handed_in = _handed_in(coursedir, lesson)
        if lesson in assignments:
            found += _of_lesson(book, coursedir, assignments[lesson], people, handed_in)
        else:
            found += [_ungraded(people, student, lesson) for student in sorted(handed_in)]
    return [graded for graded in found if not students or graded.student in students]


def _lessons(coursedir: CourseDirectory | None) -> list[str]:
    return lesson_names(Path(coursedir.root)) if coursedir else []


def _who(people: dict[str, Student], student: str) -> tuple[str, str, str, str, str]:
    """Return a student's id, names, address and platform's id."""
    who = people.get(student) or Student(id=student)
    known = who.first_name, who.last_name, who.email, who.lms_user_id
    first, last, email, number = (one or "" for one in known)
    return student, first, last, email, number


def _ungraded(people: dict[str, Student], student: str, lesson: str) -> Graded:
    """Return how a student stands in a lesson of which nothing is graded."""
    return Graded(*_who(people, student), lesson, None, 0.0, 0.0, 0.0, None, None, _NOT_GRADED)


def _changed(path: Path) -> int:
    """Return when a file was written, or came to where it is."""
    found = path.stat()
    return max(found.st_mtime_ns, found.st_ctime_ns)


def _of_lesson(
    book: Gradebook,
    coursedir: CourseDirectory | None,
    assignment: Assignment,
    people: dict[str, Student],
    handed_in: set[str],
) -> Iterator[Graded]:
    """Yield how everybody stands in one lesson."""
    lesson, possible, due = assignment.name, float(assignment.max_score), assignment.duedate
    sums = _sums(book, assignment)
    for student in sorted(people.keys() | handed_in):
        found = sums.get(student)
        why = _why_open(coursedir, student, lesson, found, student in handed_in)
        graded = found is not None and not why
        yield Graded(
            *_who(people, student),
            lesson,
            found.score if found and graded else None,
            found.raw if found and graded else 0.0,
            found.penalty if found and graded else 0.0,
            possible,
            found.time if found else None,
            due + found.extension if due and found and found.extension else due,
            why,
        )


@dataclass
class _Sum:
    """The notebooks of a submission, added up."""

    time: datetime | None
    extension: object
    raw: float = 0.0
    penalty: float = 0.0
    score: float = 0.0
    cells: int = 0
    graded: int = 0
    waiting: int = 0


def _sums(book: Gradebook, assignment: Assignment) -> dict[str, _Sum]:
    """Return the submissions of a lesson by student; one query, whatever their number."""
    scored = Grade.auto_score.is_not(None) | Grade.manual_score.is_not(None)
    cells = (
        select(
            Grade.notebook_id.label("notebook"),
            func.sum(Grade.score).label("score"),
            func.count(Grade.id).label("cells"),
            func.sum(case((scored, 1), else_=0)).label("graded"),
            func.sum(case((Grade.needs_manual_grade, 1), else_=0)).label("waiting"),
        )
        .group_by(Grade.notebook_id)
        .subquery()
    )
    query = (
        select(
            SubmittedAssignment.student_id,
            SubmittedAssignment.timestamp,
            SubmittedAssignment.extension,
            SubmittedNotebook.late_submission_penalty,
            *(cells.c.score, cells.c.cells, cells.c.graded, cells.c.waiting),
        )
        .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .outerjoin(cells, cells.c.notebook == SubmittedNotebook.id)
        .where(SubmittedAssignment.assignment_id == assignment.id)
    )
    found: dict[str, _Sum] = {}
    for student, time, extension, penalty, score, count, graded, waiting in book.db.execute(query):
        total = found.setdefault(student, _Sum(time, extension))
        raw = float(score or 0.0)
        taken = min(max(float(penalty or 0.0), 0.0), raw)  # as nbgrader cuts it, of each notebook
        total.raw, total.penalty, total.score = (
            total.raw + raw,
            total.penalty + taken,
            total.score + raw - taken,
        )
        total.cells += count or 0
        total.graded += graded or 0
        total.waiting += waiting or 0
    return found


def _handed_in(coursedir: CourseDirectory | None, lesson: str) -> set[str]:
    if coursedir is None:
        return set()
    return {student for student, _ in intake.submissions(records.folder(coursedir), [lesson])}


def _why_open(
    coursedir: CourseDirectory | None,
    student: str,
    lesson: str,
    found: _Sum | None,
    handed_in: bool,
) -> str:
    """Return why something that was handed in has no grade; empty where it has one."""
    if found is None or (found.cells and not found.graded and not found.waiting):
        if handed_in and coursedir is not None:
            return _why_not(coursedir, student, lesson)
        return _NOT_GRADED if found or handed_in else ""
    if coursedir is not None and handed_in and _is_newer(coursedir, student, lesson):
        return "it is not graded since it was handed in: run `bplib grade`"
    waiting = found.waiting or found.cells - found.graded
    return f"{waiting} to grade by hand" if waiting else ""


def _why_not(coursedir: CourseDirectory, student: str, lesson: str) -> str:
    """Return why a submission is not graded: by what lies there, else because nobody did it."""
    try:
        intake.read(records.folder(coursedir), student, lesson)
    except NoVerdict as reason:
        return str(reason)
    return _NOT_GRADED


def _is_newer(coursedir: CourseDirectory, student: str, lesson: str) -> bool:
    """Whether a submission is another one than the graded one, or was not graded to its end."""
    folder = records.folder(coursedir)
    page = coursedir.format_path(coursedir.autograded_directory, student, lesson)
    try:
        graded = os.stat(Path(page, f"{lesson}.ipynb")).st_mtime_ns
        place = folder / student / lesson
        # what an archive or a copy left has an old date, but has changed since it came here
        if all(_changed(path) < graded for path in (place, *place.iterdir())):
            return False
        submitted = intake.read(folder, student, lesson)
    except (OSError, NoVerdict):
        return True
    kept = records.recorded(coursedir, student, lesson)
    return any(kept.get(key) != value for key, value in submitted.fingerprint().items())
