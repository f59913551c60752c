"""What Python's message about a cell leaves unsaid: a `*`, a comma, a cell that has not run."""

import json
import re
from pathlib import Path
from typing import Any

from bplib.course.binding import bound
from bplib.course.checks.recognition.raised import NO_SYMBOLS, POWER, POWERS

RUN_ABOVE = "(Run → Run All Above Selected Cell)"


def remark(error: str, line: str) -> str:
    """Return what to say of an error of a cell, beyond Python's own message.

    Parameters
    ----------
    error : str
        The exception's type and message: ``"SyntaxError: invalid decimal literal"``.
    line : str
        The line that it came from.

    Returns
    -------
    str
        A sentence; "" where Python says all that there is to say.
    """
    if "leading zeros in decimal integer literals" in error:
        comma = re.search(r"(\d+),\s*(0\d+)", line)
        return f"Python writes a point: {comma[1]}.{comma[2]}" if comma else ""
    if error.startswith("SyntaxError: invalid"):
        product = re.search(r"(?<![\w.])(\d+\.?\d*)\s?([a-df-zA-Z(]\w*)", line)
        if "decimal literal" in error and product:
            return f"Times is written `*`: {product[1]}*{product[2]}"
        return ""
    if re.search(r"'(?:int|float|float64|Symbol|Add|Mul|Pow)' object is not callable", error):
        return "Times is written `*`: is one missing before a bracket?"
    if POWERS.search(error):
        return POWER
    symbols = NO_SYMBOLS.search(error)
    if symbols:
        return f"`np.{symbols[1]}` takes numbers; for symbols there is `sp.{symbols[1]}`."
    return ""


def made_above(name: str, cell: str, page: Path | None = None) -> bool:
    """Whether a name is made by another cell of a lesson, one above the cell that asks for it.

    Parameters
    ----------
    name : str
        A name that is not defined.
    cell : str
        The id of the cell that asks for it.
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
            found = found or name in bound(_source(one))
    except (OSError, ValueError, LookupError, TypeError):
        pass
    return False


def _source(cell: dict[str, Any]) -> str:
    return "".join(cell["source"])
