"""Arrays that differ, beside each other: yours and the expected one, in a few lines of text."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from bplib.course.checks.showing import Entries

MOST_ROWS = 6  # with the count and the heads these are eight lines
MOST_COLUMNS = 8
WIDTH = 76  # characters, of the longest line
MARK = "≠"


def beside(entries: Entries, named: Callable[[str], str] = str) -> list[str]:
    """Return how many entries differ, then yours beside the expected ones, differing ones marked.

    Of large arrays only the surroundings of the first difference are shown; of one with three
    axes or more, the matrix of its last two that holds it.

    Parameters
    ----------
    entries : Entries
        The arrays, of any shape with more than one entry.
    named : callable
        ``named(place)`` returns what a place such as ``"[0][2]"`` is called.

    Returns
    -------
    list of str
        At most eight lines. The first is a sentence, the others are columns of a table.
    """
    place, mine, right, same = entries
    first = tuple(int(i) for i in np.argwhere(~same)[0])
    lead = first[:-2] if mine.ndim > 1 else ()
    mine, right, same = (
        part[lead] if mine.ndim > 1 else part[:, np.newaxis] for part in (mine, right, same)
    )
    at = (*first, 0)[len(lead) : len(lead) + 2]
    rows = _around(at[0], len(same), MOST_ROWS)
    labels = [named(f"{place}[{', '.join(map(str, (*lead, row)))}]") for row in rows]
    room = WIDTH - max(map(len, labels)) - 5
    for most in range(min(MOST_COLUMNS, same.shape[1]), 0, -1):
        columns = _around(at[1], same.shape[1], most)
        parts = tuple(
            part[rows.start : rows.stop, columns.start : columns.stop]
            for part in (mine, right, same)
        )
        texts = _texts(*parts)
        widths = [max(len(text) for row in side for text in row) for side in texts]
        if most * sum(width + 2 for width in widths) <= room:
            break
    cut = f"[:, {columns.start}:{columns.stop}]" if most < same.shape[1] else ""
    heads = f"yours{cut}", f"expected{cut}"
    marks = [[" " if ok else MARK for ok in row] for row in parts[2]]
    return [_counted(entries.same), *_table(labels, heads, texts, widths, marks)]


def _counted(same: np.ndarray) -> str:
    differing = int((~same).sum())
    return f"{differing:,} of {same.size:,} entries differ{'s' * (differing == 1)}"


def _around(place: int, size: int, most: int) -> range:
    """Return at most so many places around one, which is the first or the second of them."""
    start = max(0, min(place - (most > 1), size - most))
    return range(start, min(start + most, size))


def _texts(
    mine: np.ndarray, right: np.ndarray, same: np.ndarray
) -> tuple[list[list[str]], list[list[str]]]:
    """Return both sides as text, with as many digits as tell all differing entries apart."""
    for digits in range(5, 18):
        texts = _written(mine, digits), _written(right, digits)
        if all(ok or a != b for a, b, ok in zip(*map(_flat, texts), same.ravel(), strict=True)):
            break
    return texts


def _written(numbers: np.ndarray, digits: int) -> list[list[str]]:
    if numbers.dtype.kind in "fc":
        return [[f"{number:.{digits}g}" for number in row] for row in numbers.tolist()]
    return [[str(number) for number in row] for row in numbers.tolist()]


def _flat(rows: Sequence[Sequence[Any]]) -> list[Any]:
    return [item for row in rows for item in row]


def _table(
    labels: list[str],
    heads: tuple[str, str],
    texts: tuple[list[list[str]], list[list[str]]],
    widths: list[int],
    marks: list[list[str]],
) -> list[str]:
    """Return a line of heads, then one for each row: its label, yours with marks, the right one."""
    sides = []
    for rows, width, signs in ((texts[0], widths[0], marks), (texts[1], widths[1], None)):
        sides.append(
            [
                " ".join(
                    f"{signs[i][j] if signs else ''}{text}".rjust(width + 1)
                    for j, text in enumerate(row)
                )
                for i, row in enumerate(rows)
            ]
        )
    first, second = (max(map(len, [*side, head])) for side, head in zip(sides, heads, strict=True))
    left = max(map(len, labels))
    lines = [(" " * left, *heads), *zip(labels, *sides, strict=True)]
    return [
        f"{label:<{left}}  {mine:<{first}}   {right:<{second}}".rstrip()
        for label, mine, right in lines
    ]
