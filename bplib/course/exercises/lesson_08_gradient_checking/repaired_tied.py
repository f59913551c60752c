"""Repair a gradient in which every line is right."""

from collections.abc import Callable
from typing import Any

import numpy as np

from bplib.course.checks import Case, Function, call_case, slip
from bplib.course.exercises.lesson_08_gradient_checking.shared import LOCALISE, _signed


def repaired_tied(X: Any, W: Any) -> Any:
    """Return dL/dW of L = sum((tanh(X W) W^T - X)^2) / 2N."""
    return _tied_parts(X, W)[0] + _tied_parts(X, W)[1]


def _tied_parts(X: Any, W: Any, kind: str = "") -> tuple[Any, Any]:
    """Return what comes back by the two routes: the way out and the way in."""
    A = np.tanh(X @ W)
    dR = (A @ W.T - X) / (1 if kind == "not averaged" else len(X))
    slope = {"slope forgotten": 1.0, "activation for the slope": A}.get(kind, 1 - A**2)
    return dR.T @ A, X.T @ ((dR @ W) * slope)


def _tied_variant(kind: str) -> Callable[[Any, Any], Any]:
    def gradient(X: Any, W: Any) -> Any:
        out, inwards = _tied_parts(X, W, kind)
        return {
            "not repaired": inwards,
            "way out only": out,
            "average of two routes": (out + inwards) / 2,
            "difference of two routes": inwards - out,
            "one route twice": 2 * inwards,
            "product of two routes": out * inwards,
        }.get(kind, out + inwards)

    return gradient


def _tied_cases(rng: np.random.Generator) -> list[Case]:
    return [
        call_case(
            f"{N} samples, {D} inputs, {H} hidden unit{'s' * (H > 1)}",
            X=_signed(rng, (N, D)),
            W=_signed(rng, (D, H)),
        )
        for N, D, H in ((5, 4, 3), (2, 3, 2), (6, 2, 1), (3, 5, 4))
    ]


EXERCISE = Function(
    repaired_tied,
    _tied_cases,
    title="Repair a gradient in which every line is right",
    points=2,
    difficulty=3,
    minutes=4,
    read_again=LOCALISE,
    slips=[
        slip("not repaired", instead=_tied_variant("not repaired")).asks(
            "By how many routes does W reach the loss, and how many are in your result?"
        ),
        slip("way out only", instead=_tied_variant("way out only")).asks(
            "W also made A. Which of your lines says so?"
        ),
        slip("average of two routes", instead=_tied_variant("average of two routes")).asks(
            "What does a fan-out do with the gradients that come back: add, or average?"
        ),
        slip("difference of two routes", instead=_tied_variant("difference of two routes")).asks(
            "What does a fan-out do with the gradients that come back?"
        ),
        slip("one route twice", instead=_tied_variant("one route twice")).asks(
            "Are the two routes equally long, with the same links?"
        ),
        slip("product of two routes", instead=_tied_variant("product of two routes")).asks(
            "Links of one path are multiplied. And two paths?"
        ),
        slip("slope forgotten", instead=_tied_variant("slope forgotten")).asks(
            "What stands between X W and A on the way in?"
        ),
        slip("activation for the slope", instead=_tied_variant("activation for the slope")).asks(
            "Is A how high tanh is, or how steep?"
        ),
        slip("1/N missing", instead=_tied_variant("not averaged")).asks(
            "If every sample is given twice, should the gradient double?"
        ),
    ],
)
