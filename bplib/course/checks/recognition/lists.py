"""Relations of lists, of several returned values and of words."""

import itertools
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from bplib.course.checks.recognition.alike import array, same
from bplib.course.checks.recognition.ways import Relation


def of_sequences(mine: Sequence[Any], right: Sequence[Any], rtol: float) -> Relation | None:
    """Return how lists of parts follow from the right ones: in another order, or in pairs."""
    listed = [
        (list(a), list(b))
        for a, b in zip(mine, right, strict=True)
        if isinstance(a, list | tuple) and isinstance(b, list | tuple)
    ]
    if len(listed) < len(mine) or not listed:
        return None
    arrays = [array(b) for _, b in listed]
    if all(found is not None and found.ndim < 2 for found in arrays):
        return None
    ways: list[tuple[str, str, Callable[[list[Any]], Any]]] = [
        (
            "reversed",
            "Your parts are right, in another order. In which order are they asked for?",
            lambda b: b[::-1],
        ),
        (
            "parts reversed inside",
            "Your lists are right, in another order. In which order are they asked for?",
            lambda b: [list(part)[::-1] for part in b if isinstance(part, list | tuple)],
        ),
        (
            "in pairs",
            "What is asked for: a list of pairs, or a pair of lists?",
            lambda b: [list(pair) for pair in zip(*b, strict=False)],
        ),
        (
            "one too few",
            "How many parts are asked for: is one left out at an end?",
            lambda b: b[1:],
        ),
        (
            "one too few",
            "How many parts are asked for: is one left out at an end?",
            lambda b: b[:-1],
        ),
        (
            "the first only",
            "How many parts are asked for, and how many did you return?",
            lambda b: b[0],
        ),
        (
            "the last only",
            "How many parts are asked for, and how many did you return?",
            lambda b: b[-1],
        ),
        (
            "all in one list",
            "Are your parts to stand in one list, or apart?",
            lambda b: [item for part in b for item in (part if isinstance(part, list) else [part])],
        ),
    ]
    for name, question, way in ways:
        try:
            if all(_same_parts(a, way(b), rtol) for a, b in listed) and any(
                not _same_parts(a, b, rtol) for a, b in listed
            ):
                return Relation(name, question)
        except (TypeError, LookupError):
            continue
    for name, question, back in _LEFT:
        try:
            if all(_same_parts(back(a), b, rtol) for a, b in listed):
                return Relation(name, question)
        except (TypeError, LookupError):
            continue
    return None


# Of the returned list, what the right one is.
_LEFT: tuple[tuple[str, str, Callable[[list[Any]], Any]], ...] = (
    (
        "one too many",
        "How many parts are asked for? Is the first or the last of yours one too many?",
        lambda a: a[1:],
    ),
    (
        "one too many",
        "How many parts are asked for? Is the first or the last of yours one too many?",
        lambda a: a[:-1],
    ),
    (
        "lists in a list",
        "Are your parts to stand in one list, or in a list of lists?",
        lambda a: [item for part in a for item in _listed(part)],
    ),
)


def _listed(part: Any) -> list[Any]:
    if not isinstance(part, list | tuple):
        raise TypeError
    return list(part)


def _same_parts(mine: Any, theirs: Any, rtol: float) -> bool:
    if isinstance(mine, list | tuple) and isinstance(theirs, list | tuple):
        return len(mine) == len(theirs) and all(
            _same_parts(x, y, rtol) for x, y in zip(mine, theirs, strict=True)
        )
    return same(mine, theirs, rtol)


def of_words(mine: Sequence[Any], right: Sequence[Any]) -> Relation | None:
    """Return how words or truths follow from the right ones."""
    truths = len(mine) > 1 and all(isinstance(a, bool | np.bool_) for a in (*mine, *right))
    if truths and all(bool(a) is not bool(b) for a, b in zip(mine, right, strict=True)):
        question = "Every answer is turned round. Which of the two does True stand for?"
        return Relation("turned round", question)
    return None


def always_the_same(mine: Sequence[Any], right: Sequence[Any], rtol: float) -> Relation | None:
    """Return whether the inputs change nothing: a fixed answer, or the notebook's own variables."""
    alike = all(_same_parts(mine[0], other, rtol) for other in mine[1:])
    if (
        len(mine) < 3
        or not alike
        or not _says_something(mine[0])
        or all(_same_parts(right[0], b, rtol) for b in right[1:])
    ):
        return None
    question = (
        "Your answer is the same in every case. Does it use what it is given, or a variable of the "
        "notebook?"
    )
    return Relation("always the same", question)


def _says_something(value: Any) -> bool:
    """Whether nothing in a value is NaN, is not there or is of a type that nobody can read."""
    if isinstance(value, list | tuple):
        return all(map(_says_something, value))
    found = array(value)
    return bool(np.isfinite(found).all()) if found is not None else isinstance(value, str | bool)


def exchanged(
    mine: Sequence[dict[str, Any]],
    right: Sequence[dict[str, Any]],
    rtol: float,
    named: bool = False,
) -> Relation | None:
    """Return whether right parts stand in one another's places, and which.

    Parameters
    ----------
    mine, right : sequence of dict
        By case the parts by name.
    rtol : float
        Relative tolerance.
    named : bool
        Whether each was given under its name, so that no order was asked for.

    Returns
    -------
    Relation or None
        The exchange, where there is one.
    """
    names = list(right[0])
    if len(names) < 2 or len(names) > 5 or any(list(parts) != names for parts in (*mine, *right)):
        return None
    for order in itertools.permutations(names):
        if list(order) != names and all(
            same(a[name], b[other], rtol)
            for a, b in zip(mine, right, strict=True)
            for name, other in zip(names, order, strict=True)
        ):
            moved = [name for name, other in zip(names, order, strict=True) if name != other]
            question = f"In which order are {', '.join(moved)} asked for, and in which are yours?"
            if named:
                return Relation("values exchanged", f"Which of {', '.join(moved)} is which?")
            return Relation("order of the parts", question)
    return None


def of_other_parts(
    mine: Sequence[Any], right: Sequence[dict[str, Any]], rtol: float
) -> Relation | None:
    """Return whether the right parts are there, but too few of them, too many, or in a dict.

    Parameters
    ----------
    mine : sequence
        By case what was returned.
    right : sequence of dict
        By case the right parts by name.
    rtol : float
        Relative tolerance.

    Returns
    -------
    Relation or None
        What was done with the parts, where they are right.
    """
    names = list(right[0]) if right else []
    pairs = list(zip(mine, right, strict=True))
    if len(names) > 1:
        for name in names:
            if all(_same_parts(a, b[name], rtol) for a, b in pairs):
                question = f"You return {name} alone. What else is asked for, and in which order?"
                return Relation(f"only {name}", question, "one part only")
        if all(isinstance(a, dict) and _same_values(a, b, rtol) for a, b in pairs):
            return Relation("a dict", "Is a dict asked for, or the values one after another?")
    lengths = {len(a) if isinstance(a, list | tuple) else 0 for a in mine}
    if len(lengths) == 1 and (length := lengths.pop()) > len(names):
        for places in itertools.combinations(range(min(length, 8)), len(names)):
            if all(_same_parts([a[i] for i in places], list(b.values()), rtol) for a, b in pairs):
                question = "You return more than is asked for. Which of your values is it?"
                return Relation("more than is asked for", question)
    return None


def _same_values(mine: dict[str, Any], right: dict[str, Any], rtol: float) -> bool:
    values = list(mine.values())
    return len(values) == len(right) and _same_parts(values, list(right.values()), rtol)
