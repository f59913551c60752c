"""Normalise a batch."""

from collections.abc import Callable
from typing import Any

import numpy as np

from bplib.course.checks import Case, Function, call_case, slip
from bplib.course.exercises.lesson_12_vanishing_gradients.shared import _batch, _mean


def batchnorm_forward(Z: Any, gamma: Any, beta: Any, eps: float) -> Any:
    """Return gamma Z_hat + beta, Z_hat = (Z - mean) / sqrt(variance + eps) by column."""
    centred = Z - _mean(Z)
    return gamma * (centred / np.sqrt(_mean(centred * centred) + eps)) + beta


def _normalise_variant(kind: str) -> Callable[..., Any]:
    """Return the forward pass with one mistake."""

    def forward(Z: Any, gamma: Any, beta: Any, eps: float) -> Any:
        axis = {"rows": 1, "whole": None}.get(kind, 0)
        mean = Z.mean(axis=axis, keepdims=True)
        variance = Z.var(axis=axis, keepdims=True, ddof=1 if kind == "unbiased" else 0)
        spread = np.sqrt(variance + (0.0 if kind == "no eps" else eps))
        if kind == "eps outside":
            spread = np.sqrt(variance) + eps
        if kind == "no root":
            spread = variance + eps
        Z_hat = (Z if kind == "no mean" else Z - mean) / spread
        if kind == "shift first":
            return gamma * (Z_hat + beta)
        return Z_hat if kind == "no gamma" else gamma * Z_hat + beta

    return forward


def _normalise_cases(rng: np.random.Generator) -> list[Case]:
    def case(note: str, samples: int, units: int, eps: float) -> Case:
        return call_case(
            note,
            Z=_batch(rng, samples, units),
            gamma=rng.choice([-1, 1], units) * rng.uniform(0.5, 2, units),
            beta=rng.normal(size=units) + 0.3,
            eps=eps,
        )

    return [
        case("five samples, three units", 5, 3, 0.05),
        case("four samples, six units", 4, 6, 0.2),
        case("seven samples, two units", 7, 2, 1e-5),
        case("three samples, five units", 3, 5, 0.5),
    ]


EXERCISE = Function(
    batchnorm_forward,
    _normalise_cases,
    title="Normalise a batch",
    points=2,
    difficulty=2,
    minutes=4,
    read_again="Repair: batch normalisation",
    slips=[
        slip("divided by N − 1", instead=_normalise_variant("unbiased")).asks(
            "Which average of squares does the specification name?"
        ),
        slip("by row", instead=_normalise_variant("rows")).asks(
            "Is a unit compared with the other units, or with itself on other samples?"
        ),
        slip("one mean for the whole array", instead=_normalise_variant("whole")).asks(
            "After your function, does every single column have mean beta?"
        ),
        slip("eps outside the root", instead=_normalise_variant("eps outside")).asks(
            "What exactly stands under the root?"
        ),
        slip("eps left out", instead=_normalise_variant("no eps")).asks(
            "What happens to a unit that gives the same value for every sample?"
        ),
        slip("divided by the variance", instead=_normalise_variant("no root")).asks(
            "If Z is in metres, which unit should Z_hat have?"
        ),
        slip("mean not taken off", instead=_normalise_variant("no mean")).asks(
            "Where does the mean of a column lie after normalising?"
        ),
        slip("beta before gamma", instead=_normalise_variant("shift first")).asks(
            "With gamma = 0, what should be left?"
        ),
        slip("gamma and beta unused", instead=_normalise_variant("no gamma")).asks(
            "Which two arguments have you not used?"
        ),
    ],
)
