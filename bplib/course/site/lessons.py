"""A solved lesson as a page: stub and folded solution, links to pages, figures that move."""

import re
from typing import Any

import nbformat
from nbformat import NotebookNode

from bplib.course.checks.report import MIME as VERDICT
from bplib.course.preprocessors import ClearAnswers
from bplib.course.site.addresses import Links

SHOW, HIDE = "Show one solution", "Hide the solution"
STUB = {"python": "raise NotImplementedError"}  # as in nbgrader_config.py
_MARKER = re.compile(r"^ *### (?:BEGIN|END) SOLUTION\n?", re.MULTILINE)
HOW_TO_READ = f"""\
```{{note}}
This is the lesson solved: every answer is folded behind “{SHOW}”, and figures with knobs move. To
type your own answers and have them checked, [set the course up](../setup.md).
```
"""


def page(lesson: str, solution: NotebookNode, links: Links) -> NotebookNode:
    """Return the notebook that Sphinx makes a lesson's page of.

    Parameters
    ----------
    lesson : str
        The lesson's name.
    solution : NotebookNode
        Its executed solution, which stays as it is.
    links : Links
        What translates its links.

    Returns
    -------
    NotebookNode
        Each answer is two cells: what a learner is given, and a solution folded below it. No output
        holds what only programs read.
    """
    cells: list[NotebookNode] = []
    for cell in nbformat.from_dict(solution).cells:
        if cell.cell_type == "markdown":
            cell.source = links.text(cell.source)
            cells.append(cell)
            continue
        cell.outputs = [_shown(output) for output in cell.outputs]
        cells += _answer(cell) if cell.metadata.get("nbgrader", {}).get("solution") else [cell]
    cells[0].source = _with_introduction(lesson[:2], cells[0].source)
    metadata = nbformat.from_dict(dict(solution.metadata))
    return nbformat.v4.new_notebook(cells=cells, metadata=metadata)


def _with_introduction(number: str, source: str) -> str:
    """Return a first cell with the number in its title, and below it what this page is."""
    heading, _, rest = source.partition("\n")
    return f"# {number} {heading.removeprefix('# ')}\n\n{HOW_TO_READ}\n{rest}"


def _answer(cell: NotebookNode) -> list[NotebookNode]:
    """Return the stub of an answer, and its solution folded."""
    stub = nbformat.v4.new_code_cell(cell.source, id=f"{cell.id[:58]}-stub")
    stub.metadata = nbformat.from_dict(cell.metadata)
    stub, _ = ClearAnswers(code_stub=STUB).preprocess_cell(stub, {"language": "python"}, 0)
    stub.metadata = NotebookNode()
    cell.source = _MARKER.sub("", cell.source)
    cell.metadata = nbformat.from_dict(
        {
            "tags": ["hide-input"],
            "mystnb": {"code_prompt_show": SHOW, "code_prompt_hide": HIDE},
        }
    )
    return [stub, cell]


def _shown(output: Any) -> Any:
    """Return an output without what only programs read."""
    if "data" in output:
        output.data.pop(VERDICT, None)
    return output
