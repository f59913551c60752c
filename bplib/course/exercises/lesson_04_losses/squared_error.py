"""Squared error, two conventions."""

from collections.abc import Callable
from typing import Any

import numpy as np

from bplib.course.checks import Case, Function, call_case, slip
from bplib.course.exercises.lesson_04_losses.shared import _TWO_SCALES, Pair


def squared_error(P: Any, Y: Any, convention: str) -> Pair:
    """Return the loss and dL/dP, for the "mean" or the "half" convention."""
    E = P - Y
    if convention == "mean":
        return np.sum(E**2) / E.size, 2 * E / E.size
    return np.sum(E**2) / (2 * len(E)), E / len(E)


def _squared_variant(kind: str) -> Callable[[Any, Any, str], Pair]:
    """Return the loss and its gradient with one mistake."""

    def both(P: Any, Y: Any, convention: str) -> Pair:
        loss, dP = squared_error(P, Y, convention)
        N, C = P.shape
        mean = convention == "mean"
        if kind == "no 2":
            return loss, dP / 2 if mean else dP
        if kind == "stray 2":
            return loss, dP if mean else 2 * dP
        if kind == "sums":
            return loss * (P.size if mean else N), dP * (P.size if mean else N)
        if kind == "gradient not averaged":
            return loss, dP * N
        if kind == "twice":
            return loss, dP / N
        if kind == "half by size":
            return (loss, dP) if mean else (loss / C, dP / C)
        if kind == "mean by N":
            return (loss * C, dP * C) if mean else (loss, dP)
        if kind == "no half":
            return loss if mean else 2 * loss, dP
        return loss, -dP

    return both


def _squared_cases(rng: np.random.Generator) -> list[Case]:
    def case(note: str, N: int, C: int, convention: str) -> Case:
        P, Y = rng.normal(size=(2, N, C)) + rng.uniform(0.5, 1.5, (2, 1, 1)) * [[[1]], [[-1]]]
        return call_case(note, P=P, Y=Y, convention=convention)

    return [
        case("three outputs, mean", 5, 3, "mean"),
        case("three outputs, half", 5, 3, "half"),
        case("five outputs, mean", 4, 5, "mean"),
        case("four outputs, half", 7, 4, "half"),
        case("one output, mean", 6, 1, "mean"),
        case("one output, half", 3, 1, "half"),
    ]


EXERCISE = Function(
    squared_error,
    _squared_cases,
    title="Squared error, two conventions",
    points=3,
    difficulty=2,
    minutes=4,
    read_again=_TWO_SCALES,
    slips=[
        slip("gradient without its 2", instead=_squared_variant("no 2")).asks(
            "Differentiate the square of one entry: which factor comes down?"
        ),
        slip("stray 2", instead=_squared_variant("stray 2")).asks(
            "In the half convention, what does the half do to the factor of the square?"
        ),
        slip("sums, not means", instead=_squared_variant("sums")).asks(
            "If every sample is given twice, should the loss double?"
        ),
        slip("missing 1/N in the gradient", instead=_squared_variant("gradient not averaged")).asks(
            "Your loss is an average over the samples. Is your gradient the slope of it?"
        ),
        slip("1/N twice", instead=_squared_variant("twice")).asks(
            "How often does the number of samples divide the gradient, and how often the loss?"
        ),
        slip(
            "half convention divided by the outputs", instead=_squared_variant("half by size")
        ).asks("Over what does the half convention average: samples, outputs, or both?"),
        slip("mean over samples only", instead=_squared_variant("mean by N")).asks(
            "How many numbers does P hold, and over how many of them is the mean taken?"
        ),
        slip("half forgotten in the loss", instead=_squared_variant("no half")).asks(
            "Is your gradient the slope of the loss that you return in the half convention?"
        ),
        slip("sign of the gradient", instead=_squared_variant("sign")).asks(
            "If a prediction is too high, does the loss rise or fall when it grows?"
        ),
    ],
)
