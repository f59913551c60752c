"""Reading a submission as it comes, and finding the answers in it again."""

import ast
import base64
import codecs
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell

from bplib.course import notebooks
from bplib.grading.reading.needed import read_cells

MAX_BYTES = 100_000_000  # of a file
MAX_READ = 20_000_000  # of what is left of it without its outputs
MAX_PASSED = 3_000_000  # texts and brackets in outputs that are passed over
MAX_CELLS = 2_000
MAX_PICTURE = 3_000_000  # characters of one pasted picture, and three times that of all
PICTURES = ("image/png", "image/jpeg", "image/gif", "image/svg+xml")
_OUTPUTS = re.compile(rb'"outputs"\s*:\s*\[')  # a quote inside of a text has a backslash before it
_PASSED = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[\[\]]', re.DOTALL)


class Unreadable(Exception):
    """A submission that is no notebook; its message says why, in one sentence."""


@dataclass
class Cell:
    """A code cell of a submission.

    Attributes
    ----------
    id : str
        The id of the lesson's cell that it is, or ``""`` for a cell that the learner added.
    source : str
        What the learner handed in.
    role : str
        ``"lesson"`` (as it was handed out), ``"edited"``, ``"added"`` or ``"answer"``.
    exercise : str
        The exercise whose answer it holds.
    """

    id: str
    source: str
    role: str
    exercise: str = ""


@dataclass
class Submission:
    """What was found.

    Attributes
    ----------
    cells : list of Cell
        Code cells in the learner's order, without the checks.
    checks : dict of str to str
        By exercise: the lesson's own check cell, never the learner's.
    after : dict of str to int
        By exercise: the number of cells to run before its answer is asked for; an exercise is
        not in it where no cell holds an answer.
    page : list of NotebookNode
        The cells to show: the lesson's own, with what the learner wrote in them and beside them.
    """

    cells: list[Cell]
    checks: dict[str, str]
    after: dict[str, int]
    page: list[NotebookNode]


def parse(data: bytes) -> NotebookNode:
    """Read the bytes of a notebook in format 4 or older, whatever else is in it.

    Parameters
    ----------
    data : bytes
        The file.

    Returns
    -------
    NotebookNode
        In format 4; the cells may be anything.

    Raises
    ------
    Unreadable
        If it is empty, too large, not JSON, or no notebook.
    """
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
        raw = json.loads(data.decode("utf-8-sig"), parse_int=float)
    except UnicodeError:
        raise Unreadable("the file is not text in UTF-8") from None
    except (ValueError, RecursionError):
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
    grade_id = nbgrader.get("grade_id") if isinstance(nbgrader, dict) else None
    return {
        "cell_type": "code" if cell.get("cell_type") == "code" else "markdown",
        "source": writable(source.replace("\r\n", "\n")),
        "attachments": _pictures(cell.get("attachments")),
        "id": cell.get("id") if isinstance(cell.get("id"), str) else "",
        "grade_id": grade_id if isinstance(grade_id, str) else "",
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


def match(lesson: NotebookNode, submitted: NotebookNode) -> Submission:
    """Find in a submission the cells of the lesson.

    A cell is found by its id, else by its grade id, else by its text; an answer also by the name
    that the check asks for. Metadata of the submission are never believed beyond that.

    Parameters
    ----------
    lesson : NotebookNode
        The lesson as it was handed out.
    submitted : NotebookNode
        From `parse`.

    Returns
    -------
    Submission
        The code in the learner's order; checks come from the lesson.
    """
    checks = {name: cell.source for name, cell in notebooks.exercise_cells(lesson).items()}
    answers = {
        cell.id: exercise
        for key, cell in notebooks.answer_cells(lesson).items()
        if (exercise := key.removesuffix("_answer")) in checks
    }
    handed_out = {cell.id: cell for cell in lesson.cells}
    by_text = {cell.source.strip(): cell.id for cell in lesson.cells}
    by_name = {
        name: exercise for exercise, source in checks.items() for name in asked_names(source)
    }
    cell_of = {exercise: cell_id for cell_id, exercise in answers.items()}
    submitted_ids = {cell["id"] for cell in submitted.cells}
    page = _Page(lesson)
    found: list[Cell] = []
    made: list[frozenset[str]] = []
    places: dict[str, int] = {}
    check_places: dict[str, int] = {}
    parts = read_cells([cell["source"] for cell in submitted.cells])
    for cell, part in zip(submitted.cells, parts, strict=True):
        # a copy keeps the grade_id of the cell that it was copied from
        grade_id = "" if cell["grade_id"] in submitted_ids else cell["grade_id"]
        names = cell["id"], grade_id, by_text.get(cell["source"].strip(), "")
        known = next((name for name in names if name in handed_out), "")
        if known in checks:
            check_places[known] = len(found)
            page.last = known
            if part.made.isdisjoint(by_name):
                continue
            known = ""  # an answer was written into it, or merged with it
        edited = known and handed_out[known].source.strip() != cell["source"].strip()
        if cell["cell_type"] == "code" and (not known or (edited and known not in answers)):
            lost = [by_name[n] for n in part.made if n in by_name]
            known = next((cell_of[e] for e in lost if cell_of[e] not in submitted_ids), known)
        exercise = answers.get(known, "")
        shown = page.put(known, cell)
        if cell["cell_type"] != "code" and not exercise:
            continue
        if exercise:
            role = "answer"
        elif known and handed_out[known].source.strip() == cell["source"].strip():
            role = "lesson"
        else:
            role = "edited" if shown == known else "added"
        found.append(Cell(shown, cell["source"], role, exercise))
        made.append(part.made)
        if exercise:
            places[exercise] = len(found)
    moved = dict(_elsewhere(found, made, places, by_name))
    for exercise, place in moved.items():
        places[exercise] = place
        if found[place - 1].exercise in ("", *moved):
            found[place - 1].exercise = exercise
    after = {
        name: max(place, check_places.get(name) or _own_end(found, place))
        for name, place in places.items()
    }
    return Submission(found, checks, after, page.cells())


def _elsewhere(
    cells: list[Cell], made: list[frozenset[str]], places: dict[str, int], by_name: dict[str, str]
) -> Iterator[tuple[str, int]]:
    """Yield the exercises whose cell holds another one's answer, and the place behind their own."""
    for exercise, place in places.items():
        names = {name for name, of in by_name.items() if of == exercise}
        others = made[place - 1] & (by_name.keys() - names)
        if others and names.isdisjoint(made[place - 1]):
            own = [k for k, cell in enumerate(cells) if cell.role != "lesson" and names & made[k]]
            if own:
                yield exercise, own[-1] + 1


def _own_end(cells: list[Cell], place: int) -> int:
    """Return the place behind the learner's own cells that follow a place."""
    while place < len(cells) and cells[place].role == "added":
        place += 1
    return place


class _Page:
    """The lesson's cells with what the learner wrote in them, and the learner's own between."""

    def __init__(self, lesson: NotebookNode) -> None:
        self.last = ""
        self._lesson = [nbformat.from_dict(dict(cell)) for cell in lesson.cells]
        self._own = {cell.id: cell for cell in self._lesson}
        self._extra: dict[str, list[NotebookNode]] = {}
        self._written: set[str] = set()

    def put(self, known: str, cell: NotebookNode) -> str:
        """Show a cell in its place; return the id under which it is shown."""
        if known and known not in self._written:
            self._written.add(known)
            self._own[known].source = cell["source"]
            self._paste(self._own[known], cell)
            self.last = known
            return known
        make = new_code_cell if cell["cell_type"] == "code" else new_markdown_cell
        count = sum(map(len, self._extra.values())) + 1
        extra = make(cell["source"], id=f"added-{count}")
        self._paste(extra, cell)
        self._extra.setdefault(self.last, []).append(extra)
        return extra.id

    def _paste(self, shown: NotebookNode, cell: NotebookNode) -> None:
        """Put the pictures that were pasted into a Markdown cell beside its text."""
        if cell["attachments"] and shown.cell_type == "markdown":
            shown.attachments = cell["attachments"]

    def cells(self) -> list[NotebookNode]:
        """Return all cells in order."""
        shown = list(self._extra.get("", []))
        for cell in self._lesson:
            shown += [cell, *self._extra.get(cell.id, [])]
        return shown


def asked_names(check_source: str) -> list[str]:
    """Return the variables that a check cell hands over."""
    names = [n.id for n in ast.walk(ast.parse(check_source)) if isinstance(n, ast.Name)]
    stored = {
        n.id
        for n in ast.walk(ast.parse(check_source))
        if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
    }
    return [name for name in dict.fromkeys(names) if name not in stored | {"check"}]
