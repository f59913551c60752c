"""What people do to right values, in tables: to whole arrays, and to every entry."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Relation:
    """What makes the returned values from the right ones.

    Attributes
    ----------
    name, question : str
        The mistake in a few words, and what to ask.
    counted_as : str
        What it is counted as where its name holds a number or another value's name.
    """

    name: str
    question: str
    counted_as: str = ""


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


SHAPES: tuple[tuple[str, str, Callable[[np.ndarray], Iterator[np.ndarray]]], ...] = (
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
        "a number alone",
        "Your number is right, and stands alone. Is it asked for so, or in a list or an array of "
        "one?",
        lambda right: iter([right.reshape(())] if right.ndim and right.size == 1 else []),
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
LEFT: tuple[tuple[str, str, Callable[[np.ndarray], Iterator[np.ndarray]]], ...] = (
    (
        "repeated",
        "The same numbers stand in your result several times. How often is each asked for?",
        lambda mine: (
            mine.take(0, axis)
            for axis in range(mine.ndim)
            if mine.shape[axis] > 1 and (mine == mine.take([0], axis)).all()
        ),
    ),
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
        "How many entries has the result that is asked for? Is the first or the last of yours one "
        "too many?",
        lambda mine: iter([mine[1:], mine[:-1]] if mine.ndim and len(mine) > 1 else []),
    ),
)


ENTRIES: tuple[tuple[str, str, Callable[[np.ndarray], Any]], ...] = (
    (
        "sign turned",
        "Every value has the opposite sign. Where does the rule have a minus, and where not?",
        np.negative,
    ),
    ("ones", "All of your values are 1. What should they depend on?", np.ones_like),
    (
        "the sum everywhere",
        "Every entry of yours is what all the right ones add up to. Over what is the sum to be "
        "taken?",
        lambda right: np.full_like(right, right.sum()) if right.ndim else right,
    ),
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
        "filled column by column",
        "Your entries are right, in another order. Row by row, or column by column?",
        lambda right: right.ravel().reshape(right.shape, order="F") if right.ndim > 1 else right,
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
        "rounded down",
        "The parts after the point are gone. Which operation, or which type of array, drops them?",
        lambda right: np.floor(right.real),
    ),
    (
        "cut to whole numbers",
        "The parts after the point are gone. Which operation, or which type of array, drops them?",
        lambda right: np.trunc(right.real),
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
# What hardly anybody does: a slip that gives the same is the better explanation.
FAR_FETCHED = {"squared", "root taken", "turned over", "logarithm", "exponential"}
# Of these an entry depends on others; all else is done to each entry by itself.
OF_MANY = {
    *("first axis reversed", "last axis reversed", "transposed", "column-major order"),
    *("filled column by column", "sorted", "normalised", "the sum everywhere"),
}
