"""Classes that are graded on paper: a gradebook and graded notebooks with known numbers."""

import functools
import inspect
import json
import random
import shutil
from dataclasses import dataclass, field
from pathlib import Path

import exercise_table
from exercise_table import right_answers
from nbgrader.api import (
    Assignment,
    Grade,
    Gradebook,
    GradeCell,
    Notebook,
    SolutionCell,
    SourceCell,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
)
from nbgrader.coursedir import CourseDirectory

from bplib.course.checks.verdict import Outcome, Verdict
from bplib.grading.gradebook import records
from bplib.grading.judging.scores import Graded, Result, Score
from bplib.grading.pages.page import bundle
from bplib.grading.reading.intake import Submitted
from bplib.grading.work import MARK, record

ROOT = Path(__file__).resolve().parent.parent
in_order = functools.cache(exercise_table.in_order)
STUB = "def {}(*inputs):\n    raise NotImplementedError\n"
COPIED = 3  # of the large class
NAMES = (
    *("Ada", "Mira", "Noor", "Jonas", "Lea", "Emil", "Sofia", "Luca", "Hanna", "Omar"),
    *("Ines", "Felix", "Yuki", "Clara", "Tariq", "Nina", "Oskar", "Zoe", "Ivan", "Ella"),
)
FAMILIES = (
    *("Okafor", "Lindqvist", "Moreau", "Haddad", "Novak", "Tanaka", "Silva", "Becker"),
    *("Rossi", "Kaya", "Larsen", "Ito", "Weber", "Costa", "Singh"),
)


@dataclass
class Given:
    """One answer: what the judge would find, what stands in its cell, what a human has set."""

    result: Result = Result.PASSED
    slips: tuple = ()  # of the exercise, by name
    source: str = "def answer(x):\n    return x\n"
    seconds: float = 0.01
    reason: str = ""
    manual: float | None = None
    waits: bool | None = None


@dataclass
class Handed:
    """One submission."""

    answers: dict = field(default_factory=dict)  # by exercise; the others are not tried
    by_hand: dict = field(default_factory=dict)  # by cell: points, or None while it waits
    late: float = 0.0
    seconds: float = 2.0
    memory: int = 150_000_000
    graded: bool = True
    renewed: bool = False


class Class:
    """A course in a folder of its own, graded on paper."""

    def __init__(self, folder, lessons):
        (folder / "lessons").mkdir(parents=True)
        shutil.copy(ROOT / "nbgrader_config.py", folder)
        self.folder, self.cells, self.notebooks = folder, {}, {}
        records.make_gradebook(CourseDirectory(root=str(folder), course_id="bplib"))
        self.book = Gradebook(f"sqlite:///{folder / 'gradebook.db'}", "bplib")
        self.db = self.book.db
        self.students, self.assignments = {}, {}
        for lesson in lessons:
            self._register(lesson)

    def _register(self, lesson):
        place = self.folder / "solutions" / lesson
        place.mkdir(parents=True)
        (place / f"{lesson}.ipynb").write_text("{}")
        assignment = Assignment(name=lesson, course_id="bplib")
        notebook = Notebook(name=lesson, assignment=assignment)
        self.db.add_all([assignment, notebook])
        for exercise in in_order(lesson):
            name = exercise.name
            self.cell(lesson, notebook, name, exercise.points)
            stub = SourceCell(
                name=f"{name}_answer", cell_type="code", source=STUB.format(name), notebook=notebook
            )
            self.db.add(stub)
        self.assignments[lesson], self.notebooks[lesson] = assignment, notebook
        self.db.commit()

    def cell(self, lesson, notebook, name, points):
        """Make a cell that gets points."""
        made = GradeCell(name=name, cell_type="code", max_score=points, notebook=notebook)
        self.db.add(made)
        self.cells[lesson, name] = made

    def by_hand(self, lesson, name, points):
        """Let a lesson have a cell that a human grades."""
        self.cell(lesson, self.notebooks[lesson], name, points)
        self.db.add(SolutionCell(name=name, notebook=self.notebooks[lesson]))

    def student(self, student, first=None, last=None):
        """Let the gradebook know a student."""
        if student not in self.students:
            self.students[student] = Student(id=student, first_name=first, last_name=last)
            self.db.add(self.students[student])
        return self.students[student]

    def hand_in(self, student, lesson, handed):
        """Write what a submission and its grading leave behind."""
        data = json.dumps({"cells": [], "student": student, "lesson": lesson}).encode()
        place = self.folder / "submitted" / student / lesson
        place.mkdir(parents=True)
        path = place / f"{lesson}.ipynb"
        path.write_bytes(data + b" " if handed.renewed else data)
        if not handed.graded:
            return
        scores = self._scores(lesson, handed)
        graded = Graded(lesson, 1, "bubblewrap", scores, {}, handed.seconds, handed.memory)
        submitted = Submitted(f"{lesson}.ipynb", data, "", "")
        self._page(student, lesson, handed, scores, record(graded, submitted.fingerprint()))
        work = SubmittedAssignment(
            assignment=self.assignments[lesson], student=self.student(student), timestamp=None
        )
        notebook = SubmittedNotebook(
            assignment=work,
            notebook=self.notebooks[lesson],
            late_submission_penalty=handed.late or None,
        )
        self.db.add(work)
        for score in scores:
            given = handed.answers.get(score.exercise, Given())
            held = score.result is Result.REFERENCE
            waits = given.waits if given.waits is not None else held and given.manual is None
            self._grade(
                notebook,
                score.exercise,
                records.auto_score(score, score.possible),
                given.manual,
                waits,
            )
        for name, points in handed.by_hand.items():
            self._grade(notebook, name, None, points, points is None)

    def _grade(self, notebook, name, auto, manual, waits):
        self.db.add(
            Grade(
                cell=self.cells[notebook.notebook.name, name],
                notebook=notebook,
                auto_score=auto,
                manual_score=manual,
                needs_manual_grade=waits,
            )
        )

    def _scores(self, lesson, handed):
        scores = []
        for exercise in in_order(lesson):
            given = handed.answers.get(exercise.name, Given(Result.NOT_ATTEMPTED))
            slips = [one for one in exercise.slips if one.name in given.slips]
            assert len(slips) == len(given.slips), given.slips
            verdict = {}
            if given.result in set(map(str, Outcome)):
                verdict = Verdict(
                    exercise.name,
                    exercise.title,
                    Outcome(str(given.result)),
                    exercise.points,
                    5,
                    "case",
                    1,
                    mistake=" + ".join(one.name for one in slips),
                    question="\n".join(one.question for one in slips),
                    slips=[f"slip: {one.name}" for one in slips],
                ).data()
            points = exercise.points if given.result is Result.PASSED else 0
            scores.append(
                Score(
                    exercise.name,
                    given.result,
                    points,
                    exercise.points,
                    1,
                    given.seconds,
                    given.reason,
                    verdict,
                )
            )
        return scores

    def _page(self, student, lesson, handed, scores, record):
        cells = []
        for score in scores:
            name = score.exercise
            source = handed.answers[name].source if name in handed.answers else STUB.format(name)
            answer = {"nbgrader": {"grade_id": f"{name}_answer", "solution": True}}
            check = {"nbgrader": {"grade_id": name, "grade": True}}
            said = {"output_type": "display_data", "data": bundle(score), "metadata": {}}
            cells += [
                {"cell_type": "code", "source": source, "metadata": answer, "outputs": []},
                {"cell_type": "code", "source": "", "metadata": check, "outputs": [said]},
            ]
        page = {
            "cells": cells,
            "metadata": {MARK: record},
            "nbformat": 4,
            "nbformat_minor": 5,
        }
        place = self.folder / "autograded" / student / lesson
        place.mkdir(parents=True)
        (place / f"{lesson}.ipynb").write_text(json.dumps(page))

    def close(self):
        """Save all; return the course."""
        self.db.commit()
        self.book.close()
        return CourseDirectory(
            root=str(self.folder), course_id="bplib", source_directory="solutions",
            release_directory="lessons",
        )  # fmt: skip


# ---- a large class -------------------------------------------------------------------------------

CALLED = {
    "05_losses": "losses.softmax_cross_entropy",
    "06_one_one_one": "network.Network.backward",
    "07_two_two_one": "layers.Dense.backward",
}
LESSONS = tuple(CALLED)


def large(folder, students=300, seed=5, lessons=LESSONS):
    """Make a class in which students differ, mistakes are more or less common, and three copy."""
    rng = random.Random(seed)
    made = Class(folder, lessons)
    copied = {}
    for number in range(students):
        student = f"s{number + 1:04}"
        made.student(student, NAMES[number % len(NAMES)], FAMILIES[number % len(FAMILIES)])
        able = min(max(rng.gauss(0.74, 0.17), 0.05), 0.98)
        for k, lesson in enumerate(lessons):
            if rng.random() < 0.03 * k:
                continue
            handed = _work(rng, lesson, able)
            if number < COPIED and lesson == lessons[0]:
                for name, given in handed.answers.items():
                    given.source = copied.setdefault(name, given.source)
            if number in (40, 121):
                handed.graded = k != 1
            made.hand_in(student, lesson, handed)
    return made.close()


def _work(rng, lesson, able):
    handed = Handed(
        seconds=max(0.6, rng.gauss(2.1, 0.3)), memory=int(max(9e7, rng.gauss(1.6e8, 6e6)))
    )
    if rng.random() < 0.006:
        handed.seconds, handed.memory = rng.uniform(20, 60), int(rng.uniform(6e8, 1.4e9))
    exercises = in_order(lesson)
    unreadable = rng.random() < 0.003
    handed.renewed = rng.random() < 0.004
    for place, exercise in enumerate(exercises):
        hard = (exercise.difficulty - 2.5) * 0.1
        luck = rng.random()
        right = 0.995 if place == 0 and lesson == LESSONS[1] else able - hard + 0.1
        if unreadable:
            given = Given(Result.UNREADABLE, reason="the file is not JSON, so it is not a notebook")
        elif luck < right:
            given = Given(source=_written(rng, exercise))
            if rng.random() < 0.002:
                given.result = Result.REFERENCE
                given.reason = f"calls {CALLED[lesson]}: an instructor should look"
        elif luck > 0.97:
            continue
        else:
            given = _wrong(rng, exercise)
        handed.answers[exercise.name] = given
    return handed


def _wrong(rng, exercise):
    slips = sorted(exercise.slips, key=lambda one: one.name)
    kind = rng.random()
    source = _written(rng, exercise)
    if kind < 0.78 and slips:
        weights = [1 / (k + 1) ** 1.5 for k in range(len(slips))]
        return Given(Result.WRONG, (rng.choices(slips, weights)[0].name,), source)
    result = rng.choice([Result.WRONG, Result.WRONG_TYPE, Result.EXCEPTION, Result.SYNTAX])
    return Given(result, source=source)


@functools.cache
def _styles(name):
    """Return the lines of the tests' right answers that are functions."""
    answers = [answer for answer in right_answers(name) if inspect.isfunction(answer)]
    found = [inspect.getsource(answer).splitlines() for answer in answers]
    return found or [[f"def {name}(*inputs):"]]


def _written(rng, exercise):
    """Return an answer in one of the tests' styles, with detours that few others make."""
    styles = _styles(exercise.name)
    lines = rng.choices(styles, [1 / (k + 1) for k in range(len(styles))])[0]
    detours = [f"    part_{k} = {rng.choice(_DETOURS)}" for k in range(rng.choice((0, 0, 0, 1, 2)))]
    return "\n".join([*lines, *detours]) + "\n"


_DETOURS = [
    f"np.{function}(inputs[{place}]){tail}"
    for function in ("asarray", "array", "atleast_2d", "float64", "copy", "ravel", "squeeze")
    for place in range(3)
    for tail in ("", ".T", " * 1.0", "[:]", ".copy()", " + 0")
]
