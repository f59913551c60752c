"""Right answers to `tanh_slope`: number by number, sigmoids, exponentials, bplib."""

import math

import numpy as np

from bplib import activations


def tanh_number_by_number(z):
    if np.ndim(z):
        return [tanh_number_by_number(part) for part in z]
    return 1 - math.tanh(z) ** 2


def by_sigmoids(z):
    return 4 * activations.sigmoid(2 * np.asarray(z)) * activations.sigmoid(-2 * np.asarray(z))


def by_exponentials(z):
    e = np.exp(-2 * np.abs(z))
    t = (1 - e) / (1 + e)
    return (1 - t) * (1 + t)


ANSWERS = [tanh_number_by_number, by_sigmoids, by_exponentials, activations.tanh_prime]
