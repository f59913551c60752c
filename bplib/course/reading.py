"""Reading a notebook as it comes: any format, any encoding, and nothing believed but its cells."""

import base64
import codecs
import json
import re
from typing import Any

import nbformat
from nbformat import NotebookNode

MAX_BYTES = 100_000_000  # of a file
MAX_READ = 20_000_000  # of what is left of it without its outputs
MAX_PASSED = 3_000_000  # texts and brackets in outputs that are passed over
MAX_CELLS = 2_000
MAX_PICTURE = 3_000_000  # characters of one pasted picture, and three times that of all
PICTURES = ("image/png", "image/jpeg", "image/gif", "image/svg+xml")
_OUTPUTS = re.compile(rb'"outputs"\s*:\s*\[')  # a quote inside of a text has a backslash before it
_PASSED = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[\[\]]', re.DOTALL)
_CONFLICT = re.compile(rb"^<<<<<<< .*?^>>>>>>> ", re.MULTILINE | re.DOTALL)


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
        In format 4. The cells have their kind, source, id and grade id, each ``""`` where the file
        has none, ``graded``: whether the cell says that it is, and the pictures pasted into it.

    Raises
    ------
    Unreadable
        If it is empty, too large, not JSON, or no notebook.
    """
    raw = _loaded(data)
    found = _cells(raw)
    if found is None:
        raise Unreadable("the file is JSON but not a notebook: it has no cells")
    if len(found) > MAX_CELLS:
        raise Unreadable(f"the notebook has {len(found):,} cells, more than {MAX_CELLS:,}")
    cells = [clean for cell in found if (clean := _clean(cell)) is not None]
    if not cells:
        raise Unreadable("the notebook has no cell that can be read")
    return nbformat.from_dict({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


def language(data: bytes) -> str:
    """Return the language that a notebook says its cells are written in.

    Parameters
    ----------
    data : bytes
        The file, which `parse` reads.

    Returns
    -------
    str
        As the file writes it; ``"python"`` where it says none.
    """
    found = _loaded(data)
    for key in ("metadata", "kernelspec", "language"):
        found = found.get(key) if isinstance(found, dict) else None
    return found if isinstance(found, str) and found else "python"


def _loaded(data: bytes) -> Any:
    """Return what the JSON of a file says, without its outputs; raise `Unreadable` as `parse`."""
    if not data.strip():
        raise Unreadable("the file is empty")
    if len(data) > MAX_BYTES:
        raise Unreadable(f"the file has more than {MAX_BYTES:,} bytes: hand it in without outputs")
    try:
        if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            data = data.decode("utf-16").encode()
        data = without_outputs(data)
        if len(data) > MAX_READ:
            raise Unreadable(
                f"the file has {len(data):,} bytes without its outputs, more than {MAX_READ:,}"
            )
        # no number in it matters, however long
        return json.loads(data.decode("utf-8-sig"), parse_int=float)
    except UnicodeError:
        raise Unreadable("the file is not text in UTF-8") from None
    except (ValueError, RecursionError):
        if _CONFLICT.search(data):
            raise Conflict("the file holds two versions between marks of git") from None
        raise Unreadable("the file is not JSON, so it is not a notebook") from None


def without_outputs(data: bytes) -> bytes:
    """Return a notebook's JSON with every list of outputs empty, without decoding what was in it.

    Parameters
    ----------
    data : bytes
        JSON in UTF-8; what is not comes back as it is, or shortened.

    Raises
    ------
    Unreadable
        If there is too much in the outputs to be passed over.
    """
    parts, begin, passed = [], 0, 0
    while start := _OUTPUTS.search(data, begin):
        passed += MAX_PASSED // (5 * MAX_CELLS)  # no notebook has so many lists of them
        depth = 1
        for mark in _PASSED.finditer(data, start.end()):
            passed += 1
            depth += {ord("["): 1, ord("]"): -1}.get(data[mark.start()], 0)
            if not depth or passed > MAX_PASSED:
                break
        if passed > MAX_PASSED:
            raise Unreadable("there is too much in the notebook's outputs: hand it in without them")
        if depth:
            break  # the list does not end
        parts += [data[begin : start.end()], b"]"]
        begin = mark.end()
    return b"".join([*parts, data[begin:]])


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
    """Return a cell with nothing in it but its kind, source, pictures, id and grade id."""
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
        "source": writable(source.replace("\r\n", "\n")),
        "attachments": _pictures(cell.get("attachments")),
        "id": cell.get("id") if isinstance(cell.get("id"), str) else "",
        "grade_id": grade_id if isinstance(grade_id, str) else "",
        "graded": nbgrader.get("grade") is True,
    }


def writable(text: str) -> str:
    """Return a text with a question mark for each half of a character."""
    return text if text.isascii() else text.encode(errors="replace").decode()


def _pictures(found: Any) -> dict[str, dict[str, str]]:
    """Return the pictures that were pasted into a cell, by name, each in one known form."""
    kept = {}
    room = 3 * MAX_PICTURE
    for name, bundle in found.items() if isinstance(found, dict) else ():
        for kind in PICTURES if isinstance(bundle, dict) and len(name) <= 200 else ():
            data = bundle.get(kind)
            data = "".join(map(str, data)) if isinstance(data, list) else data
            if isinstance(data, str) and len(data) <= min(MAX_PICTURE, room) and is_base64(data):
                kept[writable(name)] = {kind: data}
                room -= len(data)
                break
    return kept


def is_base64(text: str) -> bool:
    """Whether a text is data in base64, in lines or not."""
    try:
        return bool(base64.b64decode(text.replace("\n", ""), validate=True))
    except ValueError:
        return False
