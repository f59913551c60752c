"""What the exercises of lesson 02 share."""

from math import exp

import numpy as np


def _sigmoid(z: float) -> float:
    return 1 / (1 + exp(-z))


def _signed(rng: np.random.Generator, count: int) -> list[float]:
    """Return numbers of size 0.5 to 2.5 and random sign, all clearly different in size."""
    sizes = rng.permutation(np.linspace(0.5, 2.5, count)) + rng.uniform(-0.1, 0.1, count)
    return [float(v) for v in sizes * rng.choice([-1.0, 1.0], count)]
