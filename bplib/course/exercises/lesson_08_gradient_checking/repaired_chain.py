"""Repair a stack of equal layers."""

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np

from bplib.course.checks import Case, Function, call_case, slip
from bplib.course.exercises.lesson_08_gradient_checking.shared import LOCALISE, _signed


def repaired_chain(dA: Any, weights: Any, activations: Any) -> list[Any]:
    """Return the deltas of all tanh layers, the first layer's first."""
    deltas: list[Any] = []
    for layer in reversed(range(len(weights))):
        deltas.insert(0, dA * (1 - activations[layer] ** 2))
        dA = deltas[0] @ weights[layer].T
    return deltas


def _chain_variant(kind: str) -> Callable[..., Any]:
    def backward(dA: Any, weights: Any, activations: Any) -> Any:
        deltas: list[Any] = []
        for layer in reversed(range(len(weights))):
            A = activations[layer]
            if kind == "slope of the layer below":
                A = activations[max(layer - 1, 0)]
            slope = {"slope forgotten": 1.0, "sigmoid's slope": A * (1 - A)}.get(kind, 1 - A**2)
            if kind == "slope twice":
                slope = slope**2
            elif kind == "slope at the output only" and layer < len(weights) - 1:
                slope = 1.0
            deltas.insert(0, dA * slope)
            W = weights[layer - 1] if kind == "weights of the layer below" else weights[layer]
            upstream = dA if kind == "delta not handed on" else deltas[0]
            dA = upstream @ (W if kind == "not repaired" else W.T)
        return deltas[::-1] if kind == "top first" else deltas

    return backward


def _chain_cases(rng: np.random.Generator) -> list[Case]:
    def case(note: str, N: int, *widths: int) -> Case:
        weights = [_signed(rng, shape) for shape in pairwise(widths)]
        activations = [np.tanh(_signed(rng, (N, n))) for n in widths[1:]]
        dA = _signed(rng, (N, widths[-1]))
        return call_case(note, dA=dA, weights=weights, activations=activations)

    return [
        case("three layers of 3 units", 5, 3, 3, 3, 3),
        case("four layers of 2 units", 3, 2, 2, 2, 2, 2),
        case("two layers of 4 units", 2, 4, 4, 4),
        case("layers of 4, 3 and 5 units", 6, 2, 4, 3, 5),
    ]


EXERCISE = Function(
    repaired_chain,
    _chain_cases,
    title="Repair a stack of equal layers",
    points=2,
    difficulty=3,
    minutes=4,
    read_again=LOCALISE,
    slips=[
        slip("not repaired", instead=_chain_variant("not repaired")).asks(
            "Which index of W belongs to the layer that the delta comes from?"
        ),
        slip(
            "weights of the layer below", instead=_chain_variant("weights of the layer below")
        ).asks("Through which weights did the upper layer hear the lower one?"),
        slip("slope forgotten", instead=_chain_variant("slope forgotten")).asks(
            "What stands between a layer's Z and its A?"
        ),
        slip("slope at the output only", instead=_chain_variant("slope at the output only")).asks(
            "How many layers end in a tanh, and how many slopes do you use?"
        ),
        slip("slope of the layer below", instead=_chain_variant("slope of the layer below")).asks(
            "Which activation does layer l itself put out?"
        ),
        slip("slope of the sigmoid", instead=_chain_variant("sigmoid's slope")).asks(
            "Which activation has the slope a(1 − a)?"
        ),
        slip("slope twice", instead=_chain_variant("slope twice")).asks(
            "How often does each layer's slope multiply its delta?"
        ),
        slip("delta not handed on", instead=_chain_variant("delta not handed on")).asks(
            "Which of the two goes back through the weights, dL/dA or dL/dZ?"
        ),
        slip("top layer first", instead=_chain_variant("top first")).asks(
            "In which order does the specification want the deltas?"
        ),
    ],
)
