"""A lesson as it is handed out: a folder of its own, with all beside it that it links to."""

import shutil
from pathlib import Path

from nbformat import NotebookNode

from bplib.course import notebooks
from bplib.course.links import PAGES, standing_alone, targets


def texts(cell: NotebookNode) -> tuple[str, str]:
    """Return what a lesson's cell says in the course's folder, and in a folder of its own.

    A cell that nbgrader knows is the same in both: it is recognised by every letter of it.
    """
    plain = cell.cell_type == "markdown" and "nbgrader" not in cell.metadata
    return cell.source, standing_alone(cell.source) if plain else cell.source


def stand_alone(folder: Path, pages: Path) -> None:
    """Let the lessons in a folder stand alone: what they link to lies there, or is no link.

    Parameters
    ----------
    folder : Path
        A copy of a lesson's folder, which is changed in place.
    pages : Path
        Where the glossary and the other pages of the course are; those that lessons link to are
        copied, and stand alone too.
    """
    linked: set[str] = set()
    for path in sorted(folder.rglob("*.ipynb")):
        notebook = notebooks.read(path)
        for cell in notebook.cells:
            cell.source = texts(cell)[1]
            linked.update(targets(cell.source) if cell.cell_type == "markdown" else ())
        notebooks.sign(notebook)
        notebooks.write(notebook, path)
    for name in PAGES.values():
        if name in linked and (pages / name).is_file():
            copied = Path(shutil.copy(pages / name, folder))
            text = standing_alone(copied.read_text(encoding="utf-8"))
            copied.write_text(text, encoding="utf-8")
