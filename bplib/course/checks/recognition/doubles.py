"""What stands in for NumPy's and Python's own where a changed source is run hundreds of times."""

from typing import Any

import numpy as np

MOST_ROUNDS = 10_000


def short_range(*ends: Any) -> range:
    """Return a range, unless a changed end makes it endless."""
    rounds = range(*ends)
    if len(rounds) > MOST_ROUNDS:
        raise TimeoutError
    return rounds


def median(values: Any, axis: int | None = None, keepdims: bool = False) -> Any:
    """Return the number in the middle, or the mean of the two there, as `np.median` does."""
    ordered = np.sort(values, axis=axis)
    along, N = axis or 0, ordered.shape[axis or 0]
    middle = (ordered.take((N - 1) // 2, along) + ordered.take(N // 2, along)) / 2
    return middle.reshape(np.sum(values, axis=axis, keepdims=keepdims).shape)
