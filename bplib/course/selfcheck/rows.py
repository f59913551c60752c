"""From what nbval saw of a notebook's cells to a row for every exercise."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bplib.course.binding import bound, syntax_error
from bplib.course.checks.report import MIME
from bplib.course.lessons import notebook_path
from bplib.course.ran import asked, line_of
from bplib.course.registry import NOT_HERE, find, lesson_of, modules, names_of
from bplib.course.selfcheck.notebook import Notebook, read

_UNDEFINED = re.compile(r"^NameError: (?:name )?'(\w+)' is not defined")
# What nbval says of the cell in which the kernel ended, and of those after it.
_ENDED = re.compile("Failed to interrupt kernel|waiting for output|Kernel dead|Kernel died")

# What is said of an exercise for which no check has said anything.
UNCHECKED = frozenset({"not attempted", "did not run", "no answer", "no check", "no such exercise"})
# What stands for an exercise's name where another cell raised.
A_CELL = "(a cell)"
# What another moment need not bring again.
_OF_THE_MOMENT = frozenset({"KeyboardInterrupt", "MemoryError"})


@dataclass(frozen=True)
class Row:
    """How one exercise, or one cell that raised, stands."""

    lesson: str
    exercise: str
    outcome: str
    points: float
    possible: float
    diagnosis: str

    @property
    def passed(self) -> bool:
        """Whether there is nothing left to do."""
        return self.outcome == "passed"


@dataclass(frozen=True)
class Ran:
    """What was seen of a cell: its outputs, and what nbval said of it."""

    outputs: list[dict[str, Any]]
    said: str = ""

    @property
    def timed_out(self) -> bool:
        """Whether it was ended by its limit of time."""
        return "Timeout" in self.said


@dataclass(frozen=True)
class Run:
    """A notebook that has run.

    Attributes
    ----------
    notebook : Notebook
        What ran.
    cells : dict of int to Ran
        By their places; those after the kernel's end may be missing.
    log : str
        What pytest and the kernel said beside.
    seconds : float
        What a cell had at most.
    """

    notebook: Notebook
    cells: dict[int, Ran]
    log: str
    seconds: float

    @property
    def ended(self) -> int | None:
        """The place of the cell in which the kernel ended; None where it lived to the end."""
        places = range(len(self.notebook.cells))
        return next(
            (k for k in places if k not in self.cells or _ENDED.search(self.cells[k].said)), None
        )

    def is_lasting(self, rows: list[Row]) -> bool:
        """Whether it would end alike another time: no limit and no kernel's end decided."""
        raised = {output.get("ename") for ran in self.cells.values() for output in ran.outputs}
        return (
            self.ended is None
            and raised.isdisjoint(_OF_THE_MOMENT)
            and not any(ran.timed_out for ran in self.cells.values())
            and not any(row.outcome.startswith(("stopped", "interrupted")) for row in rows)
        )


def rows_of(run: Run, expected: list[str]) -> list[Row]:
    """Return how the exercises of a notebook stand, and a row for every other cell that raised.

    Parameters
    ----------
    run : Run
        What was seen.
    expected : list of str
        The exercises that the notebook should hold, from `exercises`.
    """
    cells, name_of_lesson = run.notebook.cells, run.notebook.name
    checks = run.notebook.checks()
    exercise_at = {place: name for name, place in checks.items()}
    needed = {v for name, place in checks.items() for v in asked(cells[place].source, name)}
    ended = run.ended
    unbound: dict[str, str] = {}  # by name: why the cell that should have bound it did not
    rows, others = [], []
    for place, cell in enumerate(cells):
        name = exercise_at.get(place)
        if ended is not None and place >= ended:
            if name:
                rows.append(_row(name_of_lesson, name, Ran([], _end(run, ended)), ""))
            continue
        seen = run.cells[place]
        error = _error(cell.source, seen, run.seconds)
        missing = _UNDEFINED.match(error)
        why = unbound.get(missing[1], "") if missing else ""
        if name:
            row = _row(name_of_lesson, name, seen, error)
            unrun = Row(name_of_lesson, name, "did not run", 0, row.possible, why)
            rows.append(unrun if why else row)
            continue
        names = bound(cell.source)
        if not error:
            for one in names:
                unbound.pop(one, None)
            continue
        if not why and not names & needed:
            said = f"{error}, at {run.notebook.seen[place]}"
            others.append(Row(name_of_lesson, A_CELL, "exception", 0, 0, said))
        unbound |= dict.fromkeys(names, why or error)
    return [*rows, *_gone(name_of_lesson, checks, expected), *others]


def exercises(root: Path | None, notebook: Notebook) -> list[str]:
    """Return the exercises that a notebook should hold: those of the lesson that it checks.

    Where there is no solution to ask, as beside a fetched lesson, all that it came with count.
    """
    known = modules()
    lessons = {lesson_of(name) for name in notebook.checks() if name in known}
    if len(lessons) != 1:
        return []
    of = lessons.pop()
    solution = notebook_path(root, "solutions", of) if root else None
    names = read(solution).checks() if solution and solution.is_file() else names_of(of)
    return [name for name in names if name in known]


def _gone(lesson: str, checks: dict[str, int], expected: list[str]) -> list[Row]:
    """Return a row for every exercise of the lesson whose check is not in the notebook."""
    said = "the cell that checks it is not in this notebook"
    return [
        Row(lesson, name, "no check", 0, find(name).points, said)
        for name in expected
        if name not in checks
    ]


def _end(run: Run, ended: int) -> str:
    """Return in words where the kernel ended."""
    if ended == 0:
        reason = next((line for line in reversed(run.log.splitlines()) if "Error" in line), "")
        said = "the kernel did not start; `bplib doctor` says what is missing"
        return f"{said} ({reason.removeprefix('E').strip()})" if reason else said
    return f"the kernel did not answer any more from {run.notebook.seen[ended]} on"


def _error(source: str, seen: Ran, seconds: float) -> str:
    """Return a cell's exception in a line, with its place where that can be told."""
    for output in seen.outputs:
        if "ename" not in output:
            continue
        if output["ename"] == "KeyboardInterrupt" and seen.timed_out:
            return f"it took longer than {seconds:g} s and was interrupted"
        from IPython.core.inputtransformer2 import TransformerManager  # nearly never needed

        wrong = syntax_error(TransformerManager().transform_cell(source))
        if wrong and output["ename"] in ("SyntaxError", "IndentationError", "TabError"):
            where = line_of(source, wrong.lineno or 0)
            return f"{type(wrong).__name__}: {wrong.msg}" + (f" ({where})" if where else "")
        return f"{output['ename']}: {output['evalue']}".splitlines()[0]
    return seen.said.strip().splitlines()[0] if seen.said.strip() else ""


def _row(lesson: str, name: str, seen: Ran, error: str) -> Row:
    try:
        possible: float = find(name).points
    except ValueError:
        return Row(lesson, name, "no such exercise", 0, 0, NOT_HERE)
    for output in seen.outputs:
        verdict = output.get("data", {}).get(MIME)
        if verdict:
            passed = verdict["outcome"] == "passed"
            says = " ".join((verdict.get("question") or verdict.get("remark") or "").split())
            if not says and verdict.get("error"):
                says = verdict["error"][0]
            if verdict["outcome"] == "not attempted":
                blank = ", ".join(verdict.get("blank", ()))
                says = f"{verdict['filled']}; still blank: {blank}" if blank else ""
            elif not says and verdict.get("got"):
                says = f"{verdict.get('place', '')} {verdict['got']}, not {verdict['expected']}"
            points = possible if passed else 0
            return Row(lesson, name, verdict["outcome"], points, possible, says.strip())
    if _UNDEFINED.match(error):
        return Row(lesson, name, "not attempted", 0, possible, error.partition(": ")[2])
    if error:
        return Row(lesson, name, "exception", 0, possible, error)
    return Row(lesson, name, "no answer", 0, possible, seen.said or "its check shows no verdict")
