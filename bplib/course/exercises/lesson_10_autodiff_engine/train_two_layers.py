"""Train two layers with the engine."""

from collections.abc import Callable
from typing import Any

import numpy as np

from bplib.course.checks import Case, Function, call_case, slip
from bplib.course.exercises.lesson_10_autodiff_engine.shared import Array, _signed

Weights = tuple[Array, Array, Array, Array]


def train_two_layers(
    W1: Array, b1: Array, W2: Array, b2: Array, X: Array, y: Array, lr: float, steps: int
) -> Weights:
    """Return the weights after some steps of descent on the mean squared error."""
    return _trained((W1, b1, W2, b2, X, y, lr, steps))


def _trained(given: tuple[Any, ...], fault: str = "") -> Weights:
    *parameters, X, y, lr, steps = given
    W1, b1, W2, b2 = (p.copy() for p in parameters)
    total: list[Any] = [0.0] * 4
    for _ in range(steps):
        A = np.tanh(X @ W1 + b1)
        dP = 2 * (A @ W2 + b2 - y) / (1 if fault == "sum" else len(X))
        dZ = dP @ W2.T * (1.0 if fault == "slope" else 1 - A**2)
        gradients = [X.T @ dZ, dZ.sum(axis=0), A.T @ dP, dP.sum(axis=0)]
        if fault == "not zeroed":
            total = gradients = [t + g for t, g in zip(total, gradients, strict=True)]
        for k, (p, g) in enumerate(zip((W1, b1, W2, b2), gradients, strict=True)):
            if not (fault == "biases" and k % 2) and not (fault == "first layer" and k < 2):
                p -= (-lr if fault == "uphill" else lr) * g
    return W1, b1, W2, b2


def _faulty(fault: str) -> Callable[..., Weights]:
    return lambda *given: _trained(given, fault)


def _one_step_only(*given: Any) -> Weights:
    *others, steps = given
    return _trained((*others, min(steps, 1)))


def _trained_in_place(*given: Any) -> Weights:
    for old, new in zip(given, train_two_layers(*given), strict=False):
        old[...] = new
    return given[:4]


def _train_cases(rng: np.random.Generator) -> list[Case]:
    cases = []
    for n, d, h, steps in ((5, 3, 4, 1), (6, 2, 3, 2), (7, 3, 5, 4), (4, 2, 6, 3)):
        cases.append(
            call_case(
                W1=_signed(rng, d, h),
                b1=_signed(rng, h),
                W2=_signed(rng, h, 1),
                b2=_signed(rng, 1),
                X=_signed(rng, n, d),
                y=_signed(rng, n, 1),
                lr=float(rng.uniform(0.02, 0.05)),
                steps=steps,
            )
        )
    return cases


EXERCISE = Function(
    train_two_layers,
    _train_cases,
    title="Train two layers with the engine",
    points=5,
    difficulty=3,
    minutes=10,
    read_again="The engine: PyTorch's names",
    rtol=1e-6,
    pure=True,
    slips=[
        slip("gradients not zeroed", instead=_faulty("not zeroed")).asks(
            "At the second step, what does `.grad` hold besides the new gradient?"
        ),
        slip("uphill", instead=_faulty("uphill")).asks("Does your loss fall from step to step?"),
        slip("sum for mean", instead=_faulty("sum")).asks(
            "If every sample were there twice, should the gradient double?"
        ),
        slip("biases left out", instead=_faulty("biases")).asks(
            "How many of the four parameters have moved?"
        ),
        slip("first layer left out", instead=_faulty("first layer")).asks(
            "Does the first layer of your net learn anything?"
        ),
        slip("slope of tanh forgotten", instead=_faulty("slope")).asks(
            "What is between the first layer and the second, and what does it do going back?"
        ),
        slip("one step only", instead=_one_step_only).asks("How often should your loop run?"),
        slip("changed in place", instead=_trained_in_place).asks(
            "Could somebody train again from the same weights after calling your function?"
        ),
    ],
)
