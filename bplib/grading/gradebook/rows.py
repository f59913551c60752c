"""The table that grading ends with: how every submission stands."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from nbgrader.coursedir import CourseDirectory

from bplib.grading.gradebook import records, standing, tables
from bplib.grading.gradebook.lateness import Lateness

Pair = tuple[str, str]  # a student and a lesson


@dataclass(frozen=True)
class Row:
    """How one submission stands.

    Attributes
    ----------
    student, lesson : str
        Whose, and of what.
    points, possible : float
        Points earned and to be had.
    verdicts : str
        How many exercises ended how; or why there is no verdict.
    judged : bool
        Whether there is a verdict.
    """

    student: str
    lesson: str
    points: float
    possible: float
    verdicts: str
    judged: bool


def rows(
    coursedir: CourseDirectory,
    lateness: Lateness,
    found: list[Pair],
    failed: Mapping[Pair, str],
    kept: Mapping[Pair, dict[str, Any]],
    waiting: list[Pair],
) -> list[Row]:
    """Return how every submission stands, with the points that the gradebook holds.

    Parameters
    ----------
    coursedir : CourseDirectory
        The course.
    lateness : Lateness
        What comes off for handing in late.
    found : list
        Student and lesson of every submission.
    failed : mapping
        Why a submission has no verdict.
    kept : mapping
        What was recorded just now; what is not there is read from the graded pages.
    waiting : list
        What would be graded.

    Returns
    -------
    list of Row
        One for each of `found`, in its order.
    """
    wait = set(waiting)
    made: dict[Pair, Row] = {}
    with records.connection(coursedir) as connection:
        for lesson in dict.fromkeys(lesson for _, lesson in found):
            pairs = [pair for pair in found if pair[1] == lesson]
            stand: dict[str, standing.Standing] = {}
            possible = 0.0
            if known := tables.lesson(connection, lesson):
                stand, possible = standing.read(connection, known, lateness), known.possible
            for pair in pairs:
                if pair in wait:
                    made[pair] = Row(*pair, 0, 0, "would be graded", False)
                    continue
                record = kept.get(pair) or (
                    {} if pair in failed else records.recorded(coursedir, *pair)
                )
                made[pair] = _row(pair, record, stand, possible, failed.get(pair, ""))
    return [made[pair] for pair in found]


def _row(
    pair: Pair,
    record: dict[str, Any],
    stand: Mapping[str, standing.Standing],
    possible: float,
    failure: str,
) -> Row:
    """Return how a submission stands."""
    student, lesson = pair
    if failure or not record or student not in stand:
        words = f"no verdict: {failure or 'not graded'}; will be graded again"
        return Row(student, lesson, 0, 0, words, False)
    scores = [score for _, score in sorted(record["scores"].items())]
    counts = Counter(score["result"] for score in scores)
    here = stand[student]
    words = ", ".join([*(f"{count} {result}" for result, count in counts.items()), *here.said])
    if reasons := {score["reason"]: None for score in scores if score.get("reason")}:
        words += f" ({'; '.join(reasons)})"
    if record["file"] != f"{lesson}.ipynb":
        words += f" (read from {record['file']!r})"
    return Row(student, lesson, here.points - here.penalty, possible, words, True)


def table(rows: list[Row]) -> str:
    """Return the rows as a plain-text table."""
    heads = ("student", "lesson", "points", "verdicts")
    cells = [
        (
            r.student
            if r.student.strip() == r.student and r.student.isprintable()
            else repr(r.student),
            r.lesson,
            f"{r.points:g}/{r.possible:g}" if r.judged else "-",
            r.verdicts,
        )
        for r in rows
    ]
    width = [max(len(line[k]) for line in [heads, *cells]) for k in range(3)]
    return "\n".join(
        f"{a:{width[0]}}  {b:{width[1]}}  {c:>{width[2]}}  {d}" for a, b, c, d in [heads, *cells]
    )


def as_json(rows: list[Row]) -> str:
    """Return the rows as JSON, one object a submission."""
    return json.dumps([asdict(row) for row in rows], indent=1, ensure_ascii=False)
