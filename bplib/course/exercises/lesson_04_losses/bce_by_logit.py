"""Repair a published loss."""

from collections.abc import Callable
from typing import Any

import numpy as np

from bplib.course.checks import Case, Function, call_case, slip
from bplib.course.exercises.lesson_04_losses.shared import _ANSWER, Pair, _answers, _quiet, _sigmoid


def bce_by_logit(Z: Any, Y: Any) -> Pair:
    """Return the binary cross-entropy of sigmoid(Z) and dL/dZ, finite for every finite Z."""
    return np.sum(np.logaddexp(0, Z) - Y * Z) / len(Z), (_sigmoid(Z) - Y) / len(Z)


def _logit_variant(kind: str) -> Callable[[Any, Any], Pair]:
    """Return the loss and its gradient by the logit with one mistake, or as the broken program."""

    def both(Z: Any, Y: Any) -> Pair:
        loss, dZ = bce_by_logit(Z, Y)
        N, C = Z.shape
        P = _sigmoid(Z)

        def by_log(P: Any, Q: Any) -> Any:
            return -np.sum(Y * np.log(P) + (1 - Y) * np.log(Q)) / N

        if kind == "not repaired":
            return by_log(P + 1e-8, 1 - P + 1e-8), (P - Y) * P * (1 - P)
        if kind == "small number":
            return by_log(P + 1e-8, 1 - P + 1e-8), dZ
        if kind == "clipped":
            P = np.clip(P, 1e-12, 1 - 1e-12)
            return by_log(P, 1 - P), dZ
        if kind == "rounded":
            return by_log(P, 1 - P), dZ
        if kind == "overflow":
            return np.sum(np.log(1 + np.exp(Z)) - Y * Z) / N, dZ
        if kind == "slope kept":
            return loss, dZ * P * (1 - P)
        if kind == "half repaired":
            return loss, (P - Y) * P * (1 - P)
        if kind == "not averaged":
            return loss, dZ * N
        if kind == "sums":
            return loss * N, dZ * N
        if kind == "twice":
            return loss, dZ / N
        if kind == "classes":
            return loss / C, dZ / C
        return loss, -dZ

    return _quiet(both)


def _logit_cases(rng: np.random.Generator) -> list[Case]:
    def case(note: str, N: int, C: int, size: float) -> Case:
        Z = rng.normal(size=(N, C)) * 1.5
        Y = _answers(rng, N, C)
        if size:
            Z = (1 - 2 * Y) * rng.uniform(0.6, 1.0, (N, C)) * size  # all of them wrong
            Z[0] = -Z[0]
        return call_case(note, Z=Z, Y=Y)

    return [
        case("", 5, 3, 0),
        case("one output", 4, 1, 0),
        case("logits up to 60", 3, 4, 60),
        case("logits up to 10,000", 6, 2, 1e4),
    ]


EXERCISE = Function(
    bce_by_logit,
    _logit_cases,
    title="Repair a published loss",
    points=4,
    difficulty=3,
    minutes=5,
    read_again=_ANSWER,
    slips=[
        slip("not repaired", instead=_logit_variant("not repaired")).asks(
            "Which of the three lines of the program did you change?"
        ),
        slip("small number in the logarithm", instead=_logit_variant("small number")).asks(
            "What is the largest loss that your formula can charge for one answer?"
        ),
        slip("clipped probability", instead=_logit_variant("clipped")).asks(
            "Two neurons are wrong by z = 40 and z = 400. Does your loss tell them apart?"
        ),
        slip("logarithm of a rounded probability", instead=_logit_variant("rounded")).asks(
            "What is 1 − σ(40) in floating point, and what is its logarithm?"
        ),
        slip("exponential overflows", instead=_logit_variant("overflow")).asks(
            "What does exp(1000) give, and what can be taken out of the logarithm before it?"
        ),
        slip("slope kept", instead=_logit_variant("slope kept")).asks(
            "Sigmoid with cross-entropy: what becomes of the slope of the sigmoid?"
        ),
        slip("gradient not repaired", instead=_logit_variant("half repaired")).asks(
            "Your loss is repaired. Is the program's third line the slope of it?"
        ),
        slip("missing 1/N in the gradient", instead=_logit_variant("not averaged")).asks(
            "Your loss is an average over the samples. Is your gradient the slope of it?"
        ),
        slip("sums, not means", instead=_logit_variant("sums")).asks(
            "If every sample is given twice, should the loss double?"
        ),
        slip("1/N twice", instead=_logit_variant("twice")).asks(
            "How often does the number of samples divide the gradient, and how often the loss?"
        ),
        slip("divided by the outputs", instead=_logit_variant("classes")).asks(
            "Over what does this loss average: samples, outputs, or both?"
        ),
        slip("sign of the gradient", instead=_logit_variant("sign")).asks(
            "Where y is 1, does the loss rise or fall when z grows?"
        ),
    ],
)
