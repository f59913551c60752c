"""Right answers to `relu_slope` in other styles than the reference."""

import numpy as np

from bplib import activations


def relu_by_loop(z):
    flat = [1 if value > 0 else 0 for value in np.ravel(z)]
    return np.reshape(flat, np.shape(z))


def relu_by_product(z):
    return (z > 0) * 1.0


def relu_by_heaviside(z):
    return np.heaviside(np.asarray(z, dtype=np.float32), np.float32(0))


ANSWERS = [relu_by_loop, relu_by_product, relu_by_heaviside, activations.relu_prime]
