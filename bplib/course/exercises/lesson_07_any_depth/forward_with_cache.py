"""Go forward and keep what the way back needs."""

from collections.abc import Callable
from typing import Any

import numpy as np

from bplib.activations import get_activation
from bplib.course.checks import Case, Function, call_case, slip
from bplib.course.exercises.lesson_07_any_depth.shared import (
    DEPTHS,
    FORWARD,
    _network,
    _signed,
    forward_with_cache,
)


def _forward_variant(kind: str) -> Callable[..., Any]:
    """Return the forward pass with one mistake."""

    def forward(X: Any, weights: Any, biases: Any, activations: Any) -> Any:
        if kind == "input bent":
            X = get_activation(activations[0]).f(X)
        if kind == "first activation":
            activations = [activations[0]] * len(weights)
        if kind == "linear output":
            activations = [*activations[:-1], "identity"]
        Zs, As, A = [], [X], X
        for W, b, name in zip(weights, biases, activations, strict=True):
            Z = A @ W + (0 if kind == "no bias" else b)
            bent = get_activation(name).f(Z)
            if kind == "in place":
                Z = bent
            A = Z if kind == "sums passed on" else bent
            Zs.append(Z)
            As.append(bent)
        return Zs, As[1:] if kind == "input not kept" else As

    return forward


def _forward_cases(rng: np.random.Generator) -> list[Case]:
    cases = []
    for note, N, sizes, names in DEPTHS:
        weights, biases = _network(rng, sizes)
        X = _signed(rng, (N, sizes[0]))
        cases.append(call_case(note, X=X, weights=weights, biases=biases, activations=list(names)))
    return cases


EXERCISE = Function(
    forward_with_cache,
    _forward_cases,
    title="Go forward and keep what the way back needs",
    points=3,
    difficulty=2,
    minutes=5,
    read_again=FORWARD,
    pure=True,
    slips=[
        slip("input not kept", instead=_forward_variant("input not kept")).asks(
            "Which array does the gradient of the first layer's weights need?"
        ),
        slip("sums overwritten", instead=_forward_variant("in place")).asks(
            "When the way back asks for Z, does it find Z, or what became of it?"
        ),
        slip("sums passed on", instead=_forward_variant("sums passed on")).asks(
            "Does the next layer read what its predecessor summed, or what it answered?"
        ),
        slip("input bent", instead=_forward_variant("input bent")).asks(
            "Does anything happen to X before the first matrix product?"
        ),
        slip("bias forgotten", instead=_forward_variant("no bias")).asks(
            "What does a neuron add to its weighted inputs?"
        ),
        slip("one activation for all layers", instead=_forward_variant("first activation")).asks(
            "How many activation names were you given?"
        ),
        slip("output not bent", instead=_forward_variant("linear output")).asks(
            "Is the last layer treated unlike the others in the formula?"
        ),
    ],
)
