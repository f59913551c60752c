"""Mini-batches: the data in random order, a few rows at a time."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import ArrayLike

from bplib._support.arguments import Array, whole

__all__ = ["minibatches"]


def minibatches(
    X: ArrayLike, Y: ArrayLike, batch_size: int, rng: np.random.Generator | int
) -> Iterator[tuple[Array, Array]]:
    """Visit every sample once, in random order, a few at a time.

    Parameters
    ----------
    X : (N, ...)
    Y : (N, ...)
        Shuffled with X: the same row of both stays together.
    batch_size : int, >= 1
        The last batch is shorter when batch_size does not divide N.
    rng : Generator or int
        A generator gives another order at every call, an int the same.

    Yields
    ------
    (B, ...), (B, ...)
        Rows of a shuffled copy of X and of Y.

    Raises
    ------
    ValueError
        At once, when X and Y have different lengths or none, or batch_size < 1.
    """
    X, Y = np.asarray(X), np.asarray(Y)
    if X.ndim == 0 or Y.ndim == 0 or len(X) != len(Y) or len(X) == 0:
        raise ValueError(
            f"X and Y must have the same number of rows, at least 1, got {X.shape} and {Y.shape}"
        )
    whole(batch_size, "batch_size")
    order = np.random.default_rng(rng).permutation(len(X))
    X, Y = X[order], Y[order]
    pieces = (slice(start, start + batch_size) for start in range(0, len(X), batch_size))
    return ((X[rows], Y[rows]) for rows in pieces)
