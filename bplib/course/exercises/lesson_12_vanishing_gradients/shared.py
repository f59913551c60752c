"""What the exercises of lesson 12 share."""

from typing import Any

import numpy as np

Triple = tuple[Any, Any, Any]


def _mean(Z: Any) -> Any:
    """Return the mean over the samples, (..., N, n) -> (..., 1, n)."""
    return Z.sum(axis=-2, keepdims=True) / Z.shape[-2]


def _batch(rng: np.random.Generator, samples: int, units: int) -> Any:
    """Return sums of random mean and spread by column, never all alike."""
    Z = rng.normal(size=(samples, units))
    Z += np.linspace(-1, 1, samples)[:, np.newaxis] * rng.choice([-1, 1], units)
    return Z * rng.uniform(0.5, 2.0, units) + rng.normal(0, 1.5, units)
