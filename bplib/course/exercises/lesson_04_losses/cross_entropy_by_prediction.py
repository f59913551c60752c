"""Cross-entropy by the probabilities."""

from collections.abc import Callable
from typing import Any

import numpy as np

from bplib.course.checks import Case, Function, call_case, slip
from bplib.course.exercises.lesson_04_losses.shared import (
    _SMALL,
    _SOFTMAX,
    Pair,
    _labels,
    _one_hot,
    _softmax,
    bce_by_prediction,
)


def cross_entropy_by_prediction(P: Any, labels: Any) -> Pair:
    """Return the cross-entropy and dL/dP."""
    N = len(P)
    rows = np.arange(N)
    dP = np.zeros_like(P)
    dP[rows, labels] = -1 / (N * P[rows, labels])
    return -np.mean(np.log(P[rows, labels])), dP


def _entropy_variant(kind: str) -> Callable[[Any, Any], Pair]:
    """Return the loss and its gradient by the prediction with one mistake."""

    def both(P: Any, labels: Any) -> Pair:
        loss, dP = cross_entropy_by_prediction(P, labels)
        N, C = P.shape
        if kind == "not averaged":
            return loss, dP * N
        if kind == "twice":
            return loss, dP / N
        if kind == "classes":
            return loss / C, dP / C
        if kind == "by logit":
            return loss, (P - _one_hot(labels, C)) / N
        if kind == "every class":
            return loss, -1 / P / N
        if kind == "binary":
            Y = _one_hot(labels, C)
            return bce_by_prediction(P, Y)
        if kind == "columns":
            dP = np.zeros_like(P)
            dP[:, labels] = -1 / P[:, labels] / N
            return -np.mean(np.log(P[:, labels])), dP
        if kind == "from 1":
            return cross_entropy_by_prediction(P, labels - 1)
        if kind == "no logarithm":
            return -np.mean(P[np.arange(N), labels]), dP
        if kind == "sums":
            return loss * N, dP * N
        if kind in _SMALL:
            return -np.mean(np.log(P[np.arange(N), labels] + _SMALL[kind])), dP
        if kind == "clipped":
            return cross_entropy_by_prediction(np.clip(P, 1e-12, 1 - 1e-12), labels)
        return loss, -dP

    return both


def _entropy_cases(rng: np.random.Generator) -> list[Case]:
    def case(note: str, N: int, C: int, below: tuple[float, ...] = ()) -> Case:
        Z, labels = rng.normal(size=(N, C)), _labels(rng, N, C)
        for n, difference in enumerate(below):  # 46 below the others: a probability near 1e-20
            Z[n, labels[n]] -= difference
        return call_case(note, P=_softmax(Z), labels=labels)

    return [
        case("three classes", 5, 3),
        case("five classes", 4, 5),
        case("more classes than samples", 3, 7),
        case("four classes", 6, 4),
        case("sure and wrong", 2, 6, (46, 25)),
    ]


EXERCISE = Function(
    cross_entropy_by_prediction,
    _entropy_cases,
    title="Cross-entropy by the probabilities",
    points=2,
    difficulty=2,
    minutes=4,
    read_again=_SOFTMAX,
    slips=[
        slip("gradient by the logits", instead=_entropy_variant("by logit")).asks(
            "Is p − y the slope by p, or by the numbers that went into softmax?"
        ),
        slip("a slope for every class", instead=_entropy_variant("every class")).asks(
            "Which entries of P does the loss look at, and what is its slope by the others?"
        ),
        slip("binary loss for many classes", instead=_entropy_variant("binary")).asks(
            "Does this loss charge for the other classes too, or only for the true one?"
        ),
        slip("whole columns taken", instead=_entropy_variant("columns")).asks(
            "How many numbers does P[:, labels] pick out, and how many do you want?"
        ),
        slip("classes counted from 1", instead=_entropy_variant("from 1")).asks(
            "What is the number of the first class?"
        ),
        slip("missing 1/N in the gradient", instead=_entropy_variant("not averaged")).asks(
            "Your loss is an average over the samples. Is your gradient the slope of it?"
        ),
        slip("sums, not means", instead=_entropy_variant("sums")).asks(
            "If every sample is given twice, should the loss double?"
        ),
        slip("1/N twice", instead=_entropy_variant("twice")).asks(
            "How often does the number of samples divide the gradient, and how often the loss?"
        ),
        slip("divided by the classes", instead=_entropy_variant("classes")).asks(
            "Over how many numbers is the mean taken: one a sample, or one a sample and class?"
        ),
        slip("logarithm forgotten", instead=_entropy_variant("no logarithm")).asks(
            "Which function of the true class's probability has the slope 1/p?"
        ),
        slip("small number in the logarithm", instead=_entropy_variant("small number")).asks(
            "Where the true class has p = 1e-20, what should the loss be, and what is yours?"
        ),
        slip("smaller number in the logarithm", instead=_entropy_variant("smaller number")).asks(
            "Which loss does your formula charge for p = 1e-20, and which for p = 1e-30?"
        ),
        slip("clipped probability", instead=_entropy_variant("clipped")).asks(
            "Two predictions give the truth 1e-15 and 1e-20. Does your loss tell them apart?"
        ),
        slip("sign of the gradient", instead=_entropy_variant("sign")).asks(
            "When the true class becomes likelier, does the loss rise or fall?"
        ),
    ],
)
