"""Relations: how wrong values follow from the right ones, whatever the exercise.

Each relation is a function of what is right that gives what was returned, the same one in every
case: transposed, summed over an axis, rounded, of the other sign. So a mistake that no exercise
lists has a name too, and needs no call at all.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from bplib.course.checks.compare import FLOAT32_RTOL
from bplib.course.checks.recognition.alike import Failed, array, same
from bplib.course.checks.recognition.lists import always_the_same, of_sequences, of_words
from bplib.course.checks.recognition.telling import distinct
from bplib.course.checks.recognition.ways import ENTRIES, LEFT, OF_MANY, SHAPES, Relation

Pair = tuple[np.ndarray, np.ndarray]


def relation(mine: Sequence[Any], right: Sequence[Any], rtol: float) -> Relation | None:
    """Return how one part follows from what it should be, in all cases alike.

    Parameters
    ----------
    mine, right : sequence
        The part's value in every case, returned and right; what raised is passed over.
    rtol : float
        Relative tolerance.

    Returns
    -------
    Relation or None
        The first relation that holds in every case and changes something in one.
    """
    returned = [k for k, value in enumerate(mine) if not isinstance(value, Failed)]
    mine, right = [mine[k] for k in returned], [right[k] for k in returned]
    if not mine or any(isinstance(value, Failed) for value in right):
        return None
    flat = _flattened(mine, right)
    pairs = [pair for pair in flat or () if pair[1].size or pair[0].size]
    found = of_sequences(mine, right, rtol)
    if not found and any(a.shape != b.shape for a, b in pairs):
        found = _of_shapes(pairs, rtol)
    elif not found and pairs:
        found = _of_entries(pairs, rtol)
    return found or of_words(mine, right) or always_the_same(mine, right, rtol)


def _flattened(mine: Sequence[Any], right: Sequence[Any]) -> list[Pair] | None:
    """Return all arrays side by side, those in lists too; None where they do not pair up."""
    pairs: list[Pair] = []
    for a, b in zip(mine, right, strict=True):
        x, y = array(a), array(b)
        if x is not None and y is not None:
            pairs.append((x, y))
        elif isinstance(a, np.ndarray) and a.dtype == bool and y is not None:
            pairs.append((a, y))
        elif isinstance(a, list | tuple) and isinstance(b, list | tuple) and len(a) == len(b):
            inside = _flattened(a, b)
            if inside is None:
                return None
            pairs += inside
        else:
            return None
    return pairs


def _holds(
    pairs: Sequence[Pair],
    ways: Callable[[np.ndarray], Iterator[np.ndarray]],
    rtol: float,
    back: bool = False,
) -> bool:
    """Whether one of some ways leads from the right value to the returned one, the same in all."""
    changed = False
    possible: set[int] | None = None
    for a, b in pairs:
        start, goal = (a, b) if back else (b, a)
        if a.shape == b.shape and same(a, b, rtol):
            continue
        changed = True
        with np.errstate(all="ignore"):
            here = {i for i, way in enumerate(ways(start)) if same(goal, np.asarray(way), rtol)}
        possible = here if possible is None else possible & here
        if not possible:
            return False
    return changed


def _of_shapes(pairs: Sequence[Pair], rtol: float) -> Relation | None:
    for name, question, ways in SHAPES:
        if _holds(pairs, ways, rtol):
            return Relation(name, question)
    for name, question, ways in LEFT:
        if _holds(pairs, ways, rtol, back=True):
            return Relation(name, question)
    return None


def _of_entries(pairs: Sequence[Pair], rtol: float) -> Relation | None:
    if any(a.dtype == bool for a, _ in pairs):
        alike = all((a == (b != 0)).all() for a, b in pairs)
        question = "You return True and False. Are these asked for, or numbers?"
        return Relation("booleans", question) if alike else None
    bad = [(a, b) for a, b in pairs if not same(a, b, rtol)]
    if not bad or not all(np.isfinite(b).all() for _, b in bad):
        return None
    finite = all(np.isfinite(a).all() for a, _ in bad)
    if any("c" in (a.dtype.kind, b.dtype.kind) for a, b in pairs):
        return _factor(pairs)
    several = sum(b.size for _, b in pairs) > 2
    if several and all(np.abs(a).max() <= 1e-12 * np.abs(b).max() for a, b in pairs if b.size):
        return Relation(
            "zeros",
            "All of your values are 0. Which line is to make them anything else, and does it?",
        )
    with np.errstate(all="ignore"):
        for name, question, way in _that_fit_an_entry(*bad[0], rtol):
            close = 1e-12 if name.startswith("rounded to") else rtol
            if all(same(a, np.asarray(way(b)), close) for a, b in pairs) and (
                name == "sign turned"
                or (several and name in ("zeros", "ones"))
                or sum(len(distinct(b)) for _, b in pairs) > 2
            ):
                return Relation(name, question, "rounded" * name.startswith("rounded to"))
    if not finite:
        return None
    return _factor(pairs) or _shift(pairs, rtol) or _count(pairs, rtol) or _edges(pairs, rtol)


def _that_fit_an_entry(
    a: np.ndarray, b: np.ndarray, rtol: float
) -> Iterator[tuple[str, str, Callable[[np.ndarray], Any]]]:
    """Yield the ways that lead from one entry of the right array to that of the returned one.

    The entry that is farthest off refuses most of them, at the price of one number.
    """
    if not np.isfinite(a).all():
        yield from ENTRIES
        return
    place = int(np.argmax(np.abs(a - b)))
    mine, right = float(a.flat[place]), np.asarray(b.flat[place], dtype=float)
    rtol = max(rtol, FLOAT32_RTOL) if a.dtype.itemsize < 8 else rtol
    room = 2 * rtol * float(np.abs(a).max())
    for name, question, way in ENTRIES:
        if name in OF_MANY or abs(mine - float(way(right))) <= room:
            yield name, question, way


def _factor(pairs: Sequence[Pair]) -> Relation | None:
    """Whether every value is the same number times the right one, entry by entry."""
    ratios = np.concatenate([(a[b != 0] / b[b != 0]).ravel() for a, b in pairs if a.size])
    if len(ratios) < 2:
        return None
    factor = _middle(ratios)
    if not factor or abs(factor - 1) < 1e-3 or not np.isfinite(factor):
        return None
    if any((np.abs(a - factor * b) > 1e-6 * np.abs(factor * b)).any() for a, b in pairs):
        return None
    question = f"Every value is {factor:.6g} times what is asked for. Where can that come from?"
    for base in (2, 10):
        if abs(abs(factor) * np.log(base) - 1) < 1e-6:
            question = (
                f"Every value is {factor:.6g} times what is asked for, and 1/ln {base} is "
                f"{1 / np.log(base):.6g}. Which base has your logarithm?"
            )
    return Relation(f"{factor:.6g} times", question, "a factor")


def _middle(values: np.ndarray) -> float:
    """Return the value in the middle; `np.median` would load masked arrays for it."""
    return float(np.sort(values)[len(values) // 2].real)


def _shift(pairs: Sequence[Pair], rtol: float) -> Relation | None:
    """Whether every value is off by the same number."""
    apart = np.concatenate([(a - b).ravel() for a, b in pairs if a.size])
    if len(apart) < 2 or np.ptp(apart) > max(rtol, 1e-9) * np.abs(apart).max():
        return None
    shift = _middle(apart)
    question = f"Every value is off by {shift:+.6g}. What was added, or left out?"
    return Relation(f"off by {shift:+.6g}", question, "off by a number")


def _count(pairs: Sequence[Pair], rtol: float) -> Relation | None:
    """Whether every value is off by a count of rows, columns or entries: a mean for a sum."""
    if not all(a.ndim and a.size for a, _ in pairs):
        return None
    for counted, what in (
        (lambda b: len(b), "rows"),
        (lambda b: b.shape[-1], "columns"),
        (lambda b: b.size, "entries"),
    ):
        for power, did in ((-1, "divided"), (1, "multiplied")):
            if len({counted(b) for _, b in pairs}) > 1 and all(
                same(a, b * float(counted(b)) ** power, rtol) for a, b in pairs
            ):
                question = f"You have {did} by the number of {what}. Does the rule?"
                return Relation(f"{did} by the number of {what}", question)
    return None


def _edges(pairs: Sequence[Pair], rtol: float) -> Relation | None:
    """Whether all values are right but for those beyond a limit, which are the limit."""
    mine = np.concatenate([a.ravel() for a, _ in pairs]).astype(float)
    right = np.concatenate([b.ravel() for _, b in pairs]).astype(float)
    if len(mine) < 6:
        return None
    low, high = float(mine.min()), float(mine.max())
    cut = np.clip(right, low, high)
    beyond = (right < low) | (right > high)
    if beyond.any() and not beyond.all() and np.allclose(mine, cut, rtol=max(rtol, 1e-9), atol=0):
        inside = ~beyond
        if len(distinct(right[inside])) > 2:
            limits = [f"{low:.6g}"] * bool((right < low).any())
            limits += [f"{high:.6g}"] * bool((right > high).any())
            question = f"None of your values goes beyond {' or '.join(limits)}. What cuts them off?"
            return Relation("cut off", question)
    return None
