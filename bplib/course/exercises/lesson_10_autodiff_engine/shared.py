"""What the exercises of lesson 10 share."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating]


def _signed(rng: np.random.Generator, *shape: int) -> Array:
    """Return numbers of size 0.4 to 1.5 and random sign."""
    return rng.uniform(0.4, 1.5, shape) * rng.choice([-1.0, 1.0], shape)
