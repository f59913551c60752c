"""The report's CSV: a row for every answer, for whoever counts on."""

import csv
import io
from collections.abc import Iterable, Iterator

from bplib.grading.report.names import Names
from bplib.grading.report.read import Reading
from bplib.grading.report.waiting import Open

COLUMNS = (
    *("lesson", "student", "name", "exercise", "result", "points", "possible", "mistakes"),
    *("needs a human", "seconds", "submission's late penalty", "submission's seconds"),
    "submission's megabytes",
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def sheet(found: Reading, rows: Iterable[Open], names: Names) -> str:
    """Return the table as text.

    Parameters
    ----------
    found : Reading
        Every submission.
    rows : iterable of Open
        What needs a human.
    names : Names
        What to call whom.

    Returns
    -------
    str
        Comma-separated values; a submission without a verdict has one row without an exercise.
    """
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for row in _rows(found, list(rows), names):
        writer.writerow([_plain(value) if isinstance(value, str) else value for value in row])
    return text.getvalue()


def _rows(found: Reading, rows: list[Open], names: Names) -> Iterator[tuple[str | float, ...]]:
    needs: dict[tuple[str, str, str], list[str]] = {}
    for row in rows:
        for exercise in row.exercises or ("",):
            needs.setdefault((row.lesson, row.student, exercise), []).append(row.kind)
    for work in found.works:
        who = work.lesson, names.id(work.student), names.name(work.student)
        whole = needs.get((work.lesson, work.student, ""), [])
        for answer in work.answers.values():
            kinds = whole + needs.get((work.lesson, work.student, answer.exercise), [])
            yield (
                *(*who, answer.exercise, answer.result, answer.points, answer.possible),
                "; ".join(mistake.id for mistake in answer.mistakes),
                "; ".join(kinds),
                *(answer.seconds, work.late, work.seconds, round(work.memory / 1e6, 1)),
            )
        if not work.answers:
            yield *who, "", "no verdict", "", "", "", "; ".join(whole), "", "", "", ""
    for row in rows:
        if row.work is None:
            who = row.lesson, names.id(row.student), names.name(row.student)
            yield *who, "", "no verdict", "", "", "", row.kind, "", "", "", ""


def _plain(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text
