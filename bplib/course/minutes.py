"""How long a lesson takes: reading, running, predicting and answering, its core and in full."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from nbformat import NotebookNode

from bplib.course.checks.exercise import Exercise

WORDS = 200  # read in a minute
LINES = 20  # of given code, read in a minute
PREDICTION = 1
DISPLAYED, INLINE = 8, 1  # a formula counts as so many words
MAP_CELL = "course-map"  # nobody reads it from end to end

TIME = re.compile(r"^(- \*\*Time\*\* about )\d+ minutes(?:, core \d+)?", re.MULTILINE)


@dataclass(frozen=True)
class Minutes:
    """How long a lesson takes.

    Attributes
    ----------
    full, core : int
        Minutes for all that is on the page with all of its exercises, and with the core ones alone.
    """

    full: int
    core: int

    def __str__(self) -> str:
        """Return what a lesson's first cell says."""
        return f"{self.full} minutes, core {self.core}"


def minutes(notebook: NotebookNode, exercises: Iterable[Exercise]) -> Minutes:
    """Return how long a lesson takes, in full and with its core exercises alone.

    The sum of the words of the text by 200, the lines of given code by 20, one minute for every
    prediction, and 2, 4, 7, 11 or 15 minutes for an exercise of difficulty 1 to 5. Folded answers
    and folded code do not count, nor do comments, empty lines, the cells of exercises and the map
    of the course; a displayed formula counts as eight words, one in a line as one.

    Parameters
    ----------
    notebook : NotebookNode
        The solution.
    exercises : iterable of Exercise
        The lesson's exercises.

    Returns
    -------
    Minutes
        Whole minutes.
    """
    given = [
        cell
        for cell in notebook.cells
        if cell.cell_type == "code" and "nbgrader" not in cell.metadata
    ]
    text = sum(
        words(cell.source)
        for cell in notebook.cells
        if cell.cell_type == "markdown" and cell.get("id") != MAP_CELL
    )
    code = sum(lines(cell.source) for cell in given if not is_folded(cell))
    page = text / WORDS + code / LINES + PREDICTION * sum(map(predictions, given))
    asked = list(exercises)
    full = sum(exercise.minutes for exercise in asked)
    core = sum(exercise.minutes for exercise in asked if exercise.core)
    return Minutes(round(page + full), round(page + core))


def words(text: str) -> int:
    """Return how many words a Markdown text has to read, its formulas counted as words."""
    text = re.sub(r"<details>.*?</details>", "", TIME.sub("", text), flags=re.DOTALL)
    text = re.sub(r"\]\([^)]*\)|</?(?:a|div)\b[^<>]*>", "]", text)  # where a link leads
    text = re.sub(r"\$\$.*?\$\$", " w" * DISPLAYED + " ", text, flags=re.DOTALL)
    text = re.sub(r"\$[^$]*\$", " w" * INLINE + " ", text)
    return len(re.findall(r"\w+(?:['’.]\w+)*", text))


def lines(source: str) -> int:
    """Return how many lines of a cell are code."""
    stripped = (line.strip() for line in source.splitlines())
    return sum(bool(line) and not line.startswith("#") for line in stripped)


def predictions(cell: NotebookNode) -> int:
    """Return how many results a cell holds back until they are predicted."""
    return len(re.findall(r"\bpredicted\(", cell.source))


def is_folded(cell: NotebookNode) -> bool:
    """Whether a page shows the cell's output alone until somebody unfolds its source."""
    return bool(cell.metadata.get("jupyter", {}).get("source_hidden"))


def write_minutes(notebook: NotebookNode, exercises: Iterable[Exercise]) -> None:
    """Write the minutes into a lesson's first cell, where it says ``**Time** about N minutes``."""
    title = notebook.cells[0]
    title.source = TIME.sub(rf"\g<1>{minutes(notebook, exercises)}", title.source)
