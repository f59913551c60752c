"""Reading a submission as it comes, and finding the answers in it again."""

import ast
import functools
from collections.abc import Iterator
from dataclasses import dataclass

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell

from bplib.course import notebooks
from bplib.course.handout import texts
from bplib.course.reading import MAX_BYTES, Unreadable, parse
from bplib.grading.reading.needed import read_cells

__all__ = ["MAX_BYTES", "Cell", "Submission", "Unreadable", "asked_names", "match", "parse"]


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
        ``"lesson"`` (as it was handed out), ``"edited"``, ``"added"``, ``"answer"``, or
        ``"test"``: a test of the instructor's own, as the instructor wrote it.
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
    tests = {
        cell.id
        for cell in notebooks.cells_by_hand(lesson).values()
        if cell.cell_type == "code" and not cell.metadata.nbgrader.get("solution")
    }
    handed_out = {cell.id: cell for cell in lesson.cells}
    by_text = {text.strip(): cell.id for cell in lesson.cells for text in texts(cell)}
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
        if known in tests:
            test = nbformat.from_dict({**cell, "source": handed_out[known].source})
            found.append(Cell(page.put(known, test), test.source, "test"))
            made.append(frozenset())
            continue
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
        self._lesson = [nbformat.from_dict(cell) for cell in lesson.cells]
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


@functools.lru_cache(maxsize=1024)  # a lesson's checks are the same in every submission
def asked_names(check_source: str) -> tuple[str, ...]:
    """Return the variables that a check cell hands over."""
    names = [n for n in ast.walk(ast.parse(check_source)) if isinstance(n, ast.Name)]
    stored = {n.id for n in names if isinstance(n.ctx, ast.Store)}
    return tuple(n for n in dict.fromkeys(n.id for n in names) if n not in stored | {"check"})
