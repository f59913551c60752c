"""Rules of operations on arrays that take more than a line.

Each returns the value, then for either input what an upstream gradient G, of the shape of the
value, becomes on its way there.
"""

from typing import Any

import numpy as np

from bplib.autodiff.backward import Backward, unbroadcast
from bplib.autodiff.guard import Array

Rule = tuple[Any, Backward, Backward]


def quotient(x: Any, y: Any) -> Rule:
    """X / y."""
    a = x / y
    return a, lambda G: G / y, lambda G: -G * a / y


def power(x: Any, y: Any) -> Rule:
    """X ** y; its slope by y, a ln x, goes to 0 where a does."""
    a = x**y
    return (
        a,
        lambda G: G * y * x ** np.where(np.equal(y, 0), 1, y - 1).astype(a.dtype),
        lambda G: G * a * np.log(np.where(a == 0, 1, x)),
    )


def product(x: Array, y: Array) -> Rule:
    """X @ y. With C = A B: ∂L/∂A = G Bᵀ and ∂L/∂B = Aᵀ G; a vector is a row or a column."""
    A = x[np.newaxis] if np.ndim(x) == 1 else x
    B = y[:, np.newaxis] if np.ndim(y) == 1 else y
    C = x @ y
    axes = (-2,) * (np.ndim(x) == 1) + (-1,) * (np.ndim(y) == 1)

    def matrix(G: Array) -> Array:
        return np.expand_dims(G, axes) if axes else G

    def to_left(G: Array) -> Array:
        share = unbroadcast(matrix(G) @ np.swapaxes(B, -1, -2), A.shape)
        return share.reshape(x.shape)

    def to_right(G: Array) -> Array:
        share = unbroadcast(np.swapaxes(A, -1, -2) @ matrix(G), B.shape)
        return share.reshape(y.shape)

    return C, to_left, to_right
