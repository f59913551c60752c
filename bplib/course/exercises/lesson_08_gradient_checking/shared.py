"""What the exercises of lesson 08 share."""

from typing import Any

import numpy as np

LOCALISE = "Localise: six broken backward passes"


def _signed(
    rng: np.random.Generator, shape: Any, low: float = 0.3, high: float = 1.4
) -> np.ndarray:
    """Draw numbers of random sign, none of them near zero."""
    return rng.uniform(low, high, shape) * rng.choice([-1.0, 1.0], shape)
