"""What `bplib build` writes into a solution by itself: minutes and the last cell."""

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

from bplib.course.minutes import write_minutes
from bplib.course.preprocessors import guesses
from bplib.course.registry import lesson_exercises

LAST_CELL = "open-guesses"
LAST_SOURCE = """# Which predictions still wait for a guess?
from bplib.course import open_guesses

open_guesses()"""


def finish(lesson: str, notebook: NotebookNode) -> None:
    """Write into a solution what follows from its other cells; a second time changes nothing.

    Parameters
    ----------
    lesson : str
        The lesson's name.
    notebook : NotebookNode
        Its solution, which is changed in place.
    """
    ask_for_guesses(notebook)
    write_minutes(notebook, lesson_exercises().get(lesson, ()))


def ask_for_guesses(notebook: NotebookNode) -> None:
    """End a notebook that asks for guesses with the cell that says how many are open."""
    cells = [cell for cell in notebook.cells if cell.get("id") != LAST_CELL]
    if any(cell.cell_type == "code" and guesses(cell.source) for cell in cells):
        cells.append(new_code_cell(LAST_SOURCE, id=LAST_CELL))
    notebook.cells = cells
