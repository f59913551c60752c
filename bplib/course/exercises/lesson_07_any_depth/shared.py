"""What the exercises of lesson 07 share."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from bplib.activations import get_activation

Arrays = list[Any]

FORWARD = "Forward, and what it must keep"

DELTA = "Delta: at the output, then one layer back"


def _signed(
    rng: np.random.Generator, shape: tuple[int, ...], low: float = 0.3, high: float = 1.4
) -> Any:
    """Draw numbers of random sign, none of them near zero."""
    return rng.uniform(low, high, shape) * rng.choice([-1.0, 1.0], shape)


def _prime(name: str, Z: Any) -> Any:
    return get_activation(name).prime(Z)


def forward_with_cache(
    X: Any, weights: Sequence[Any], biases: Sequence[Any], activations: Sequence[str]
) -> tuple[Arrays, Arrays]:
    """Return the sums Z_1 ... Z_L and the activations A_0 = X, A_1 ... A_L."""
    Zs, As = [], [X]
    for W, b, name in zip(weights, biases, activations, strict=True):
        Zs.append(As[-1] @ W + b)
        As.append(get_activation(name).f(Zs[-1]))
    return Zs, As


def _network(
    rng: np.random.Generator, sizes: Sequence[int], *, zero_biases: bool = False
) -> tuple[Arrays, Arrays]:
    weights = [_signed(rng, pair) for pair in pairwise(sizes)]
    biases = [_signed(rng, (n,)) * (not zero_biases) for n in sizes[1:]]
    return weights, biases


DEPTHS: tuple[tuple[str, int, tuple[int, ...], tuple[str, ...]], ...] = (
    ("one layer", 5, (3, 2), ("sigmoid",)),
    ("two layers", 6, (3, 4, 2), ("tanh", "sigmoid")),
    ("three layers", 3, (2, 5, 4, 1), ("sigmoid", "softplus", "tanh")),
    ("four layers", 7, (4, 3, 6, 5, 2), ("tanh", "softplus", "sigmoid", "identity")),
    ("two layers, one sample", 1, (4, 3, 2), ("sigmoid", "tanh")),
)


def output_delta(Z: Any, Y: Any, activation: str) -> Any:
    """Return dL/dZ of the last layer."""
    return (get_activation(activation).f(Z) - Y) / len(Y) * _prime(activation, Z)


def hidden_delta(dZ_next: Any, W_next: Any, Z: Any, activation: str) -> Any:
    """Return dL/dZ of a layer from the layer after it."""
    return (dZ_next @ W_next.T) * _prime(activation, Z)


def layer_gradients(A_prev: Any, dZ: Any) -> tuple[Any, Any]:
    """Return dL/dW and dL/db of a layer."""
    return A_prev.T @ dZ, dZ.sum(axis=0)


def backward_any_depth(
    Y: Any,
    weights: Sequence[Any],
    Zs: Sequence[Any],
    As: Sequence[Any],
    activations: Sequence[str],
) -> tuple[Arrays, Arrays]:
    """Return the gradients of all weights and all biases, layer 1 first."""
    dWs: Arrays = []
    dbs: Arrays = []
    dZ = output_delta(Zs[-1], Y, activations[-1])
    for layer in reversed(range(len(weights))):
        dW, db = layer_gradients(As[layer], dZ)
        dWs.insert(0, dW)
        dbs.insert(0, db)
        if layer > 0:
            dZ = hidden_delta(dZ, weights[layer], Zs[layer - 1], activations[layer - 1])
    return dWs, dbs
