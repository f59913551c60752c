"""What right answers of lesson 08 share: activations, slopes, softmax, not in bplib's words."""

import math

import numpy as np


def bend(name, z):
    """Return the activation of the numbers z."""
    if name == "sigmoid":
        return (1 + np.tanh(z / 2)) / 2
    if name == "tanh":
        return np.tanh(z)
    if name == "softplus":
        return np.logaddexp(0, z)
    return z * (z > 0) if name == "relu" else z


def slope(name, z):
    """Return the slope of the activation at the numbers z."""
    if name == "sigmoid":
        return 1 / (4 * np.cosh(z / 2) ** 2)
    if name == "tanh":
        return 1 / np.cosh(z) ** 2
    if name == "softplus":
        return 1 / (1 + np.exp(-z))
    return 1.0 * (z > 0) if name == "relu" else np.ones_like(z)


def slope_of_one(name, z):
    """Return the slope at one number, from the activation's value there."""
    if name == "sigmoid":
        a = 1 / (1 + math.exp(-z))
        return a * (1 - a)
    if name == "tanh":
        return 1 - math.tanh(z) ** 2
    return 1 / (1 + math.exp(-z)) if name == "softplus" else 1.0


def softmax_rows(Z):
    """Return the softmax of every row."""
    shifted = np.exp(Z - Z.max(axis=1)[:, None])
    return shifted / shifted.sum(axis=1)[:, None]
