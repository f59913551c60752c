"""Bring the delta back to the hidden layer."""

from typing import Any

import numpy as np

from bplib.course.checks import Numbers, slip
from bplib.course.exercises.lesson_06_two_two_one.shared import (
    A1,
    A2,
    DELTA,
    DELTA2,
    W2,
    X,
    Y,
    slope,
)

LR = 0.01


def _backward_numbers(
    W: np.ndarray = W2, delta2: np.ndarray = DELTA2, slope: Any = None, *, transposed: bool = False
) -> dict[str, float]:
    delta1 = (W.T @ delta2) * (slope(A1) if slope is None else slope)
    dW1 = X @ delta1.T if transposed else delta1 @ X.T
    return {
        "delta1_1": delta1[0, 0],
        "delta1_2": delta1[1, 0],
        "dw1_12": dW1[0, 1],
        "dw1_21": dW1[1, 0],
    }


def hidden_backward_numbers():
    return _backward_numbers()


EXERCISE = Numbers(
    hidden_backward_numbers,
    title="Bring the delta back to the hidden layer",
    points=1,
    difficulty=3,
    minutes=4,
    read_again=DELTA,
    slips=[
        slip("slope forgotten", result=_backward_numbers(slope=1.0)).asks(
            "The road to z⁽¹⁾ passes through a⁽¹⁾. Which link is missing from your product?"
        ),
        slip("raw error sent back", result=_backward_numbers(delta2=A2 - Y)).asks(
            "Is what you send back ∂L/∂a⁽²⁾, or ∂L/∂z⁽²⁾?"
        ),
        slip("updated weights", result=_backward_numbers(W=W2 - LR * DELTA2 @ A1.T)).asks(
            "Which W⁽²⁾ was in use when the forward pass ran?"
        ),
        slip(
            "outer product transposed",
            result={k: v for k, v in _backward_numbers(transposed=True).items() if k[0] == "d"},
        ).asks("In w₁₂, which index names the input and which the hidden unit?"),
        slip("slope of the output", result=_backward_numbers(slope=slope(A2))).asks(
            "Whose sigmoid does the last link belong to: the output's, or the hidden unit's?"
        ),
    ],
)
