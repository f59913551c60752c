"""Repair a softmax that passed with ones."""

from collections.abc import Callable
from typing import Any

import numpy as np

from bplib.activations import softmax
from bplib.course.checks import Case, Function, call_case, slip
from bplib.course.exercises.lesson_08_gradient_checking.shared import LOCALISE, _signed


def repaired_softmax(Z: Any, dA: Any) -> Any:
    """Return dL/dZ from dL/dA, where A is the softmax of each row of Z."""
    A = softmax(Z)
    return A * (dA - np.sum(dA * A, axis=1, keepdims=True))


def _softmax_variant(kind: str) -> Callable[[Any, Any], Any]:
    def backward(Z: Any, dA: Any) -> Any:
        A = softmax(Z)
        if kind == "softmax over the samples":
            A = softmax(Z.T).T
            return A * (dA - (dA * A).sum(axis=0))
        right = (dA * A).sum(axis=1, keepdims=True)
        return {
            "not repaired": A * (dA - dA.mean(axis=1, keepdims=True)),
            "diagonal only": dA * A * (1 - A),
            "unweighted sum": A * (dA - dA.sum(axis=1, keepdims=True)),
            "weighted mean": A * (dA - (dA * A).mean(axis=1, keepdims=True)),
            "own output forgotten": dA - right,
            "over the samples": A * (dA - (dA * A).sum(axis=0)),
            "whole batch": A * (dA - (dA * A).sum()),
            "sign": A * (right - dA),
        }[kind]

    return backward


def _softmax_cases(rng: np.random.Generator) -> list[Case]:
    return [
        call_case(f"{N} samples, {C} classes", Z=_signed(rng, (N, C)), dA=_signed(rng, (N, C)))
        for N, C in ((4, 3), (2, 5), (3, 4), (5, 2))
    ]


EXERCISE = Function(
    repaired_softmax,
    _softmax_cases,
    title="Repair a softmax that passed with ones",
    points=2,
    difficulty=3,
    minutes=4,
    read_again=LOCALISE,
    slips=[
        slip("not repaired", instead=_softmax_variant("not repaired")).asks(
            "With which weights do the entries of dA count in the sum over a row?"
        ),
        slip("diagonal only", instead=_softmax_variant("diagonal only")).asks(
            "When one logit grows, what happens to the probabilities of the other classes?"
        ),
        slip("sum without weights", instead=_softmax_variant("unweighted sum")).asks(
            "Does a class of probability 0 have as much say in the sum as one of 0.9?"
        ),
        slip("mean of the weighted entries", instead=_softmax_variant("weighted mean")).asks(
            "The probabilities already add up to 1. What does your mean divide by?"
        ),
        slip("own probability forgotten", instead=_softmax_variant("own output forgotten")).asks(
            "Should a logit whose probability is almost 0 get a large gradient?"
        ),
        slip("summed over the samples", instead=_softmax_variant("over the samples")).asks(
            "Along which axis do the probabilities of one sample lie?"
        ),
        slip("one sum for the whole batch", instead=_softmax_variant("whole batch")).asks(
            "Should the gradient of one sample depend on the other samples?"
        ),
        slip("softmax over the samples", instead=_softmax_variant("softmax over the samples")).asks(
            "Which numbers of A should add up to 1?"
        ),
        slip("sign", instead=_softmax_variant("sign")).asks(
            "Where dA is largest in a row, should dZ be positive or negative?"
        ),
    ],
)
