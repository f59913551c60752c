"""Relations: how wrong values follow from the right ones, whatever the exercise.

Each relation is a function of what is right that gives what was returned, the same one in every
case: transposed, summed over an axis, rounded, of the other sign. So a mistake that no exercise
lists has a name too, and needs no call at all.
"""

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from bplib.course.checks.trial import Failed, array, same

Pair = tuple[np.ndarray, np.ndarray]


@dataclass(frozen=True)
class Relation:
    """What makes the returned values from the right ones.

    Attributes
    ----------
    name, question : str
        The mistake in a few words, and what to ask.
    """

    name: str
    question: str


def _axes(right: np.ndarray) -> Iterator[int | None]:
    if right.ndim > 1:
        yield from range(right.ndim)
    yield None


def _reduced(how: Callable[..., Any]) -> Callable[[np.ndarray], Iterator[np.ndarray]]:
    """Return the ways to reduce the right value, with and without the axis kept."""

    def ways(right: np.ndarray) -> Iterator[np.ndarray]:
        for axis in _axes(right) if right.ndim else ():
            yield how(right, axis=axis)
            if axis is not None:
                yield how(right, axis=axis, keepdims=True)

    return ways


_SHAPES: tuple[tuple[str, str, Callable[[np.ndarray], Iterator[np.ndarray]]], ...] = (
    (
        "transposed",
        "Which axis are the rows of your result, and which the columns?",
        lambda right: iter([right.T, right.swapaxes(-1, -2)] if right.ndim > 1 else []),
    ),
    (
        "an axis more",
        "Your numbers are right. How many axes does the result have that is asked for?",
        lambda right: (np.expand_dims(right, axis) for axis in range(right.ndim + 1)),
    ),
    (
        "an axis lost",
        "Your numbers are right. How many axes does the result have that is asked for, and how "
        "many are left of it where one of them has length 1?",
        lambda right: iter([right.squeeze(), right.ravel()]),
    ),
    (
        "summed",
        "Over which axis did you add, and is a sum asked for there?",
        _reduced(np.sum),
    ),
    (
        "averaged",
        "Over which axis did you take a mean, and is one asked for there?",
        _reduced(np.mean),
    ),
    (
        "the first only",
        "How many entries has the result, and for which of them does yours speak?",
        lambda right: iter([right[0], right[:1]] if right.ndim and len(right) else []),
    ),
    (
        "the last only",
        "How many entries has the result, and for which of them does yours speak?",
        lambda right: iter([right[-1], right[-1:]] if right.ndim and len(right) else []),
    ),
    (
        "one entry too few",
        "How many entries has the result that is asked for: is the first or the last left out?",
        lambda right: iter([right[1:], right[:-1]] if right.ndim and len(right) > 1 else []),
    ),
    (
        "the largest only",
        "Is one number asked for, or one for every entry?",
        _reduced(np.max),
    ),
)

# Of the returned value, what the right one is: what was left to do.
_LEFT: tuple[tuple[str, str, Callable[[np.ndarray], Iterator[np.ndarray]]], ...] = (
    (
        "not summed",
        "Your result has an entry for each term. What is to be done with the terms?",
        _reduced(np.sum),
    ),
    (
        "not averaged",
        "Your result has an entry for each sample. What is asked for: those, or their mean?",
        _reduced(np.mean),
    ),
    (
        "an entry too many",
        "How many entries has the result that is asked for: is one too many at an end?",
        lambda mine: iter([mine[1:], mine[:-1]] if mine.ndim and len(mine) > 1 else []),
    ),
)

_ENTRIES: tuple[tuple[str, str, Callable[[np.ndarray], Any]], ...] = (
    ("sign turned", "Every value has the opposite sign. Which direction is uphill?", np.negative),
    (
        "first axis reversed",
        "Your entries are right, in another order. In which order are they asked for?",
        lambda right: right[::-1] if right.ndim else right,
    ),
    (
        "last axis reversed",
        "Your entries are right, in another order. In which order are they asked for?",
        lambda right: right[..., ::-1] if right.ndim > 1 else right,
    ),
    (
        "transposed",
        "Which axis are the rows of your result, and which the columns?",
        lambda right: right.T if right.ndim > 1 and len(set(right.shape)) == 1 else right,
    ),
    (
        "column-major order",
        "Your entries are right, in another order. Row by row, or column by column?",
        lambda right: right.ravel(order="F").reshape(right.shape) if right.ndim > 1 else right,
    ),
    (
        "sorted",
        "Your entries are right, in another order. Who asked for sorted ones?",
        lambda right: np.sort(right, axis=0) if right.ndim else right,
    ),
    ("without sign", "Where did the signs of your values go?", np.abs),
    ("squared", "Every value is the square of what is asked for. Where is it squared?", np.square),
    (
        "root taken",
        "Every value is the root of what is asked for. Where is a root taken?",
        lambda right: np.sqrt(np.abs(right)),
    ),
    (
        "one minus the value",
        "You give what is missing to 1. Is that asked for, or the rest?",
        lambda right: 1 - right,
    ),
    (
        "turned over",
        "Every value is 1 divided by what is asked for. Which of the two is above the line?",
        lambda right: 1 / right,
    ),
    (
        "sigmoid applied",
        "Your values are σ of what is asked for. Is an activation asked for?",
        lambda right: 0.5 * (1 + np.tanh(0.5 * right)),
    ),
    (
        "tanh applied",
        "Your values are tanh of what is asked for. Is an activation asked for?",
        np.tanh,
    ),
    ("logarithm", "You give logarithms. Are these asked for?", lambda right: np.log(np.abs(right))),
    ("exponential", "You give e to what is asked for. Is one `exp` too many?", np.exp),
    (
        "only the positive part",
        "What became of the negative values?",
        lambda right: np.maximum(right, 0),
    ),
    (
        "normalised",
        "Your rows add up to 1. Is that asked for?",
        lambda right: right / right.sum(axis=-1, keepdims=True) if right.ndim else right,
    ),
    ("only the signs", "Only the signs are left of your values. Where did the sizes go?", np.sign),
    (
        "zeros",
        "All of your values are 0. Which factor makes them so?",
        np.zeros_like,
    ),
    ("ones", "All of your values are 1. What should they depend on?", np.ones_like),
    (
        "rounded down",
        "The parts after the point are gone. Which operation, or which type of array, drops them?",
        np.floor,
    ),
    (
        "cut to whole numbers",
        "The parts after the point are gone. Which operation, or which type of array, drops them?",
        np.trunc,
    ),
    *(
        (
            f"rounded to {digits} digits",
            f"Your values are rounded to {digits} digits after the point. Who needs them rounded?",
            lambda right, digits=digits: np.round(right, digits),
        )
        for digits in range(9)
    ),
)


def relation(mine: Sequence[Any], right: Sequence[Any], rtol: float) -> Relation | None:
    """Return how one part follows from what it should be, in all cases alike.

    Parameters
    ----------
    mine, right : sequence
        The part's value in every case, returned and right.
    rtol : float
        Relative tolerance.

    Returns
    -------
    Relation or None
        The first relation that holds in every case and changes something in one.
    """
    if any(isinstance(value, Failed) for value in (*mine, *right)):
        return None
    found = _of_sequences(mine, right, rtol)
    if found:
        return found
    flat = _flattened(mine, right)
    if flat is None:
        return _of_words(mine, right)
    pairs = [pair for pair in flat if pair[1].size or pair[0].size]
    if not pairs:
        return None
    if any(a.shape != b.shape for a, b in pairs):
        return _of_shapes(pairs, rtol)
    return _of_entries(pairs, rtol)


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
    for name, question, ways in _SHAPES:
        if _holds(pairs, ways, rtol):
            return Relation(name, question)
    for name, question, ways in _LEFT:
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
    varied = sum(len(np.unique(b)) for _, b in pairs) > 2
    first = bad[0]
    for name, question, way in _ENTRIES:
        with np.errstate(all="ignore"):
            close = 1e-12 if name.startswith("rounded to") else rtol
            if (
                same(first[0], np.asarray(way(first[1])), close)
                and all(same(a, np.asarray(way(b)), close) for a, b in pairs)
                and (varied or name in ("sign turned", "zeros", "ones"))
            ):
                return Relation(name, question)
    if not finite:
        return None
    return _factor(pairs, rtol) or _shift(pairs, rtol) or _count(pairs, rtol) or _edges(pairs, rtol)


def _factor(pairs: Sequence[Pair], rtol: float) -> Relation | None:
    """Whether every value is the same number times the right one, entry by entry."""
    ratios = np.concatenate([(a[b != 0] / b[b != 0]).ravel() for a, b in pairs if a.size])
    if len(ratios) < 2:
        return None
    factor = float(np.median(ratios))
    if not factor or abs(factor - 1) < 1e-3 or not np.isfinite(factor):
        return None
    if any((np.abs(a - factor * b) > 1e-6 * np.abs(factor * b)).any() for a, b in pairs):
        return None
    question = f"Every value is {factor:.6g} times what is asked for. Where can that come from?"
    return Relation(f"{factor:.6g} times", question)


def _shift(pairs: Sequence[Pair], rtol: float) -> Relation | None:
    """Whether every value is off by the same number."""
    apart = np.concatenate([(a - b).ravel() for a, b in pairs if a.size])
    if len(apart) < 2 or np.ptp(apart) > max(rtol, 1e-9) * np.abs(apart).max():
        return None
    shift = float(np.median(apart))
    question = f"Every value is off by {shift:+.6g}. What was added, or left out?"
    return Relation(f"off by {shift:+.6g}", question)


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
        if len(np.unique(right[inside])) > 2:
            limits = [f"{low:.6g}"] * bool((right < low).any())
            limits += [f"{high:.6g}"] * bool((right > high).any())
            question = f"None of your values goes beyond {' or '.join(limits)}. What cuts them off?"
            return Relation("cut off", question)
    return None


def _of_sequences(mine: Sequence[Any], right: Sequence[Any], rtol: float) -> Relation | None:
    """Return how lists of parts follow from the right ones: in another order, or in pairs."""
    listed = [
        (list(a), list(b))
        for a, b in zip(mine, right, strict=True)
        if isinstance(a, list | tuple) and isinstance(b, list | tuple)
    ]
    if len(listed) < len(mine) or not listed:
        return None
    if all(array(b) is not None and np.ndim(array(b)) < 2 for _, b in listed):
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
        except TypeError:
            continue
    return None


def _same_parts(mine: Any, theirs: Any, rtol: float) -> bool:
    if isinstance(mine, list | tuple) and isinstance(theirs, list | tuple):
        return len(mine) == len(theirs) and all(
            _same_parts(x, y, rtol) for x, y in zip(mine, theirs, strict=True)
        )
    return same(mine, theirs, rtol)


def _of_words(mine: Sequence[Any], right: Sequence[Any]) -> Relation | None:
    """Return how words or truths follow from the right ones."""
    if len(mine) > 1 and all(isinstance(a, bool | np.bool_) for a in (*mine, *right)):
        if all(bool(a) is not bool(b) for a, b in zip(mine, right, strict=True)):
            question = "Every answer is turned round. Which of the two does True stand for?"
            return Relation("turned round", question)
    if len(mine) > 2 and all(isinstance(a, str | bool | int) for a in mine) and len(set(mine)) == 1:
        if len(set(map(str, right))) > 1:
            question = f"Your answer is {mine[0]!r} in every case. What should it depend on?"
            return Relation("always the same", question)
    return None


def exchanged(
    mine: Sequence[dict[str, Any]], right: Sequence[dict[str, Any]], rtol: float
) -> Relation | None:
    """Return whether right parts stand in one another's places, and which.

    Parameters
    ----------
    mine, right : sequence of dict
        By case the parts by name.
    rtol : float
        Relative tolerance.

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
            return Relation("order of the parts", question)
    return None


# Of one number so much can be said that only what people do counts.
_NUMBERS: tuple[tuple[str, str, Callable[[float], float]], ...] = (
    ("sign turned", "Which sign has this number?", lambda v: -v),
    ("doubled", "Your number is twice as large. Where does a 2 come from?", lambda v: 2 * v),
    ("halved", "Your number is half as large. Where does a 2 go?", lambda v: v / 2),
    ("times 3", "Your number is three times as large. Where does a 3 come from?", lambda v: 3 * v),
    ("a third", "Your number is a third. Where does a 3 go?", lambda v: v / 3),
    ("times 4", "Your number is four times as large. Where does a 4 come from?", lambda v: 4 * v),
    ("a quarter", "Your number is a quarter. Where does a 4 go?", lambda v: v / 4),
    ("times 10", "Is the point where it belongs?", lambda v: 10 * v),
    ("a tenth", "Is the point where it belongs?", lambda v: v / 10),
    ("per cent", "Is a share asked for, or per cent?", lambda v: 100 * v),
    ("a hundredth", "Is a share asked for, or per cent?", lambda v: v / 100),
    ("squared", "You give the square. Is it asked for?", lambda v: v * v),
    ("root taken", "You give the root. Is it asked for?", lambda v: abs(v) ** 0.5),
    ("one minus the value", "You give what is missing to 1. Is it asked for?", lambda v: 1 - v),
    ("one more", "Your number is larger by 1. What is counted, and from where?", lambda v: v + 1),
    ("one less", "Your number is smaller by 1. What is counted, and from where?", lambda v: v - 1),
    ("turned over", "Which of the two is above the line?", lambda v: 1 / v if v else v),
    (
        "to base 2",
        "Which logarithm has the slope 1/a: that to base 2, or the natural one?",
        lambda v: v / np.log(2),
    ),
    (
        "to base 10",
        "Which logarithm has the slope 1/a: that to base 10, or the natural one?",
        lambda v: v / np.log(10),
    ),
    (
        "not to base 2",
        "Which base does the logarithm have that is asked for?",
        lambda v: v * np.log(2),
    ),
)


def of_a_number(
    mine: Any, right: Any, others: dict[str, Any], alike: Callable[[Any, Any], bool]
) -> Relation | None:
    """Return how one named number follows from the right one, or from another one's.

    Parameters
    ----------
    mine, right : object
        The returned and the right number.
    others : dict of str to object
        The other right numbers, by name.
    alike : callable
        ``alike(mine, other)`` says whether two numbers are alike in the digits given.

    Returns
    -------
    Relation or None
        The first relation that holds.
    """
    numeric = all(
        isinstance(v, int | float | np.number) and not isinstance(v, bool) for v in (mine, right)
    )
    for name, other in others.items():
        if alike(mine, other) and not (numeric and float(mine) in (0.0, 1.0)):
            question = f"You give what is asked for as {name}. Which is which?"
            return Relation(f"{name} for it", question)
    if not numeric:
        return None
    value = float(right)
    for digits in (1, 2, 3):
        for cut, form in ((False, f"{value:.{digits}g}"), (True, _cut(value, digits))):
            if float(mine) == float(form):
                asked = "cut off" if cut else "rounded"
                question = f"You give {digits} digit{'s' * (digits > 1)}. How many are asked for?"
                return Relation(f"{asked} after {digits} digits", question)
    for name, question, way in _NUMBERS:
        if alike(mine, way(value)):
            return Relation(name, question)
    return None


def _cut(value: float, digits: int) -> str:
    """Return a number with so many significant digits, the rest cut off."""
    if not value or not np.isfinite(value):
        return "nan"
    unit = 10.0 ** (np.floor(np.log10(abs(value))) - digits + 1)
    return f"{np.trunc(value / unit) * unit:.{digits}g}"
