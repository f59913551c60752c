"""Repair a gradient that only one sample can pass."""

from collections.abc import Callable
from typing import Any

import numpy as np

from bplib.activations import sigmoid
from bplib.course.checks import Case, Function, call_case, slip
from bplib.course.exercises.lesson_08_gradient_checking.shared import LOCALISE, _signed


def repaired_logistic(X: Any, y: Any, w: Any, b: Any) -> tuple[Any, Any]:
    """Return dw and db of the mean binary cross-entropy."""
    error = sigmoid(X @ w + b) - y[:, 0]
    return error @ X / len(X), error.mean()


def _logistic_variant(kind: str) -> Callable[..., Any]:
    def gradients(X: Any, y: Any, w: Any, b: Any) -> Any:
        N, p = len(X), sigmoid(X @ w + b)
        error = p - y[:, 0]
        dw, db = error @ X / N, error.mean()
        if kind == "not repaired":
            return ((p - y) @ X).mean(axis=0) / N, (p - y).mean()
        if kind == "average kept":
            return dw / N, db
        if kind == "slope kept":
            return error * p * (1 - p) @ X / N, (error * p * (1 - p)).mean()
        return {
            "not averaged": (N * dw, N * db),
            "bias not averaged": (dw, N * db),
            "weights not averaged": (N * dw, db),
            "column": (dw[:, np.newaxis], db),
            "sign": (-dw, -db),
            "last sample": (error[-1] * X[-1] / N, error[-1] / N),
        }[kind]

    return gradients


def _logistic_cases(rng: np.random.Generator) -> list[Case]:
    cases = []
    for N, D in ((5, 3), (4, 2), (1, 3), (7, 4)):
        cases.append(
            call_case(
                f"{N} sample{'s' * (N > 1)}, {D} inputs",
                X=_signed(rng, (N, D)),
                y=np.append(np.eye(2)[0], rng.integers(0, 2, 9))[:N, np.newaxis] * 1.0,
                w=_signed(rng, D),
                b=float(_signed(rng, ())),
            )
        )
    return cases


EXERCISE = Function(
    repaired_logistic,
    _logistic_cases,
    title="Repair a gradient that only one sample can pass",
    points=2,
    difficulty=3,
    minutes=4,
    read_again=LOCALISE,
    slips=[
        slip("not repaired", instead=_logistic_variant("not repaired")).asks(
            "Which shape has p − y, if p is (N,) and y is (N, 1)?"
        ),
        slip("one average too many", instead=_logistic_variant("average kept")).asks(
            "The mean was there to mend a shape. Is it still needed, and what divides by N?"
        ),
        slip("not averaged", instead=_logistic_variant("not averaged")).asks(
            "If every sample is given twice, should the gradient double?"
        ),
        slip("weights not averaged", instead=_logistic_variant("weights not averaged")).asks(
            "db is an average over the samples. And dw?"
        ),
        slip("bias not averaged", instead=_logistic_variant("bias not averaged")).asks(
            "dw is an average over the samples. And db?"
        ),
        slip("column instead of vector", instead=_logistic_variant("column")).asks(
            "Which shape has w, and which has your dw?"
        ),
        slip("slope kept", instead=_logistic_variant("slope kept")).asks(
            "Sigmoid with cross-entropy: what becomes of the slope of the sigmoid?"
        ),
        slip("last sample only", instead=_logistic_variant("last sample")).asks(
            "Do all samples have a say in your gradient?"
        ),
        slip("sign", instead=_logistic_variant("sign")).asks(
            "Where the prediction is too high, does the loss rise or fall with z?"
        ),
    ],
)
