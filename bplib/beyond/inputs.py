"""What goes into blocks and comes back: checks that `batch_norm`, `dropout` and `residual` share.

Each block is a pair of functions. The forward one returns its output and what the backward one
needs; the backward one turns dL/d(output) into dL/d(every input).
"""

from numpy.typing import ArrayLike

from bplib._support.arguments import Array, finite, floating


def samples(values: ArrayLike, name: str) -> Array:
    """Return finite samples, (N, n) with N and n at least 1."""
    array = floating(values, name)
    if array.ndim != 2 or array.size == 0:
        raise ValueError(
            f"{name} must have shape (N, n) with at least one sample, got {array.shape}"
        )
    finite(array, name)
    return array


def upstream(values: ArrayLike, name: str, like: Array) -> Array:
    """Return a finite gradient of the shape of a block's output."""
    array = floating(values, name)
    if array.shape != like.shape:
        raise ValueError(
            f"{name} must have the shape of the block's output, {like.shape}, got {array.shape}"
        )
    finite(array, name)
    return array
