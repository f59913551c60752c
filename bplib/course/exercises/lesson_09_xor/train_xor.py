"""Train a two-layer network."""

from collections.abc import Callable
from typing import Any

import numpy as np

from bplib.activations import sigmoid
from bplib.course.checks import Case, Function, call_case, slip
from bplib.course.exercises.lesson_09_xor.shared import Parameters


def train_xor(
    X: Any, Y: Any, W1: Any, b1: Any, W2: Any, b2: Any, lr: float, steps: int
) -> Parameters:
    """Return the parameters after full-batch descent on the mean binary cross-entropy."""
    for _ in range(steps):
        A1 = sigmoid(X @ W1 + b1)
        dZ2 = (sigmoid(A1 @ W2 + b2) - Y) / len(X)
        dZ1 = dZ2 @ W2.T * A1 * (1 - A1)
        W1, b1 = W1 - lr * X.T @ dZ1, b1 - lr * dZ1.sum(axis=0)
        W2, b2 = W2 - lr * A1.T @ dZ2, b2 - lr * dZ2.sum(axis=0)
    return W1, b1, W2, b2


def _train_variant(kind: str) -> Callable[..., Parameters]:
    """Return the loop with one mistake."""

    def train(
        X: Any, Y: Any, W1: Any, b1: Any, W2: Any, b2: Any, lr: float, steps: int
    ) -> Parameters:
        step = -lr if kind == "uphill" else lr
        samples = 1 if kind == "summed" else len(X)
        first = None
        for _ in range(steps - (kind == "one step short")):
            A1 = sigmoid(X @ W1 + b1)
            if kind == "forward once":
                first = A1 = A1 if first is None else first
            P = sigmoid(A1 @ W2 + b2)
            dZ2 = (P - Y) / samples
            if kind == "slope kept":
                dZ2 = dZ2 * P * (1 - P)
            dW2, db2 = A1.T @ dZ2, dZ2.sum(axis=0)
            if kind == "updated W2":
                W2 = W2 - step * dW2
            slope = 1.0 if kind == "no slope" else A1 * (1 - A1)
            dZ1 = dZ2 @ W2.T * slope
            if kind != "updated W2":
                W2 = W2 - step * dW2
            db1 = dZ1.sum(axis=0)
            if kind == "biases averaged":
                db1, db2 = db1 / len(X), db2 / len(X)
            if kind != "no biases":
                b1, b2 = b1 - step * db1, b2 - step * db2
            W1 = W1 - step * X.T @ dZ1
        return W1, b1, W2, b2

    return train


def _train_in_place(
    X: Any, Y: Any, W1: Any, b1: Any, W2: Any, b2: Any, lr: float, steps: int
) -> Parameters:
    new = train_xor(X, Y, W1, b1, W2, b2, lr, steps)
    for old, array in zip((W1, b1, W2, b2), new, strict=True):
        old[...] = array
    return W1, b1, W2, b2


def _train_cases(rng: np.random.Generator) -> list[Case]:
    def case(note: str, samples: int, inputs: int, hidden: int, steps: int) -> Case:
        labels = rng.permutation([0.0, 1.0] + [1.0] * (samples - 2))[:, np.newaxis]
        return call_case(
            note,
            X=rng.normal(size=(samples, inputs)),
            Y=labels,
            W1=rng.normal(size=(inputs, hidden)),
            b1=rng.normal(size=hidden),
            W2=rng.choice([-1, 1], (hidden, 1)) * rng.uniform(0.5, 2, (hidden, 1)),
            b2=rng.choice([-1, 1], 1) * rng.uniform(0.3, 1, 1),
            lr=float(rng.uniform(0.3, 0.9)),
            steps=steps,
        )

    return [
        case("five samples, three hidden units", 5, 2, 3, 3),
        case("six samples, four inputs", 6, 4, 2, 4),
        case("seven samples, five hidden units", 7, 3, 5, 6),
        case("one step", 4, 2, 6, 1),
    ]


EXERCISE = Function(
    train_xor,
    _train_cases,
    title="Train a two-layer network",
    points=4,
    difficulty=3,
    minutes=8,
    read_again="In NumPy: train, and ask how often",
    pure=True,
    slips=[
        slip("updated W2 in the hidden delta", instead=_train_variant("updated W2")).asks(
            "Which W2 did the forward pass use when you send the delta back through it?"
        ),
        slip("summed over the samples", instead=_train_variant("summed")).asks(
            "If every sample came twice, should the step be twice as long?"
        ),
        slip("slope of the output kept", instead=_train_variant("slope kept")).asks(
            "Which factor did cross-entropy cancel in lesson 04?"
        ),
        slip("slope of the hidden units forgotten", instead=_train_variant("no slope")).asks(
            "What does a saturated hidden unit let through on the way back?"
        ),
        slip("uphill", instead=_train_variant("uphill")).asks(
            "Does the loss fall along the gradient or against it?"
        ),
        slip("biases averaged twice", instead=_train_variant("biases averaged")).asks(
            "The 1/N is in the delta already. Where does it come in again?"
        ),
        slip("biases never move", instead=_train_variant("no biases")).asks(
            "Which four arrays are to be updated?"
        ),
        slip("hidden layer computed once", instead=_train_variant("forward once")).asks(
            "After the first update, are the hidden activations still the same?"
        ),
        slip("one step short", instead=_train_variant("one step short")).asks(
            "How many updates does your loop make if steps is 1?"
        ),
        slip("the start overwritten", instead=_train_in_place).asks(
            "Could somebody train again from the same start after calling your function?"
        ),
    ],
)
