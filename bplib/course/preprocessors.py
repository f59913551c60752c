"""How nbgrader turns a solution into a lesson: functions become stubs, values and guesses `...`."""

import ast
import contextlib
import re
from typing import Any

from nbformat import NotebookNode
from nbgrader import utils
from nbgrader.preprocessors import ClearSolutions

from bplib.course import notebooks
from bplib.course.predictions import NAME


class ClearAnswers(ClearSolutions):
    """Clear solutions as nbgrader does, and leave ``name = ...`` for a named value and a guess.

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
        elif cell.cell_type == "code" and not utils.is_grade(cell):
            cell.source = blank_guesses(cell.source)
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


def blank_guesses(source: str) -> str:
    """Replace an example guess by the dots that a learner writes a guess in place of.

    Parameters
    ----------
    source : str
        A cell's source. Its guesses are the assignments to a name that begins with ``guess_``, and
        stand in no function or loop.

    Returns
    -------
    str
        The source with ``guess_name = ...``; comments stay.
    """
    if "guess_" not in source:
        return source
    lines = source.encode().splitlines(keepends=True)
    for node in reversed(_guesses(source)):
        first, last = node.value.lineno - 1, (node.value.end_lineno or node.value.lineno) - 1
        before = lines[first][: node.value.col_offset]
        after = lines[last][node.value.end_col_offset :]
        lines[first : last + 1] = [before + b"..." + after]
    return b"".join(lines).decode()


def guesses(source: str) -> dict[str, bool]:
    """Return the guesses that a cell asks for by name, and whether each one is made."""
    return {
        target.id: node.value.value is not ... if isinstance(node.value, ast.Constant) else True
        for node in _guesses(source)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def _guesses(source: str) -> list[ast.Assign]:
    """Return the assignments of a number, words or dots to guesses alone, outside of functions."""
    try:
        statements = ast.parse(source).body
    except SyntaxError:  # a command of the notebook
        return []
    found = []
    for node in statements:
        if isinstance(node, ast.Assign) and all(
            isinstance(to, ast.Name) and NAME.fullmatch(to.id) for to in node.targets
        ):
            with contextlib.suppress(ValueError):
                ast.literal_eval(node.value)
                found.append(node)
    return found
