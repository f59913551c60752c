"""Go back through any number of layers."""

from collections.abc import Callable
from typing import Any

import numpy as np

from bplib.course.checks import Case, Function, call_case, slip
from bplib.course.exercises.lesson_07_any_depth.shared import (
    DELTA,
    DEPTHS,
    Arrays,
    _network,
    _prime,
    _signed,
    backward_any_depth,
    forward_with_cache,
)


def _backward_variant(kind: str) -> Callable[..., Any]:
    """Return the whole backward pass with one mistake."""

    def backward(Y: Any, weights: Any, Zs: Any, As: Any, activations: Any) -> Any:
        dWs: Arrays = []
        dbs: Arrays = []
        N, slopes = len(Y), [_prime(*pair) for pair in zip(activations, Zs, strict=True)]
        if kind == "slope at a":
            slopes = [_prime(*pair) for pair in zip(activations, As[1:], strict=True)]
        if kind == "no output slope":
            slopes[-1] = np.ones_like(slopes[-1])
        if kind == "no hidden slope":
            slopes[:-1] = [np.ones_like(slope) for slope in slopes[:-1]]
        if kind == "slope of the next activation":
            moved = zip([*activations[1:], activations[-1]], Zs, strict=True)
            slopes = [_prime(*pair) for pair in moved]
        dZ = (As[-1] - Y) * slopes[-1] / (1 if kind == "not averaged" else N)
        for layer in reversed(range(len(weights))):
            A = As[layer + 1] if kind == "own output" else As[layer]
            dWs.insert(0, A.T @ dZ / (N if kind == "averaged twice" else 1))
            dbs.insert(0, dZ.mean(axis=0) if kind == "bias averaged" else dZ.sum(axis=0))
            if kind == "averaged twice":
                dbs[0] = dbs[0] / N
            if layer > 0:
                dZ = (dZ @ weights[layer].T) * slopes[layer - 1]
                if kind == "averaged at every layer":
                    dZ = dZ / N
        if kind == "uphill and downhill":
            return [-dW for dW in dWs], [-db for db in dbs]
        if kind == "last layer first":
            return dWs[::-1], dbs[::-1]
        return (dWs[1:], dbs[1:]) if kind == "stopped early" else (dWs, dbs)

    return backward


def _backward_cases(rng: np.random.Generator) -> list[Case]:
    cases = []
    for note, N, sizes, names in DEPTHS:
        weights, biases = _network(rng, sizes)
        Zs, As = forward_with_cache(_signed(rng, (N, sizes[0])), weights, biases, names)
        Y = As[-1] + _signed(rng, As[-1].shape)
        inputs = {"Y": Y, "weights": weights, "Zs": Zs, "As": As, "activations": list(names)}
        cases.append(call_case(note, **inputs))
    return cases


EXERCISE = Function(
    backward_any_depth,
    _backward_cases,
    title="Go back through any number of layers",
    points=6,
    difficulty=4,
    minutes=10,
    read_again=DELTA,
    slips=[
        slip("last layer first", instead=_backward_variant("last layer first")).asks(
            "You walked from the last layer to the first. In which order are results wanted?"
        ),
        slip("own output for input", instead=_backward_variant("own output")).asks(
            ("Which activations does W of a layer multiply: those it receives, or those it makes?")
        ),
        slip("output slope forgotten", instead=_backward_variant("no output slope")).asks(
            "Which factor turns ∂L/∂A of the last layer into its delta?"
        ),
        slip("hidden slopes forgotten", instead=_backward_variant("no hidden slope")).asks(
            "Between two matrix products of the way back, which factor belongs to the layer?"
        ),
        slip(
            "slope of the next layer's activation",
            instead=_backward_variant("slope of the next activation"),
        ).asks("Whose activation bent the sums that you take the slope at?"),
        slip("slopes taken at a", instead=_backward_variant("slope at a")).asks(
            "At which numbers are the slopes wanted: at Zs, or at As?"
        ),
        slip("not averaged", instead=_backward_variant("not averaged")).asks(
            "Where in your function does the number of samples occur?"
        ),
        slip("averaged twice", instead=_backward_variant("averaged twice")).asks(
            "How often does 1/N stand in the loss, and how often in your function?"
        ),
        slip("averaged at every layer", instead=_backward_variant("averaged at every layer")).asks(
            "The last layer is right and the others shrink. What is divided on every step?"
        ),
        slip("bias averaged", instead=_backward_variant("bias averaged")).asks(
            "Do weights and biases treat the samples alike in your answer?"
        ),
        slip("sign turned", instead=_backward_variant("uphill and downhill")).asks(
            "Does the gradient point to where the loss grows, or to where it falls?"
        ),
        slip("stopped early", instead=_backward_variant("stopped early")).asks(
            "How many layers are there, and how many gradients did you return?"
        ),
    ],
)
