"""Right answers to `tanh_slope` in other styles than the reference."""

import math

import numpy as np

from bplib import activations


def tanh_of_list(z):
    if np.ndim(z):
        return [tanh_of_list(part) for part in z]
    return 1 - math.tanh(z) ** 2


def tanh_by_sigmoid(z):
    return 4 * activations.sigmoid(2 * np.asarray(z)) * activations.sigmoid(-2 * np.asarray(z))


def tanh_by_exponentials(z):
    e = np.exp(-2 * np.abs(z))
    t = (1 - e) / (1 + e)
    return (1 - t) * (1 + t)


ANSWERS = [tanh_of_list, tanh_by_sigmoid, tanh_by_exponentials, activations.tanh_prime]
