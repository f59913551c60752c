"""Send the delta one layer back."""

from collections.abc import Callable
from typing import Any

import numpy as np

from bplib.activations import get_activation
from bplib.course.checks import Case, Function, call_case, slip
from bplib.course.exercises.lesson_07_any_depth.shared import DELTA, _prime, _signed, hidden_delta


def _hidden_variant(kind: str) -> Callable[..., Any]:
    """Return the hidden delta with one mistake."""

    def delta(dZ_next: Any, W_next: Any, Z: Any, activation: str) -> Any:
        back, slope = dZ_next @ W_next.T, _prime(activation, Z)
        if kind == "not transposed":
            return (dZ_next @ W_next) * slope
        if kind == "wrong operand":
            return (dZ_next.T @ W_next) * slope
        if kind == "column form":
            return (W_next @ dZ_next.T) * slope.T
        if kind == "matrix product":
            return back @ slope.T
        if kind == "no slope":
            return back
        if kind == "slope at a":
            return back * _prime(activation, get_activation(activation).f(Z))
        if kind == "activation for slope":
            return back * get_activation(activation).f(Z)
        return back * slope / len(Z)  # averaged again

    return delta


def _hidden_cases(rng: np.random.Generator) -> list[Case]:
    def case(N: int, n: int, n_next: int, activation: str, note: str = "") -> Case:
        return call_case(
            note or f"{activation}, {n} units before {n_next}",
            dZ_next=_signed(rng, (N, n_next)),
            W_next=_signed(rng, (n, n_next)),
            Z=_signed(rng, (N, n), 0.3, 1.8),
            activation=activation,
        )

    return [
        case(5, 4, 3, "tanh"),
        case(3, 2, 4, "sigmoid"),
        case(2, 5, 3, "softplus"),
        case(4, 3, 3, "tanh", "as many units as in the next layer"),
        case(6, 3, 1, "sigmoid"),
    ]


EXERCISE = Function(
    hidden_delta,
    _hidden_cases,
    title="Send the delta one layer back",
    points=3,
    difficulty=3,
    minutes=4,
    read_again=DELTA,
    slips=[
        slip("weights not transposed", instead=_hidden_variant("not transposed")).asks(
            "Forward, W_next turns this layer's width into the next one's. Which way now?"
        ),
        slip("wrong operand transposed", instead=_hidden_variant("wrong operand")).asks(
            "Which axis of dZ_next has to meet which axis of W_next?"
        ),
        slip("column form", instead=_hidden_variant("column form")).asks(
            "Is a sample a row or a column in your result, and in Z?"
        ),
        slip("matrix product for entrywise", instead=_hidden_variant("matrix product")).asks(
            "Does the slope of one neuron act on the deltas of another?"
        ),
        slip("slope forgotten", instead=_hidden_variant("no slope")).asks(
            "Is your result ∂L/∂A, or ∂L/∂Z?"
        ),
        slip("slope taken at a", instead=_hidden_variant("slope at a")).asks(
            "At which point is the slope wanted: at z, or at f(z)?"
        ),
        slip("activation for slope", instead=_hidden_variant("activation for slope")).asks(
            "Is f(z) the activation itself, or its slope?"
        ),
        slip("averaged again", instead=_hidden_variant("averaged again")).asks(
            "Is the 1/N of the loss already inside the delta that you were given?"
        ),
    ],
)
