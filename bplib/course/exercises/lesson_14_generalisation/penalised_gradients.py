"""The gradient with an L2 penalty."""

from collections.abc import Callable
from typing import Any

import numpy as np

from bplib.activations import softmax
from bplib.course.checks import Case, Function, call_case, slip
from bplib.course.exercises.lesson_14_generalisation.shared import BY_HAND, Pair
from bplib.losses import one_hot


def penalised_gradients(X: Any, Y: Any, W: Any, b: Any, l2: float) -> Pair:
    """Return (dW, db) of mean cross-entropy + l2/2 * sum of W**2 for softmax regression."""
    dZ = (softmax(X @ W + b) - Y) / len(X)
    return X.T @ dZ + l2 * W, dZ.sum(axis=0)


def _penalty_variant(kind: str) -> Callable[..., Pair]:
    """Return the gradients with one mistake."""

    def gradients(X: Any, Y: Any, W: Any, b: Any, l2: float) -> Pair:
        dZ = softmax(X @ W + b) - Y
        if kind != "sum":
            dZ = dZ / len(X)
        dW, db = X.T @ dZ, dZ.sum(axis=0)
        if kind == "forgotten":
            return dW, db
        if kind == "biases":
            return dW + l2 * W, db + l2 * b
        pull = {
            "twice": 2 * l2 * W,
            "half": l2 / 2 * W,
            "over N": l2 / len(X) * W,
            "sign": -l2 * W,
            "absolute": l2 * np.sign(W),
            "whole square": l2 / 2 * np.sum(W**2),
        }
        return dW + pull.get(kind, l2 * W), db

    return gradients


def _penalty_cases(rng: np.random.Generator) -> list[Case]:
    def case(note: str, N: int, D: int, C: int, l2: float) -> Case:
        return call_case(
            note,
            X=rng.normal(size=(N, D)),
            Y=one_hot(rng.permutation(np.arange(N) % C), C),
            W=rng.normal(size=(D, C)),
            b=rng.choice([-1.0, 1.0], C) * rng.uniform(0.5, 1.5, C),
            l2=l2,
        )

    return [
        case("five samples", 5, 3, 4, float(rng.uniform(0.1, 0.3))),
        case("seven samples", 7, 2, 3, float(rng.uniform(0.4, 0.9))),
        case("three samples", 3, 6, 5, float(rng.uniform(0.05, 0.1))),
        case("no penalty", 6, 4, 2, 0.0),
    ]


EXERCISE = Function(
    penalised_gradients,
    _penalty_cases,
    title="The gradient with an L2 penalty",
    points=2,
    difficulty=2,
    minutes=4,
    read_again=BY_HAND,
    slips=[
        slip("penalty forgotten", instead=_penalty_variant("forgotten")).asks(
            "How does your answer change when l2 doubles?"
        ),
        slip("factor 2", instead=_penalty_variant("twice")).asks(
            "Which factor stands in front of the squares so that none is left in the slope?"
        ),
        slip("half kept", instead=_penalty_variant("half")).asks("What is the derivative of w²/2?"),
        slip("biases pulled too", instead=_penalty_variant("biases")).asks(
            "Which arrays does the sum of squares run over?"
        ),
        slip("divided by N", instead=_penalty_variant("over N")).asks(
            "Is the penalty inside the mean over the samples, or beside it?"
        ),
        slip("sign", instead=_penalty_variant("sign")).asks(
            "Descent subtracts this gradient. Do the weights shrink then, or grow?"
        ),
        slip("absolute values", instead=_penalty_variant("absolute")).asks(
            "Should a large weight be pulled no harder than a small one?"
        ),
        slip("loss for its slope", instead=_penalty_variant("whole square")).asks(
            "Did you add the penalty's derivative by W, or the penalty?"
        ),
        slip("sum for mean", instead=_penalty_variant("sum")).asks(
            "Is the data's part of the loss a sum over the samples, or a mean?"
        ),
    ],
)
