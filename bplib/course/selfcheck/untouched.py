"""Lessons in which nobody has written: what a run of them would find is known without one.

The course's tests prove of each that it runs to its end with nothing but "not attempted".
"""

from pathlib import Path

import bplib
from bplib.course import notebooks
from bplib.course.checks.report import MIME
from bplib.course.lessons import CourseError, notebook_path, packaged_course
from bplib.course.selfcheck.memory import beside
from bplib.course.selfcheck.notebook import Notebook, read
from bplib.course.selfcheck.rows import Ran, Row, Run, rows_of
from bplib.course.workspace.places import course

_VERDICT = {"outcome": "not attempted", "filled": "", "blank": []}


def rows_unrun(notebook: Notebook, expected: list[str]) -> list[Row] | None:
    """Return the rows of a lesson that is as this bplib's course hands it out; None of any other.

    Parameters
    ----------
    notebook : Notebook
        The lesson.
    expected : list of str
        The exercises that it should hold, from `rows.exercises`.
    """
    return rows_as_handed_out(notebook, expected) if _is_untouched(notebook) else None


def rows_as_handed_out(notebook: Notebook, expected: list[str]) -> list[Row]:
    """Return the rows of a lesson whose every exercise is still to do."""
    cells = dict.fromkeys(range(len(notebook.cells)), Ran([]))
    cells |= {place: Ran([{"data": {MIME: _VERDICT}}]) for place in notebook.checks().values()}
    return rows_of(Run(notebook, cells, "", 0), expected)


def _is_untouched(notebook: Notebook) -> bool:
    """Whether a notebook's code is the course's, and nothing beside it can change what it does."""
    try:
        root = course()
        if root not in (Path(bplib.__file__).resolve().parent.parent, packaged_course()):
            return False  # another bplib than the lessons are made for
        path = notebook_path(root, "lessons", notebook.name)
        if notebooks.is_typed_in(notebooks.read(path)) or any(beside(notebook.path)):
            return False
        return _code(read(path)) == _code(notebook)
    except (CourseError, OSError):
        return False


def _code(notebook: Notebook) -> list[list[object]]:
    return [[cell.source, cell.id, cell.grade_id, cell.graded] for cell in notebook.cells]
