"""Bringing what somebody wrote in a lesson into another version of it, so that nothing is lost.

A cell of the course is known by its id, an answer also by its exercise's name. What the learner
changed stays; what the course changed as well stands beside it; cells of the learner's own come
after the cell that they stood after.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import nbformat
from nbformat import NotebookNode

from bplib.course.workspace.values import filled_in

KEPT = "bplib-kept"
GONE = "Yours, kept from before an update. The course does not have this cell any more."
CHANGED = "Yours, kept from before an update. The course has changed the cell above."
ELSEWHERE = "Yours, from the copy that was brought in. The cell above reads otherwise here."
NOWHERE = "Yours, from the copy that was brought in. It has no place here."
NOW = "The course has changed the cell above, and your answer stays in it. The course's now reads:"


@dataclass(frozen=True)
class Carried:
    """A lesson with what somebody wrote in it.

    Attributes
    ----------
    notebook : NotebookNode
        The lesson.
    answers, own : int
        How many cells of the course hold what the learner wrote, and how many are the learner's.
    beside : tuple of str
        Ids of the course's cells below which something was put that had no place; "" at the top.
    """

    notebook: NotebookNode
    answers: int
    own: int
    beside: tuple[str, ...]


def carry(
    base: NotebookNode | None,
    mine: NotebookNode,
    new: NotebookNode,
    *,
    answers_stay: bool = True,
) -> Carried:
    """Carry what somebody wrote in a lesson over into another version of the lesson.

    Parameters
    ----------
    base : NotebookNode or None
        The lesson as it was handed out to the learner. Where nobody knows it any more, all text and
        given code that differs is put beside the other version's.
    mine : NotebookNode
        What the learner made of it.
    new : NotebookNode
        The other version: a newer lesson, or the learner's second copy.
    answers_stay : bool
        Whether the learner's answer stays in place where the other version's cell differs too.

    Returns
    -------
    Carried
        The other version's cells in its order, each with what the learner wrote in it.
    """
    with_ids(new)
    known_base, base = base is not None, base or new
    changed, gone = (CHANGED, GONE) if answers_stay else (ELSEWHERE, NOWHERE)
    old = {cell.id: cell for cell in base.cells}
    fresh = {cell.id: cell for cell in new.cells}
    there = _places(base.cells, new.cells)
    result = dict(fresh)
    after: dict[str, list[NotebookNode]] = {"": []}
    answers, beside = 0, []
    at = ""
    for cell, known in zip(mine.cells, _recognised(mine.cells, base.cells), strict=True):
        place = there.get(known, "")
        at = place or at
        following = after.setdefault(at, [])
        if not known:
            following.append(_own(cell))
        elif place and (_same(cell, old[known]) or not cell.source.strip()):
            result[place] = _with_outputs(fresh[place], cell)
        elif place:
            stays = answers_stay and is_answer(fresh[place])
            sure = known_base or is_answer(fresh[place])
            at_stake = (cell, old[known], fresh[place])
            result[place], put = _merged(*at_stake, changed, stays=stays, sure=sure)
            following += put
            beside += [at] * bool(put)
            answers += not put or stays
        elif not _same(cell, old[known]) and cell.source.strip():
            following.append(_kept(cell, gone))
            beside.append(at)
    cells = list(_in_order(after, result, new.cells))
    _name_apart(cells, {id(cell) for cell in result.values()}, fresh)
    notebook = nbformat.from_dict({**new, "metadata": {**mine.metadata, **new.metadata}})
    notebook.cells = cells
    own = sum(KEPT not in cell.metadata.get("tags", ()) for cell in cells) - len(fresh)
    return Carried(notebook, answers, max(own, 0), tuple(beside))


def with_ids(notebook: NotebookNode) -> None:
    """Give every cell an id that has none, or one that stands in the notebook already."""
    taken: set[str] = set()
    for number, cell in enumerate(notebook.cells):
        if not cell.get("id") or cell.id in taken:
            cell.id = f"cell-{_digest(cell, str(number))}"
        taken.add(cell.id)


def is_answer(cell: NotebookNode) -> bool:
    """Whether a cell is one that learners write an answer in."""
    return bool(cell.metadata.get("nbgrader", {}).get("solution"))


def _places(base: list[NotebookNode], new: list[NotebookNode]) -> dict[str, str]:
    """Return by the id of a cell the id of its place in another version; none where it is gone."""
    by_grade = {_grade_id(cell): cell.id for cell in new if _grade_id(cell)}
    ids = {cell.id for cell in new}
    found = {}
    for cell in base:
        place = cell.id if cell.id in ids else by_grade.get(_grade_id(cell), "")
        if place:
            found[cell.id] = place
    return found


def _recognised(mine: list[NotebookNode], base: list[NotebookNode]) -> list[str]:
    """Return for each cell which one of the course's it is, by its id; "" where it is none.

    By its id first; where a program dropped the ids, by its exercise, then by what stands in it.
    """
    found = [""] * len(mine)
    free = {cell.id: cell for cell in base}
    for key in (_id, _grade_id, _text):
        by_key: dict[object, list[str]] = {}
        for cell in free.values():
            by_key.setdefault(key(cell), []).append(cell.id)
        for k, cell in enumerate(mine):
            known = by_key.get(key(cell)) if key(cell) and not found[k] else None
            if known:
                found[k] = known.pop(0)
                free.pop(found[k])
    return found


def _id(cell: NotebookNode) -> str:
    return str(cell.get("id", ""))


def _grade_id(cell: NotebookNode) -> str:
    return str(cell.metadata.get("nbgrader", {}).get("grade_id", ""))


def _text(cell: NotebookNode) -> tuple[str, str]:
    return cell.cell_type, cell.source


def _written(cell: NotebookNode | None) -> object:
    """Return all that somebody can write in a cell."""
    if cell is None:
        return None
    return cell.cell_type, cell.source, str(cell.get("attachments") or "")


def _same(one: NotebookNode, other: NotebookNode) -> bool:
    return _written(one) == _written(other)


def _merged(
    cell: NotebookNode,
    old: NotebookNode,
    fresh: NotebookNode,
    changed: str,
    *,
    stays: bool,
    sure: bool,
) -> tuple[NotebookNode, list[NotebookNode]]:
    """Return what stands in a cell that the learner changed, and what is put beside it.

    Whether it was the learner who changed it is `sure` where the old version is known. What
    `changed` says stands above a cell that had to give way.
    """
    if (sure and _same(old, fresh)) or _same(cell, fresh):
        return _in_place(cell, old, fresh), []
    filled = filled_in(cell.source, old.source, fresh.source)
    if filled is not None:
        return nbformat.from_dict({**fresh, "source": filled}), []
    if stays:
        return _in_place(cell, old, fresh), [_beside(fresh, NOW)]
    return fresh, [_kept(cell, changed)]


def _in_place(cell: NotebookNode, old: NotebookNode, fresh: NotebookNode) -> NotebookNode:
    """Return the learner's cell in the place of one of the course's."""
    added = {key: value for key, value in cell.metadata.items() if key not in old.metadata}
    metadata = {**added, **fresh.metadata}
    return nbformat.from_dict({**cell, "id": fresh.id, "metadata": metadata})


def _with_outputs(fresh: NotebookNode, cell: NotebookNode) -> NotebookNode:
    """Return one of the course's cells, with what running it showed where it is the same."""
    if fresh.cell_type == "code" and _same(fresh, cell):
        shown = {"outputs": cell.outputs, "execution_count": cell.execution_count}
        return nbformat.from_dict({**fresh, **shown})
    return fresh


def _own(cell: NotebookNode) -> NotebookNode:
    """Return a cell of the learner's own; a copy of an exercise's cell is not the exercise."""
    metadata = {key: value for key, value in cell.metadata.items() if key != "nbgrader"}
    for lock in ("deletable", "editable"):
        metadata.pop(lock, None)
    return nbformat.from_dict({**cell, "id": _id(cell) or _digest(cell), "metadata": metadata})


def _kept(cell: NotebookNode, why: str) -> NotebookNode:
    """Return what had no place any more: text as text, code so that it does not run."""
    if cell.cell_type == "markdown":
        return nbformat.from_dict({**_beside(cell, why), "cell_type": "markdown"})
    return _beside(cell, why)


def _beside(cell: NotebookNode, why: str) -> NotebookNode:
    kept = {
        "cell_type": "raw",
        "id": f"kept-{_digest(cell, why)}",
        "metadata": {"tags": [KEPT]},
        "source": f"{why}\n\n{cell.source}",
    }
    if cell.get("attachments"):
        kept["attachments"] = cell.attachments
    return nbformat.from_dict(kept)


def _digest(cell: NotebookNode, *more: str) -> str:
    text = "\0".join((_id(cell), cell.cell_type, cell.source, *more))
    return hashlib.sha256(text.encode(errors="replace")).hexdigest()[:16]


def _in_order(
    after: dict[str, list[NotebookNode]],
    result: dict[str, NotebookNode],
    new: Iterable[NotebookNode],
) -> Iterator[NotebookNode]:
    yield from after[""]
    for cell in new:
        yield result[cell.id]
        yield from after.get(cell.id, [])


def _name_apart(
    cells: list[NotebookNode], course: set[int], fresh: dict[str, NotebookNode]
) -> None:
    """Give every cell an id that no other has; the course's keep theirs, doubles are left out."""
    taken = set(fresh)
    doubles = []
    for k, cell in enumerate(cells):
        if id(cell) in course:
            continue
        if _same(cell, fresh.get(cell.id, NotebookNode(cell_type="", source=""))):
            doubles.append(k)
            continue
        name, number = cell.id[:50], 1
        while cell.id in taken:
            number += 1
            cell.id = f"{name}-{number}"
        taken.add(cell.id)
    for k in reversed(doubles):
        del cells[k]
