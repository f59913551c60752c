"""What the report is made of, read from the gradebook, the graded notebooks and what came in."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nbgrader.coursedir import CourseDirectory

from bplib.course.checks.report import MIME
from bplib.course.lessons import CourseError, lesson_names
from bplib.grading.gradebook import records
from bplib.grading.pages.page import BY_HAND
from bplib.grading.reading import intake
from bplib.grading.reading.intake import NoVerdict
from bplib.grading.report.book import NO_GRADES, Book, Mark, read_book
from bplib.grading.work import MARK


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
    points, possible : float
        Points after penalties, as nbgrader exports them, and points to be had.
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
    points: float = 0.0
    possible: float = 0.0
    late: float = 0.0
    seconds: float = 0.0
    memory: float = 0.0
    why: str = ""
    renewed: bool = False


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
    book = read_book(coursedir.db_url, lessons)
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


def _work(coursedir: CourseDirectory, book: Book, student: str, lesson: str) -> Work:
    """Return how one submission stands."""
    folder = Path(coursedir.format_path(coursedir.autograded_directory, student, lesson))
    path = folder / f"{lesson}.ipynb"
    key, late = book.keys.get((student, lesson), ("", 0.0))
    work = Work(student, lesson, path, key)
    submitted = records.folder(coursedir)
    kept: dict[str, Any] = {}
    try:
        notebook = json.loads(path.read_bytes())
        kept, marks = notebook["metadata"][MARK], book.marks[key]
        work.answers = _answers(notebook["cells"], kept["scores"], marks)
        work.seconds, work.memory = float(kept["seconds"]), float(kept["memory"])
        work.points = sum(mark.points for mark in marks.values()) - late
        work.possible = sum(mark.possible for mark in marks.values())
        work.late = late
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        kept, work.answers = {}, {}  # missing, cut off, or of a run that did not come to its end
        work.place = submitted / student / lesson
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
    cells: Iterable[dict[str, Any]], scores: Mapping[str, Any], marks: Mapping[str, Mark]
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
        if mark.for_human and name not in found:
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
