"""Activations in place: forward fills A from Z, backward turns dA into dZ.

A has a gap after every row, where the ones are, and work on it takes two or three times as long. So
the three that nearly everybody uses work in Z, which they leave as a copy of A.
"""

from collections.abc import Callable

import numpy as np

from bplib._support.arguments import Array
from bplib.activations import get_activation
from bplib.fast.buffers import aligned

Call = Callable[[], None]


def any_bend(name: str, Z: Array, A: Array, dA: Array) -> tuple[Call, Call]:
    """Any activation, by its reference."""
    f, prime = get_activation(name).f, get_activation(name).prime

    def forward() -> None:
        A[...] = f(Z)

    def backward() -> None:
        np.multiply(dA, prime(Z), dA)

    return forward, backward


def _tanh(Z: Array, A: Array, dA: Array) -> tuple[Call, Call]:
    slope, one = aligned(Z.shape, Z.dtype), np.ones((), Z.dtype)

    def forward() -> None:
        np.tanh(Z, Z)
        A[...] = Z

    def backward() -> None:
        np.multiply(Z, Z, slope)
        np.subtract(one, slope, slope)
        np.multiply(dA, slope, dA)

    return forward, backward


def _sigmoid(Z: Array, A: Array, dA: Array) -> tuple[Call, Call]:
    slope = aligned(Z.shape, Z.dtype)
    half, one = (np.asarray(c, Z.dtype) for c in (0.5, 1))

    def forward() -> None:
        np.multiply(Z, half, Z)
        np.tanh(Z, Z)
        np.multiply(Z, half, Z)
        np.add(Z, half, Z)
        A[...] = Z

    def backward() -> None:
        np.subtract(one, Z, slope)
        np.multiply(slope, Z, slope)
        np.multiply(dA, slope, dA)

    return forward, backward


def _relu(Z: Array, A: Array, dA: Array) -> tuple[Call, Call]:
    zeros, slope = (aligned(Z.shape, Z.dtype) for _ in range(2))  # maximum is slow without axes
    zero, on = np.zeros((), Z.dtype), np.empty(Z.shape, bool)

    def forward() -> None:
        np.maximum(Z, zeros, out=Z)
        A[...] = Z

    def backward() -> None:
        np.greater(Z, zero, on)
        slope[...] = on  # numbers multiply sooner than truth values
        np.multiply(dA, slope, dA)

    return forward, backward


BENDS = {"tanh": _tanh, "sigmoid": _sigmoid, "relu": _relu}
