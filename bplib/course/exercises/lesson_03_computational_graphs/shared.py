"""What the exercises of lesson 03 share: the sigmoid, its slope, and how numbers are drawn."""

from math import exp

import numpy as np


def sigmoid(z):
    """Return the sigmoid of a number."""
    return 1 / (1 + exp(-z))


def slope(z):
    """Return the slope of the sigmoid at a number."""
    return sigmoid(z) * (1 - sigmoid(z))


def signed(rng, count):
    """Return numbers of size 0.5 to 2.5 and random sign, all clearly different in size."""
    sizes = rng.permutation(np.linspace(0.5, 2.5, count)) + rng.uniform(-0.1, 0.1, count)
    return [float(v) for v in sizes * rng.choice([-1.0, 1.0], count)]


def with_signs(rng, signs):
    """Return numbers as `signed` draws them, with these signs; 0 leaves one to chance."""
    drawn = signed(rng, len(signs))
    return [sign * abs(v) if sign else v for sign, v in zip(signs, drawn, strict=True)]
