"""Reading a notebook as it comes: any format, any encoding, and nothing believed but its cells."""

import codecs
import json
import re
from typing import Any

import nbformat
from nbformat import NotebookNode

MAX_BYTES = 20_000_000
MAX_CELLS = 2_000
_CONFLICT = re.compile(r"^<<<<<<< .*?^>>>>>>> ", re.MULTILINE | re.DOTALL)


class Unreadable(Exception):
    """A file that is no notebook; its message says why, in one sentence."""


class Conflict(Unreadable):
    """A file in which git has left two versions."""


def parse(data: bytes) -> NotebookNode:
    """Read the bytes of a notebook in format 4 or older, whatever else is in it.

    Parameters
    ----------
    data : bytes
        The file.

    Returns
    -------
    NotebookNode
        In format 4. The cells have their kind, source, id and grade id and nothing else, each
        ``""`` where the file has none, and ``graded``: whether the cell says that it is.

    Raises
    ------
    Unreadable
        If it is empty, too large, not JSON, or no notebook.
    """
    if not data.strip():
        raise Unreadable("the file is empty")
    if len(data) > MAX_BYTES:
        raise Unreadable(f"the file has {len(data):,} bytes, more than {MAX_BYTES:,}")
    marked = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        text = data.decode("utf-16" if marked else "utf-8-sig")
        raw = json.loads(text, parse_int=float)  # no number in it matters, however long
    except UnicodeDecodeError:
        raise Unreadable("the file is not text in UTF-8") from None
    except (ValueError, RecursionError):
        if _CONFLICT.search(text):
            raise Conflict("the file holds two versions between marks of git") from None
        raise Unreadable("the file is not JSON, so it is not a notebook") from None
    found = _cells(raw)
    if found is None:
        raise Unreadable("the file is JSON but not a notebook: it has no cells")
    if len(found) > MAX_CELLS:
        raise Unreadable(f"the notebook has {len(found):,} cells, more than {MAX_CELLS:,}")
    cells = [clean for cell in found if (clean := _clean(cell)) is not None]
    if not cells:
        raise Unreadable("the notebook has no cell that can be read")
    return nbformat.from_dict({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


def _cells(raw: Any) -> list[Any] | None:
    """Return the cells of a notebook; older formats have them in worksheets."""
    if not isinstance(raw, dict):
        return None
    if isinstance(raw.get("cells"), list):
        return raw["cells"]
    if not isinstance(raw.get("worksheets"), list):
        return None
    sheets = [sheet.get("cells") for sheet in raw["worksheets"] if isinstance(sheet, dict)]
    return [cell for sheet in sheets if isinstance(sheet, list) for cell in sheet]


def _clean(cell: Any) -> dict[str, Any] | None:
    if not isinstance(cell, dict):
        return None
    source = cell.get("source", cell.get("input", ""))
    if isinstance(source, list):
        source = "".join(line for line in source if isinstance(line, str))
    if not isinstance(source, str):
        return None
    metadata = cell.get("metadata")
    nbgrader = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    nbgrader = nbgrader if isinstance(nbgrader, dict) else {}
    grade_id = nbgrader.get("grade_id")
    return {
        "cell_type": "code" if cell.get("cell_type") == "code" else "markdown",
        "source": _writable(source.replace("\r\n", "\n")),
        "id": cell.get("id") if isinstance(cell.get("id"), str) else "",
        "grade_id": grade_id if isinstance(grade_id, str) else "",
        "graded": nbgrader.get("grade") is True,
    }


def _writable(text: str) -> str:
    """Return a text with a question mark for each half of a character."""
    return text if text.isascii() else text.encode(errors="replace").decode()
