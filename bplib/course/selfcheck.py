"""`bplib check`: run a learner's own notebooks with nbval and say how each exercise stands."""

import json
import os
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tqdm import tqdm

from bplib.course import notebooks
from bplib.course.checks.report import MIME
from bplib.course.lessons import CourseError, find_lesson, lesson_names, notebook_path
from bplib.course.listener import RESULTS
from bplib.course.registry import find

CELL_SECONDS = 60


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


def check_lessons(root: Path, wanted: list[str]) -> list[Row]:
    """Run lessons with nbval and return a row per exercise.

    Parameters
    ----------
    root : Path
        The course's folder.
    wanted : list of str
        Lessons as a user names them, or paths of notebooks; all lessons where empty.

    Returns
    -------
    list of Row
        In the order of the lessons.

    Raises
    ------
    CourseError
        If there is no such lesson, or a notebook cannot be read.
    """
    paths = [_notebook(root, name) for name in wanted or lesson_names(root)]
    for path in paths:
        notebooks.read(path)
    rows = []
    bar = tqdm(paths, desc="checking", unit="lesson", leave=False, disable=None)
    for path in bar:
        bar.set_postfix_str(path.stem)
        rows += _check(path)
    return rows


def _notebook(root: Path, wanted: str) -> Path:
    path = Path(wanted)
    if path.suffix == ".ipynb":
        if not path.is_file():
            raise CourseError(f"{wanted} is not there: give a lesson's number or a notebook's path")
        return path.resolve()
    return notebook_path(root, "lessons", find_lesson(root, wanted))


def _check(path: Path) -> list[Row]:
    notebook = notebooks.read(path)
    cells = notebooks.exercise_cells(notebook)
    if not cells:
        raise CourseError(f"{path} holds no exercise of this course: is it another notebook?")
    seen, log = _run_nbval(path)
    rows = []
    for name, cell in cells.items():
        outputs, error = seen.get(cell.id, ([], ""))
        rows.append(_row(path.stem, name, outputs, error, log))
    graded = {cell.id for cell in cells.values()}
    for cell_id, (_, error) in seen.items():
        if error and cell_id not in graded:
            rows.append(Row(path.stem, f"(cell {cell_id})", "exception", 0, 0, _last_line(error)))
    return rows


def _run_nbval(path: Path) -> tuple[dict[str, tuple[list[Any], str]], str]:
    """Run a notebook with nbval; return each cell's outputs and error, and what pytest printed."""
    command = [
        sys.executable,
        "-m",
        "pytest",
        "--nbval-lax",
        "--nbval-current-env",
        f"--nbval-cell-timeout={CELL_SECONDS}",
        f"--rootdir={path.parent}",
        "--config-file=/dev/null" if os.name != "nt" else "--config-file=NUL",
        "--color=no",
        *("-p", "no:cacheprovider", "-p", "bplib.course.listener"),
        str(path),
    ]
    with tempfile.TemporaryDirectory() as folder:
        results = Path(folder) / "results.jsonl"
        environment = {**os.environ, **notebooks.EXECUTION_ENVIRONMENT, RESULTS: str(results)}
        ran = subprocess.run(
            command, env=environment, capture_output=True, text=True, check=False, cwd=path.parent
        )
        lines = results.read_text(encoding="utf-8").splitlines() if results.is_file() else []
    seen = {record["cell"]: record for record in map(json.loads, lines)}
    cells = {cell: (record["outputs"], record["error"]) for cell, record in seen.items()}
    return cells, ran.stdout + ran.stderr


def _row(lesson: str, name: str, outputs: list[Any], error: str, log: str) -> Row:
    try:
        possible: float = find(name).points
    except ValueError:
        return Row(
            lesson, name, "no such exercise", 0, 0, "the course has no exercise of this name"
        )
    for output in outputs:
        verdict = output.get("data", {}).get(MIME)
        if verdict:
            passed = verdict["outcome"] == "passed"
            says = verdict.get("question") or verdict.get("remark") or ""
            if not says and verdict.get("error"):
                says = verdict["error"][0]
            if verdict["outcome"] == "not attempted":
                says = f"{verdict['place']} is still to do" if "place" in verdict else ""
            elif not says and verdict.get("got"):
                says = f"{verdict.get('place', '')} {verdict['got']}, not {verdict['expected']}"
            points = possible if passed else 0
            return Row(lesson, name, verdict["outcome"], points, possible, says.strip())
    for output in outputs:
        if output.get("output_type") == "error":
            return Row(lesson, name, "not attempted", 0, possible, output["evalue"])
    if error:
        return Row(lesson, name, "exception", 0, possible, _last_line(error))
    reason = "the kernel did not answer" if "Kernel" in log else "the check cell did not run"
    return Row(lesson, name, "no answer", 0, possible, reason)


def _last_line(error: str) -> str:
    plain = re.sub(r"\x1b\[[0-9;]*m", "", error)
    lines = [line.strip() for line in plain.splitlines() if line.strip()]
    return lines[-1] if lines else ""


def table(rows: list[Row]) -> str:
    """Return the rows as a plain-text table with a total per lesson."""
    heads = ("exercise", "outcome", "points", "diagnosis")
    lines = []
    width = max([len(row.exercise) for row in rows] + [len(heads[0])])
    outcome_width = max([len(row.outcome) for row in rows] + [len(heads[1])])
    for lesson in dict.fromkeys(row.lesson for row in rows):
        mine = [row for row in rows if row.lesson == lesson]
        lines += [
            lesson,
            f"  {heads[0]:{width}}  {heads[1]:{outcome_width}}  {heads[2]:>6}  {heads[3]}",
        ]
        for row in mine:
            points = f"{row.points:g}/{row.possible:g}"
            lines.append(
                f"  {row.exercise:{width}}  {row.outcome:{outcome_width}}  {points:>6}  "
                f"{row.diagnosis}".rstrip()
            )
        total = f"{sum(r.points for r in mine):g}/{sum(r.possible for r in mine):g}"
        lines += [f"  {'total':{width}}  {'':{outcome_width}}  {total:>6}", ""]
    return "\n".join(lines).rstrip()
