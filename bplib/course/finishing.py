"""What `bplib build` writes into a solution by itself: minutes, links and the last cell."""

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

from bplib.course.faults import RAISES
from bplib.course.links import write_links
from bplib.course.minutes import write_minutes
from bplib.course.preprocessors import guesses
from bplib.course.registry import lesson_exercises

LAST_CELL = "open-guesses"
LAST_SOURCE = """# Which predictions still wait for a guess?
from bplib.course import open_guesses

open_guesses()"""


def finish(lesson: str, notebook: NotebookNode, lessons: list[str]) -> None:
    """Write into a solution what follows from its other cells; a second time changes nothing.

    Parameters
    ----------
    lesson : str
        The lesson's name.
    notebook : NotebookNode
        Its solution, which is changed in place.
    lessons : list of str
        The names of all lessons, in order.
    """
    exercises = lesson_exercises().get(lesson, ())
    ask_for_guesses(notebook)
    let_guesses_fail(notebook)
    write_links(lesson, notebook, lessons, exercises)
    write_minutes(notebook, exercises)


def ask_for_guesses(notebook: NotebookNode) -> None:
    """End a notebook that asks for guesses with the cell that says how many are open."""
    cells = [cell for cell in notebook.cells if cell.get("id") != LAST_CELL]
    last = [cell for cell in notebook.cells if cell.get("id") == LAST_CELL]
    if any(cell.cell_type == "code" and guesses(cell.source) for cell in cells):
        as_it_is = last[0] if last and last[0].source == LAST_SOURCE else None
        cells.append(as_it_is or new_code_cell(LAST_SOURCE, id=LAST_CELL))
    notebook.cells = cells


def let_guesses_fail(notebook: NotebookNode) -> None:
    """Tag the cells of guesses as the cells of exercises are: a slip there ends no Run All."""
    for cell in notebook.cells:
        if cell.cell_type == "code" and guesses(cell.source):
            tags = cell.metadata.setdefault("tags", [])
            tags += [] if RAISES in tags else [RAISES]
