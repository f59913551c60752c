"""`bplib check`: run a learner's own notebooks with nbval and say how each exercise stands."""

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from IPython.core.inputtransformer2 import TransformerManager
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook
from tqdm import tqdm

from bplib.course import notebooks, reading
from bplib.course.checks.report import MIME
from bplib.course.lessons import CourseError, find_lesson, lesson_names, notebook_path
from bplib.course.listener import RESULTS
from bplib.course.ran import asked, bound, line_of, syntax_error
from bplib.course.registry import NOT_HERE, find, lesson_of, modules, names_of

CELL_SECONDS = 60
_CHECKS = re.compile(r"^check\(\s*[\"'](\w+)[\"']", re.MULTILINE)
_UNDEFINED = re.compile(r"^NameError: (?:name )?'(\w+)' is not defined")
# What nbval says of the cell in which the kernel ended, and of those after it.
_ENDED = re.compile("Failed to interrupt kernel|waiting for output|Kernel dead|Kernel died")


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
    """What was seen of a cell: its outputs, its exception in a line, and what nbval said of it."""

    outputs: list[Any]
    error: str
    said: str


def check_lessons(root: Path | None, wanted: list[str]) -> Iterator[list[Row]]:
    """Run lessons with nbval and yield a row per exercise, lesson after lesson.

    Parameters
    ----------
    root : Path or None
        The course's folder; None where only paths of notebooks are wanted.
    wanted : list of str
        Lessons as a user names them, or paths of notebooks; all lessons where empty.

    Yields
    ------
    list of Row
        Those of one lesson, as soon as it has run.

    Raises
    ------
    CourseError
        If there is no such lesson, or a notebook cannot be read; nothing has run then.
    """
    names = wanted or (lesson_names(root) if root else [])
    paths = [_notebook(root, name) for name in names]
    read = [(path, _read(path)) for path in paths]
    bar = tqdm(read, desc="checking", unit="lesson", leave=False, disable=None)
    for path, notebook in bar:
        bar.set_postfix_str(path.stem)
        rows = _check(root, path, notebook)
        bar.clear()
        yield rows


def _notebook(root: Path | None, wanted: str) -> Path:
    path = Path(wanted)
    if path.suffix == ".ipynb" or root is None:
        if not path.is_file():
            raise CourseError(f"{wanted} is not there: give a lesson's number or a notebook's path")
        return path.resolve()
    return notebook_path(root, "lessons", find_lesson(root, wanted))


def _read(path: Path) -> NotebookNode:
    """Return the code cells of a notebook as `bplib grade` would read them, with ids of our own."""
    if not path.is_file():
        raise CourseError(f"{path} is not there: `bplib build` makes the lessons")
    notebooks.refuse_two_versions(path)
    language = notebooks.language(path)
    if language != "python":
        raise CourseError(f"{path} is written in {language}; lessons are Python notebooks")
    try:
        found = reading.parse(path.read_bytes())
    except reading.Unreadable as error:
        raise CourseError(
            f"{path} cannot be read: {error}; restore it from your last copy"
        ) from None
    cells = [cell for cell in found.cells if cell.cell_type == "code"]
    if not _checks(cells):
        raise CourseError(f"{path} holds no exercise of this course: is it another notebook?")
    return nbformat.from_dict({**found, "cells": cells})


def _checks(cells: list[NotebookNode]) -> dict[str, int]:
    """Return by exercise the place of the cell that checks it, by its metadata or by its text."""
    found: dict[str, int] = {}
    for place, cell in enumerate(cells):
        if cell.graded and cell.grade_id and notebooks.calls_check(cell.source):
            found.setdefault(cell.grade_id, place)
    for place, cell in enumerate(cells):
        for name in [] if cell.graded else _CHECKS.findall(cell.source):
            found.setdefault(name, place)
    return dict(sorted(found.items(), key=lambda item: item[1]))


def _check(root: Path | None, path: Path, notebook: NotebookNode) -> list[Row]:
    lesson, cells = path.stem, notebook.cells
    ran, log = _run_nbval(path, cells)
    checks = _checks(cells)
    exercise_at = {place: name for name, place in checks.items()}
    needed = {v for name, place in checks.items() for v in asked(cells[place].source, name)}
    ended = next((k for k in range(len(cells)) if k not in ran or _ENDED.search(ran[k].said)), None)
    unbound: dict[str, str] = {}  # by name: why the cell that should have bound it did not
    rows, others = [], []
    for place, cell in enumerate(cells):
        name = exercise_at.get(place)
        if ended is not None and place >= ended:
            if name:
                rows.append(_row(lesson, name, Ran([], "", _end(cells, ended, log))))
            continue
        seen = ran[place]
        missing = _UNDEFINED.match(seen.error)
        why = unbound.get(missing[1], "") if missing else ""
        if name:
            row = _row(lesson, name, seen)
            rows.append(Row(lesson, name, "did not run", 0, row.possible, why) if why else row)
            continue
        names = bound(cell.source)
        if not seen.error:
            for one in names:
                unbound.pop(one, None)
            continue
        if not why and not names & needed:
            title = cell.id or cell.grade_id or f"number {place + 1}"
            others.append(Row(lesson, f"(cell {title})", "exception", 0, 0, seen.error))
        unbound |= dict.fromkeys(names, why or seen.error)
    return [*rows, *_gone(root, lesson, checks), *others]


def _end(cells: list[NotebookNode], ended: int, log: str) -> str:
    """Return in words where the kernel ended."""
    if ended == 0:
        reason = next((line for line in reversed(log.splitlines()) if "Error" in line), "")
        said = "the kernel did not start; `bplib doctor` says what is missing"
        return f"{said} ({reason.removeprefix('E').strip()})" if reason else said
    cell = cells[ended]
    return (
        f"the kernel did not answer any more from cell {cell.id or cell.grade_id or ended + 1} on"
    )


def _gone(root: Path | None, lesson: str, checks: dict[str, int]) -> list[Row]:
    """Return a row for every exercise of the lesson whose check is not in the notebook.

    Where there is no solution to ask, as beside a fetched lesson, all that it came with count.
    """
    known = modules()
    lessons = {lesson_of(name) for name in checks if name in known}
    if len(lessons) != 1:
        return []
    of = lessons.pop()
    solution = notebook_path(root, "solutions", of) if root else None
    if solution and solution.is_file():
        names = list(notebooks.exercise_cells(notebooks.read(solution)))
    else:
        names = names_of(of)
    said = "the cell that checks it is not in this notebook"
    return [
        Row(lesson, name, "no check", 0, find(name).points, said)
        for name in names
        if name not in checks and name in known
    ]


def _run_nbval(path: Path, cells: list[NotebookNode]) -> tuple[dict[int, Ran], str]:
    """Run cells with nbval, in the folder of `path`; return what was seen of each, and its log."""
    # the notebook stands elsewhere, as plain as nbval needs it
    there = new_code_cell(f"__import__('os').chdir({str(path.parent)!r})", id="begin")
    staged = [new_code_cell(cell.source, id=f"cell-{k}") for k, cell in enumerate(cells)]
    with tempfile.TemporaryDirectory() as folder:
        notebook = Path(folder) / "notebook.ipynb"
        notebooks.write(new_notebook(cells=[there, *staged]), notebook)
        results = Path(folder) / "results.jsonl"
        command = [
            sys.executable,
            "-m",
            "pytest",
            "--nbval-lax",
            "--nbval-current-env",
            f"--nbval-cell-timeout={CELL_SECONDS}",
            f"--rootdir={folder}",
            f"--config-file={os.devnull}",
            "--color=no",
            *("-p", "no:cacheprovider", "-p", "bplib.course.listener"),
            str(notebook),
        ]
        environment = {**os.environ, **notebooks.EXECUTION_ENVIRONMENT, RESULTS: str(results)}
        done = subprocess.run(
            command, env=environment, capture_output=True, text=True, check=False, cwd=folder
        )
        lines = results.read_text(encoding="utf-8").splitlines() if results.is_file() else []
    seen = {record["cell"]: record for record in map(json.loads, lines)}
    ran = {}
    for place, cell in enumerate(staged):
        if cell.id in seen:
            outputs, said = seen[cell.id]["outputs"], seen[cell.id]["error"]
            ran[place] = Ran(outputs, _error(cell.source, outputs, said), said)
    return ran, done.stdout + done.stderr


def _error(source: str, outputs: list[Any], said: str) -> str:
    """Return a cell's exception in a line, with its place where that can be told."""
    for output in outputs:
        if output.get("output_type") != "error":
            continue
        if output["ename"] == "KeyboardInterrupt" and "Timeout" in said:
            return f"it took longer than {CELL_SECONDS} s and was interrupted"
        wrong = syntax_error(TransformerManager().transform_cell(source))
        if wrong and output["ename"] in ("SyntaxError", "IndentationError", "TabError"):
            where = line_of(source, wrong.lineno or 0)
            return f"{type(wrong).__name__}: {wrong.msg}" + (f" ({where})" if where else "")
        return f"{output['ename']}: {output['evalue']}".splitlines()[0]
    return said.strip().splitlines()[0] if said.strip() else ""


def _row(lesson: str, name: str, seen: Ran) -> Row:
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
                says = f"{verdict['place']} is still to do" if "place" in verdict else ""
            elif not says and verdict.get("got"):
                says = f"{verdict.get('place', '')} {verdict['got']}, not {verdict['expected']}"
            points = possible if passed else 0
            return Row(lesson, name, verdict["outcome"], points, possible, says.strip())
    if _UNDEFINED.match(seen.error):
        return Row(lesson, name, "not attempted", 0, possible, seen.error.partition(": ")[2])
    if seen.error:
        return Row(lesson, name, "exception", 0, possible, seen.error)
    return Row(lesson, name, "no answer", 0, possible, seen.said or "its check shows no verdict")


def table(rows: list[Row]) -> str:
    """Return the rows of one lesson as a plain-text table with a total."""
    heads = ("exercise", "outcome", "points", "diagnosis")
    width = max([len(row.exercise) for row in rows] + [len(heads[0])])
    outcome_width = max([len(row.outcome) for row in rows] + [len(heads[1])])
    lines = [
        rows[0].lesson,
        f"  {heads[0]:{width}}  {heads[1]:{outcome_width}}  {heads[2]:>6}  {heads[3]}",
    ]
    for row in rows:
        points = f"{row.points:g}/{row.possible:g}"
        lines.append(
            f"  {row.exercise:{width}}  {row.outcome:{outcome_width}}  {points:>6}  "
            f"{row.diagnosis}".rstrip()
        )
    lines.append(f"  {'total':{width}}  {'':{outcome_width}}  {total(rows):>6}")
    return "\n".join(lines)


def total(rows: list[Row]) -> str:
    """Return the points of rows, and of how many."""
    return f"{sum(row.points for row in rows):g}/{sum(row.possible for row in rows):g}"
