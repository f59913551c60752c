"""The report's page: one file of HTML, with nothing in it that asks for anything elsewhere."""

import base64
import hashlib
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from bplib.course.lessons import CourseError
from bplib.course.registry import find
from bplib.grading.report import alike, count
from bplib.grading.report.alike import Group
from bplib.grading.report.count import ExerciseCount, LessonCount, MistakeCount, Outlier
from bplib.grading.report.history import Snapshot
from bplib.grading.report.names import Names
from bplib.grading.report.read import Reading, Work
from bplib.grading.report.waiting import KINDS, Open

HERE = Path(__file__).parent
OPEN = 5  # rows of each kind that needs a human; the others unfold
SHOWN = 8  # mistakes that stand open
MOST = 300  # rows of one list; all are in the CSV
_OPENED = 3  # lessons whose exercises stand open


@dataclass(frozen=True)
class Figures:
    """All that the page says.

    Attributes
    ----------
    course, scope : str
        The course's id, and the lesson that the report is about; empty for all.
    now : datetime
        When it was made.
    found, lessons, exercises, mistakes, waiting, groups, outliers
        What was read and counted.
    earlier : mapping of str to Snapshot
        By lesson, what to compare it with, where there is anything.
    remarks : tuple of str
        What could not be compared, and why.
    """

    course: str
    scope: str
    now: datetime
    found: Reading
    lessons: list[LessonCount]
    exercises: list[ExerciseCount]
    mistakes: list[MistakeCount]
    waiting: list[Open]
    groups: list[Group]
    outliers: list[Outlier]
    earlier: Mapping[str, Snapshot]
    remarks: tuple[str, ...]


@dataclass(frozen=True)
class Links:
    """Where a student's work is, as seen from the page.

    A page with names leads to the graded notebook, which Formgrader's address of the page turns
    into its own page of the submission. A page with pseudonyms leads there by nbgrader's random id,
    since a path would name the student.
    """

    folder: Path
    anonymous: bool

    def to(self, work: Work | None) -> str:
        """Return an address, empty where there is none."""
        if work is None:
            return ""
        if self.anonymous:
            return f"../submissions/{quote(work.key)}/" if work.key and work.answers else ""
        try:
            relative = Path(os.path.relpath(work.place, self.folder))
        except ValueError:  # on another drive
            return work.place.as_uri()
        end = "" if work.answers else "/"
        return "/".join(quote(os.fsencode(part)) for part in relative.parts) + end


def page(figures: Figures, names: Names, links: Links) -> str:
    """Return the page.

    Parameters
    ----------
    figures : Figures
        What to say.
    names : Names
        What to call whom.
    links : Links
        Where the work of a student is.

    Returns
    -------
    str
        HTML that allows no request, and no script but its own.
    """
    environment = Environment(
        loader=FileSystemLoader(HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(whole=_whole, signed=_signed, day=_day, size=_size, plural=_plural)
    environment.filters.update(breakable=_breakable, words=_words)
    script = (HERE / "page.js").read_text("utf-8").strip()
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    text = environment.get_template("page.html.jinja").render(
        figures=figures,
        names=names,
        links=links,
        style=Markup((HERE / "page.css").read_text("utf-8")),
        script=Markup(script),
        script_digest=digest,
        kinds=[(kind, KINDS[kind], list(rows)) for kind, rows in _by_kind(figures.waiting)],
        exercises_of=_by_lesson(figures),
        work_of={(work.student, work.lesson): work for work in figures.found.works},
        title_of=titles({one.exercise for one in figures.exercises}),
        rules={
            "open": OPEN,
            "shown": SHOWN,
            "most": MOST,
            "opened": len(figures.lessons) <= _OPENED,
            "tried": count.LEAST,
            "works": count.LEAST_WORKS,
            "alike": alike.LEAST,
            "common": alike.COMMON,
            "lessons": alike.LESSONS,
        },
        **_totals(figures),
    )
    return text


def _totals(figures: Figures) -> dict[str, Any]:
    """Return the numbers on top."""
    found, exercises = figures.found, figures.exercises
    scores = [count.percent(work) for work in found.graded]
    tried = sum(one.tried for one in exercises)
    passed = sum(one.groups["passed"] for one in exercises)
    return {
        "students": len({work.student for work in found.works}),
        "handed_in": len(found.works),
        "graded": len(found.graded),
        "mean": sum(scores) / len(scores),
        "tried": tried,
        "passed": passed,
        "most_share": max((one.share for one in figures.mistakes), default=1),
        "named": sum(one.named for one in exercises),
        "wrong": sum(one.named + one.nameless for one in exercises),
        "nobody_passes": [one for one in exercises if one.nobody == "passes"],
        "nobody_fails": [one for one in exercises if one.nobody == "fails"],
    }


def _by_kind(rows: list[Open]) -> Iterator[tuple[str, Iterator[Open]]]:
    return groupby(rows, key=lambda row: row.kind)


def _by_lesson(figures: Figures) -> list[tuple[str, list[tuple[ExerciseCount, float | None]]]]:
    """Return the exercises of every lesson, each with the change of its share of right answers."""
    found = []
    for lesson, rows in groupby(figures.exercises, key=lambda row: row.lesson):
        before = figures.earlier.get(lesson)
        found.append((lesson, [(row, _change(row, before)) for row in rows]))
    return found


def _change(row: ExerciseCount, before: Snapshot | None) -> float | None:
    """Return by how many percentage points more answers are right; None where nobody can say."""
    passed, tried = before.exercises.get(row.exercise, (0, 0)) if before else (0, 0)
    if not (tried and row.tried):
        return None
    return 100 * (row.groups["passed"] / row.tried - passed / tried)


def titles(exercises: set[str]) -> dict[str, str]:
    """Return what the exercises ask for in a few words; nothing where they are not there."""
    found = {}
    for name in exercises:
        try:
            found[name] = find(name).title
        except (ValueError, CourseError):  # an instructor's own, which is no longer there
            found[name] = ""
    return found


def _breakable(name: str) -> Markup:
    """Return a name that may be broken after each of its words."""
    return Markup(str(escape(name)).replace("_", "_<wbr>"))


def _words(text: str) -> Markup:
    """Return a sentence whose commands look like commands."""
    return Markup(re.sub("`([^`]+)`", r"<code>\1</code>", str(escape(text))))


def _whole(number: float) -> str:
    """Return a number without decimals, and without a minus before a zero."""
    return f"{round(number) + 0:,}"


def _signed(number: float) -> str:
    """Return a change: `+3`, `−2`, or `±0`."""
    rounded = round(number)
    return f"{rounded:+}".replace("-", "−") if rounded else "±0"


def _day(when: Any) -> str:
    """Return a day as it is read: 5 December 2026."""
    return f"{when.day} {when:%B %Y}"


def _size(outlier: Outlier, value: float) -> str:
    """Return seconds or megabytes in words."""
    return f"{value:,.1f} s" if outlier.kind == "time" else f"{value / 1e6:,.0f} MB"


def _plural(number: int, one: str, many: str = "") -> str:
    """Return a count with its noun."""
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"
