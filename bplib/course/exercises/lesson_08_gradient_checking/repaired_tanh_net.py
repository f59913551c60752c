"""Repair a net whose first layer fails."""

from collections.abc import Callable
from typing import Any

import numpy as np

from bplib.activations import softmax
from bplib.course.checks import Case, Function, call_case, slip
from bplib.course.exercises.lesson_08_gradient_checking.shared import LOCALISE, _signed
from bplib.course.experiments.lesson_08 import net_gradients
from bplib.losses import one_hot


def repaired_tanh_net(X: Any, Y: Any, W1: Any, b1: Any, W2: Any, b2: Any) -> tuple[Any, ...]:
    """Return dW1, db1, dW2, db2."""
    A1 = np.tanh(X @ W1 + b1)
    dZ2 = (softmax(A1 @ W2 + b2) - Y) / len(X)
    dZ1 = (dZ2 @ W2.T) * (1 - A1**2)
    return X.T @ dZ1, dZ1.sum(axis=0), A1.T @ dZ2, dZ2.sum(axis=0)


def _net_variant(way: str) -> Callable[..., Any]:
    def gradients(X: Any, Y: Any, W1: Any, b1: Any, W2: Any, b2: Any) -> Any:
        return net_gradients(way, X, Y, W1, b1, W2, b2)

    return gradients


def _sigmoid_slope_in_tanh_net(X: Any, Y: Any, W1: Any, b1: Any, W2: Any, b2: Any) -> Any:
    _, _, dW2, db2 = repaired_tanh_net(X, Y, W1, b1, W2, b2)
    A1 = np.tanh(X @ W1 + b1)
    dZ1 = ((softmax(A1 @ W2 + b2) - Y) / len(X)) @ W2.T * A1 * (1 - A1)
    return X.T @ dZ1, dZ1.sum(axis=0), dW2, db2


def _net_cases(rng: np.random.Generator) -> list[Case]:
    cases = []
    for N, D, H, C in ((5, 3, 4, 2), (4, 2, 3, 5), (6, 5, 2, 3), (3, 4, 5, 2)):
        labels = np.append(rng.permutation(C)[: min(N, C)], rng.integers(0, C, max(N - C, 0)))
        cases.append(
            call_case(
                f"{N} samples, {D} inputs, {H} hidden units, {C} classes",
                X=_signed(rng, (N, D)),
                Y=one_hot(labels, C),
                W1=_signed(rng, (D, H)),
                b1=_signed(rng, H),
                W2=_signed(rng, (H, C)),
                b2=_signed(rng, C),
            )
        )
    return cases


EXERCISE = Function(
    repaired_tanh_net,
    _net_cases,
    title="Repair a net whose first layer fails",
    points=2,
    difficulty=2,
    minutes=4,
    read_again=LOCALISE,
    slips=[
        slip("not repaired", instead=_net_variant("slope at the activation")).asks(
            "Which number went into tanh, and at which number is its slope taken?"
        ),
        slip("slope forgotten", instead=_net_variant("slope forgotten")).asks(
            "What stands between Z1 and A1 on the way back?"
        ),
        slip("activation for the slope", instead=_net_variant("activation for the slope")).asks(
            "Is A1 how high tanh is, or how steep?"
        ),
        slip("slope fed with z", instead=_net_variant("slope fed with z")).asks(
            "1 − (…)² is the slope of tanh in terms of which number, z or a?"
        ),
        slip("slope of the sigmoid", instead=_sigmoid_slope_in_tanh_net).asks(
            "Which activation has the slope a(1 − a)?"
        ),
        slip("1/N again", instead=_net_variant("1/N again at layer 1")).asks(
            "How often does the number of samples divide the deltas of layer 1?"
        ),
        slip("1/N missing", instead=_net_variant("1/N missing")).asks(
            "The loss is an average over the samples. Where did that average go?"
        ),
        slip("bias mean for sum", instead=_net_variant("bias mean for sum")).asks(
            "Layer 2 had passed its check. Which of its lines did you change?"
        ),
        slip("W2 left by its signs", instead=_net_variant("signs fed back")).asks(
            "By what does a delta grow on its way back through a weight of 3?"
        ),
    ],
)
