"""Softmax that never overflows."""

from collections.abc import Callable
from typing import Any

import numpy as np

from bplib.course.checks import Case, Function, call_case, slip
from bplib.course.exercises.lesson_04_losses.shared import _LOGSUMEXP, _quiet, _sigmoid, _softmax


def stable_softmax(Z: Any) -> Any:
    """Return softmax of each row."""
    return _softmax(Z)


def _softmax_variant(kind: str) -> Callable[[Any], Any]:
    """Return softmax with one mistake."""

    def softmax(Z: Any) -> Any:
        shift = {
            "no shift": 0.0,
            "one shift": Z.max(),
            "mean shift": Z.mean(axis=1, keepdims=True),
        }.get(kind, Z.max(axis=1, keepdims=True))
        E = np.exp(Z - shift)
        if kind == "over samples":
            return _softmax(Z, axis=0)
        if kind == "one sum":
            return E / E.sum()
        if kind == "largest is 1":
            return E
        if kind == "logarithm":
            return Z - shift - np.log(E.sum(axis=1, keepdims=True))
        return _sigmoid(Z) if kind == "sigmoids" else E / E.sum(axis=1, keepdims=True)

    return _quiet(softmax)


def _softmax_cases(rng: np.random.Generator) -> list[Case]:
    far = rng.normal(size=(4, 5)) + np.array([[-4000.0], [0.0], [2.0], [4000.0]])
    wide = rng.normal(size=(2, 6))
    wide[0, 2] += 3000
    return [
        call_case("", Z=rng.normal(size=(5, 3))),
        call_case("four classes", Z=rng.normal(size=(3, 4)) * 2),
        call_case("rows far from each other", Z=far),
        call_case("one very large logit", Z=wide),
    ]


EXERCISE = Function(
    stable_softmax,
    _softmax_cases,
    title="Softmax that never overflows",
    points=2,
    difficulty=2,
    minutes=3,
    read_again=_LOGSUMEXP,
    slips=[
        slip("softmax over the samples", instead=_softmax_variant("over samples")).asks(
            "Which numbers should add up to 1: those of one sample, or those of one class?"
        ),
        slip("no shift", instead=_softmax_variant("no shift")).asks(
            "What is exp(4000), and exp(−4000), in floating point?"
        ),
        slip("one shift for all rows", instead=_softmax_variant("one shift")).asks(
            "If one row is thousands above another, what is left of the lower row?"
        ),
        slip("shifted by the mean", instead=_softmax_variant("mean shift")).asks(
            "After your shift, how large can the largest logit of a row still be?"
        ),
        slip("one sum for all rows", instead=_softmax_variant("one sum")).asks(
            "Is the sum of one row of your result 1, or the sum of the whole array?"
        ),
        slip("not divided", instead=_softmax_variant("largest is 1")).asks(
            "The largest entry of each of your rows is 1. What should the sum be?"
        ),
        slip("log-probabilities", instead=_softmax_variant("logarithm")).asks(
            "Can a probability be negative?"
        ),
        slip("a sigmoid for each class", instead=_softmax_variant("sigmoids")).asks(
            "Do the classes compete in your formula: does raising one lower the others?"
        ),
    ],
)
