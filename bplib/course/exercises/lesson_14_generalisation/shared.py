"""What the exercises of lesson 14 share."""

from typing import Any

import numpy as np

Pair = tuple[Any, Any]


def _strata(rng: np.random.Generator, *shape: int) -> Any:
    """Return numbers from 0 to 1, one in each of as many equal parts, shuffled."""
    n = int(np.prod(shape))
    return ((rng.permutation(n) + rng.uniform(0.1, 0.9, n)) / n).reshape(shape)


BY_HAND = "By hand: three sets, and four requests"
