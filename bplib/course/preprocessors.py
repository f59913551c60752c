"""How nbgrader turns a solution into a lesson: functions become stubs, named values `...`."""

import ast
import re
from typing import Any

from nbformat import NotebookNode
from nbgrader import utils
from nbgrader.preprocessors import ClearSolutions

from bplib.course import notebooks


class ClearAnswers(ClearSolutions):
    """Clear solutions as nbgrader does, and leave ``name = ...`` for a named value.

    A stub that raises would stop a page on its way down; a name that holds ``...`` does not.
    """

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Clear all solutions, and sign what is handed out."""
        nb, resources = super().preprocess(nb, resources)
        notebooks.sign(nb)
        return nb, resources

    def preprocess_cell(
        self, cell: NotebookNode, resources: Any, cell_index: int
    ) -> tuple[NotebookNode, Any]:
        """Clear one cell."""
        if utils.is_solution(cell) and cell.cell_type == "code":
            blanked = blank_named_values(cell.source, self.begin_solution_delimeter)
            if blanked != cell.source:
                cell.source = blanked
                return cell, resources
        return super().preprocess_cell(cell, resources, cell_index)


def blank_named_values(source: str, marker: str = "BEGIN SOLUTION") -> str:
    """Replace a solution region of plain assignments by ``name = ...`` lines.

    Parameters
    ----------
    source : str
        A cell's source. Only regions that are not indented count.
    marker : str
        What begins a region.

    Returns
    -------
    str
        The source with ``name = ...`` for every name that does not begin with an underscore.
        A region that holds anything but assignments stays as it is.
    """
    begin, end = re.escape(marker), re.escape(marker.replace("BEGIN", "END"))
    region = re.compile(rf"^### {begin}\n(.*?)^### {end}$", re.DOTALL | re.MULTILINE)
    for match in region.finditer(source):
        statements = ast.parse(match[1]).body
        if not all(isinstance(node, ast.Assign) for node in statements):
            return source
    return region.sub(lambda match: "\n".join(_blanks(match[1])), source)


def _blanks(region: str) -> list[str]:
    names = [
        name.id
        for node in ast.parse(region).body
        if isinstance(node, ast.Assign)
        for target in node.targets
        for name in ast.walk(target)
        if isinstance(name, ast.Name) and not name.id.startswith("_")
    ]
    return [f"{name} = ..." for name in dict.fromkeys(names)]
