"""Right answers to `relu_slope`: a loop, a product, a step function, bplib."""

import numpy as np

from bplib import activations


def by_loop(z):
    flat = [1 if value > 0 else 0 for value in np.ravel(z)]
    return np.reshape(flat, np.shape(z))


def by_product(z):
    return (z > 0) * 1.0


def by_heaviside(z):
    return np.heaviside(np.asarray(z, dtype=np.float32), np.float32(0))


ANSWERS = [by_loop, by_product, by_heaviside, activations.relu_prime]
