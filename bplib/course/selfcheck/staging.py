"""A notebook on its stage: as plain as nbval needs it, in a folder of its own."""

import json
import os
from pathlib import Path

from nbformat.v4 import new_code_cell, new_notebook

from bplib._support import unseen
from bplib.course import notebooks
from bplib.course.selfcheck.notebook import Notebook
from bplib.course.selfcheck.rows import Ran

FOLDER = "bplib-check-"  # what a run's temporary folder begins with
SEEN, LOG = "seen.jsonl", "log"
RESULTS = "BPLIB_CHECK_RESULTS"  # where the listener writes
_STAGED = "notebook.ipynb"


def put(notebook: Notebook, stage: Path) -> None:
    """Write a notebook's code to its stage; its first cell goes to the learner's own folder."""
    there = new_code_cell(f"__import__('os').chdir({str(notebook.path.parent)!r})", id="begin")
    cells = [new_code_cell(c.source, id=f"cell-{k}") for k, c in enumerate(notebook.cells)]
    notebooks.write(new_notebook(cells=[there, *cells]), stage / _STAGED)


def seen(stage: Path) -> tuple[dict[int, Ran], str]:
    """Return what the listener saw of every cell, by its place, and the log."""
    cells = {}
    for line in _lines(stage / SEEN):
        try:
            record = json.loads(line)
        except ValueError:
            continue  # it was ended while it wrote
        word, _, place = record["cell"].partition("-")
        if word == "cell":
            cells[int(place)] = Ran(record["outputs"], record["error"])
    return cells, "\n".join(_lines(stage / LOG))


def _lines(path: Path) -> list[str]:
    if not path.is_file():
        return []
    return path.read_text(encoding="utf-8", errors="replace").splitlines()


def arguments(stage: Path, seconds: float) -> list[str]:
    """Return what pytest is told: to let nbval run what is on a stage.

    Parameters
    ----------
    stage : Path
        The folder.
    seconds : float
        What a cell has at most.
    """
    return [
        "--nbval-lax",
        "--nbval-current-env",
        f"--nbval-cell-timeout={seconds}",
        f"--rootdir={stage}",
        f"--config-file={os.devnull}",
        "--color=no",
        *("-p", "no:cacheprovider"),
        *("-p", "bplib.course.selfcheck.listener", "-p", "nbval.plugin"),
        str(stage / _STAGED),
    ]


def environment() -> dict[str, str]:
    """Return the environment of whatever runs notebooks."""
    without = {key: value for key, value in os.environ.items() if not key.startswith("PYTEST_")}
    return {
        **without,
        **notebooks.EXECUTION_ENVIRONMENT,
        # what else is installed beside pytest has no part in it, and takes its time to load
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
        unseen.VARIABLE: "1",
    }


def own_environment(stage: Path) -> dict[str, str]:
    """Return what the environment of one notebook has beside: where its traces go."""
    return {RESULTS: str(stage / SEEN), "JUPYTER_RUNTIME_DIR": str(stage / "runtime")}
