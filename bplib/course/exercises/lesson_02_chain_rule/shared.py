"""What the exercises of lesson 02 share: how factors and places are drawn."""

import numpy as np


def coefficients(rng, count):
    """Return different positive factors between 0.5 and 1.9, short enough to read."""
    return [float(k) for k in rng.permutation(np.arange(0.5, 1.95, 0.1)).round(1)[:count]]


def number(rng):
    """Return a place between 0.4 and 1.4, never one where different mistakes agree."""
    return float(rng.uniform(0.4, 1.4))
