"""Repair a program whose loss and gradient are strangers."""

from collections.abc import Callable
from typing import Any

import numpy as np

from bplib.activations import sigmoid
from bplib.course.checks import Case, Function, call_case, slip

Repaired = tuple[float, Any, Any, Any, Any]


def mismatched_gradients(X: Any, Y: Any, W1: Any, b1: Any, W2: Any, b2: Any) -> Repaired:
    """Return the mean squared error and its true gradients."""
    A1 = sigmoid(X @ W1 + b1)
    P = sigmoid(A1 @ W2 + b2)
    dZ2 = 2 * (P - Y) / P.size * P * (1 - P)
    dZ1 = dZ2 @ W2.T * A1 * (1 - A1)
    loss = float(np.mean((P - Y) ** 2))
    return loss, X.T @ dZ1, dZ1.sum(axis=0), A1.T @ dZ2, dZ2.sum(axis=0)


def _mismatch_variant(kind: str) -> Callable[..., Repaired]:
    """Return the program with one mistake, or as it was printed."""

    def gradients(X: Any, Y: Any, W1: Any, b1: Any, W2: Any, b2: Any) -> Repaired:
        Z1 = X @ W1 + b1
        A1 = sigmoid(Z1)
        Z2 = A1 @ W2 + b2
        P = sigmoid(Z2)
        N, error = len(X), P - Y
        loss = float(np.mean(error**2))
        if kind == "loss changed":
            loss = float(np.mean(np.logaddexp(0, Z2) - Y * Z2))
        slope = P * (1 - P)
        if kind == "slope at a":
            slope = sigmoid(P) * (1 - sigmoid(P))
        dZ2 = {
            "not repaired": error,
            "slope only": error * slope,
            "sums": 2 * error * slope,
            "no factor 2": error * slope / N,
            "cross-entropy": error / N,
            "no slope": 2 * error / N,
            "loss changed": error / N,
        }.get(kind, 2 * error * slope / N)
        dZ1 = dZ2 @ W2.T * (1.0 if kind == "hidden slope" else A1 * (1 - A1))
        averaged = kind in ("not repaired", "biases averaged", "slope only")
        db1, db2 = (dZ.mean(axis=0) if averaged else dZ.sum(axis=0) for dZ in (dZ1, dZ2))
        return loss, X.T @ dZ1, db1, A1.T @ dZ2, db2

    return gradients


def _mismatch_cases(rng: np.random.Generator) -> list[Case]:
    def draw(samples: int, inputs: int, hidden: int) -> dict[str, Any]:
        return {
            "X": rng.normal(size=(samples, inputs)),
            "Y": rng.permutation([0.0, 1.0] + [0.0] * (samples - 2))[:, np.newaxis],
            "W1": rng.normal(size=(inputs, hidden)),
            "b1": rng.normal(size=hidden),
            "W2": rng.choice([-1, 1], (hidden, 1)) * rng.uniform(0.5, 1.5, (hidden, 1)),
            "b2": rng.choice([-1, 1], 1) * rng.uniform(0.3, 1, 1),
        }

    def case(note: str, *sizes: int) -> Case:
        arguments = draw(*sizes)
        while abs(mismatched_gradients(**arguments)[-1][0]) < 0.02:  # samples that cancel
            arguments = draw(*sizes)
        return call_case(note, **arguments)

    return [
        case("five samples, three hidden units", 5, 2, 3),
        case("six samples, four inputs", 6, 4, 2),
        case("three samples, five hidden units", 3, 2, 5),
        case("seven samples", 7, 3, 4),
    ]


EXERCISE = Function(
    mismatched_gradients,
    _mismatch_cases,
    title="Repair a program whose loss and gradient are strangers",
    points=4,
    difficulty=3,
    minutes=8,
    read_again="A loss and a gradient that are strangers",
    slips=[
        slip("not repaired yet", instead=_mismatch_variant("not repaired")).asks(
            "If the third output is nudged, by how much does the loss that is shown change?"
        ),
        slip("the loss changed instead", instead=_mismatch_variant("loss changed")).asks(
            "Which of the two should stay: the loss that is shown, or the gradient?"
        ),
        slip("gradient of cross-entropy", instead=_mismatch_variant("cross-entropy")).asks(
            "Squared error does not cancel the slope of the sigmoid. Where is it?"
        ),
        slip("slope of the output forgotten", instead=_mismatch_variant("no slope")).asks(
            "Between the squared error and z2 there is one more link. Which?"
        ),
        slip("weights summed, biases averaged", instead=_mismatch_variant("slope only")).asks(
            "Where does the 1/N of the loss belong, so that every gradient gets it once?"
        ),
        slip("biases averaged", instead=_mismatch_variant("biases averaged")).asks(
            "The delta holds the 1/N. What is left to do over the samples?"
        ),
        slip("not averaged", instead=_mismatch_variant("sums")).asks(
            "The loss is a mean. Is its gradient one?"
        ),
        slip("factor 2 forgotten", instead=_mismatch_variant("no factor 2")).asks(
            "What is the slope of a square?"
        ),
        slip("hidden slope forgotten", instead=_mismatch_variant("hidden slope")).asks(
            "What does a saturated hidden unit let through on the way back?"
        ),
        slip("slope taken at a", instead=_mismatch_variant("slope at a")).asks(
            "What do you feed the slope of the sigmoid: z, or the sigmoid's own output?"
        ),
    ],
)
