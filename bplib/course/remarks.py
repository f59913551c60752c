"""What Python's message about a cell leaves unsaid: a `*`, a comma, a cell that has not run."""

import json
import re
from collections.abc import Collection
from pathlib import Path
from typing import Any

from bplib.course.binding import bound
from bplib.course.checks.recognition.raised import NO_SYMBOLS, POWER, POWERS

RUN_ABOVE = "(Run → Run All Above Selected Cell)"
_COMMA = re.compile(r"(?<![\w.,])(\d+),(0\d+)(?![\w.,])")  # 0,06, and not [1,02,03]
_PRODUCT = re.compile(r"(?<![\w.])(\d+(?:\.\d*)?)([a-zA-Z]\w*)")  # 2x


def remark(error: str, line: str, column: int = 0) -> str:
    """Return what to say of an error of a cell, beyond Python's own message.

    Parameters
    ----------
    error : str
        The exception's type and message: ``"SyntaxError: invalid decimal literal"``.
    line : str
        The line that it came from.
    column : int
        How far a `SyntaxError` has read in it.

    Returns
    -------
    str
        A sentence; "" where Python says all that there is to say.
    """
    if "leading zeros in decimal integer literals" in error:
        commas = (one for one in _COMMA.finditer(line) if one.start(2) < column <= one.end())
        comma = next(commas, None)
        return f"Python writes a point: is {comma[1]}.{comma[2]} meant?" if comma else ""
    if "invalid decimal literal" in error:
        product = next((one for one in _PRODUCT.finditer(line) if one.end(1) == column), None)
        return f"Times is written `*`: is {product[1]}*{product[2]} meant?" if product else ""
    if re.search(r"'(?:int|float|float64|Symbol|Add|Mul|Pow)' object is not callable", error):
        return "Is a `*` missing before a bracket, or does one name mean two things?"
    if POWERS.search(error):
        return POWER
    symbols = NO_SYMBOLS.search(error)
    if symbols:
        return f"`np.{symbols[1]}` takes numbers; for symbols there is `sp.{symbols[1]}`."
    return ""


def made_above(name: str, cell: str, ran: Collection[str] = (), page: Path | None = None) -> bool:
    """Whether a name is made by a cell of a lesson that has not run, above the one that asks.

    Parameters
    ----------
    name : str
        A name that is not defined.
    cell : str
        The id of the cell that asks for it.
    ran : collection of str
        The ids of the cells that have run: they would have made it.
    page : Path, optional
        The lesson's notebook; the one in the current folder that has the folder's name where not
        given.

    Returns
    -------
    bool
        False where the notebook cannot be read, or does not have the cell.
    """
    found, folder = False, Path.cwd()
    try:
        notebook = json.loads((page or folder / f"{folder.name}.ipynb").read_text("utf-8"))
        cells = [one for one in notebook["cells"] if one["cell_type"] == "code"]
        for one in cells:
            if one.get("id") == cell:
                return found
            found = found or (one.get("id") not in ran and name in bound(_source(one)))
    except (OSError, ValueError, LookupError, TypeError):
        pass
    return False


def _source(cell: dict[str, Any]) -> str:
    return "".join(cell["source"])
