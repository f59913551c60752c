"""The glossary as a notebook: the page that lessons link to, made of the Markdown page.

JupyterLab shows a Markdown page as it is meant to look when a link leads to it. Notebook 7 and VS
Code show its source instead, but all of them show a notebook.
"""

import re
from pathlib import Path

from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell, new_notebook

from bplib.course import notebooks

SOURCE, PAGE = "lessons/GLOSSARY.md", "lessons/GLOSSARY.ipynb"


def as_notebook(text: str) -> NotebookNode:
    """Return a Markdown page as a notebook with a cell for each of its sections.

    Parameters
    ----------
    text : str
        The page: a title, then sections with headings of the second level.

    Returns
    -------
    NotebookNode
        Every cell is named after its heading in words.
    """
    sections = re.split(r"\n(?=## )", text.strip())
    cells = [new_markdown_cell(section.strip(), id=_words(section)) for section in sections]
    return new_notebook(cells=cells, metadata=notebooks.metadata())


def _words(section: str) -> str:
    return "-".join(re.findall(r"[a-z]+", section.partition("\n")[0].lower()))


def update_glossary(root: Path) -> list[str]:
    """Write the notebook beside the Markdown page, where there is one; return what changed.

    Parameters
    ----------
    root : Path
        The course's folder.
    """
    source = root / SOURCE
    if not source.is_file():
        return []
    page = as_notebook(source.read_text(encoding="utf-8"))
    return [PAGE] if notebooks.write(page, root / PAGE) else []
