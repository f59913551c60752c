"""What the exercises of lesson 01 share."""

import numpy as np


def _coefficients(rng: np.random.Generator, count: int) -> list[float]:
    """Return different positive factors between 0.5 and 1.9, short enough to read."""
    return [float(k) for k in rng.permutation(np.arange(0.5, 1.95, 0.1)).round(1)[:count]]


def _number(rng: np.random.Generator) -> float:
    """Return a place between 0.4 and 1.4, never one where different mistakes agree."""
    return float(rng.uniform(0.4, 1.4))
