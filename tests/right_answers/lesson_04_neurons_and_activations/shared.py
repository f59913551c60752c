"""What right answers of lesson 04 share: sigmoids and slopes in other styles."""

import math

import numpy as np


def by_math(z):
    """Return the sigmoid as a nested list, one number at a time."""
    if np.ndim(z):
        return [by_math(row) for row in z]
    e = math.exp(-abs(float(z)))
    return (1.0 if z >= 0 else e) / (1 + e)


def by_quotient(z):
    e = np.exp(-np.abs(z))
    return e / (1 + e) ** 2


def by_cosh(z):
    return 0.25 / np.cosh(np.asarray(z) / 2) ** 2
