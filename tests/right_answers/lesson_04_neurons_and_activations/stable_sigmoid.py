"""Right answers to `stable_sigmoid`: masks, number by number, logaddexp, both sides, bplib."""

import numpy as np
from right_answers.lesson_04_neurons_and_activations.shared import by_math

from bplib import activations


def by_masks(z):
    z = np.asarray(z)
    result = np.empty(z.shape, dtype=np.result_type(z, np.float32))
    right = z >= 0
    result[right] = 1 / (1 + np.exp(-z[right]))
    tail = np.exp(z[~right])
    result[~right] = tail / (1 + tail)
    return result


def by_logaddexp(z):
    return np.exp(-np.logaddexp(0.0, -np.asarray(z, dtype=float)))


def both_sides_kept_small(z):
    """Return the right values by np.where, whose other side is computed at 0."""
    z = np.asarray(z, dtype=float)
    left = np.exp(np.minimum(z, 0))
    return np.where(z >= 0, 1 / (1 + np.exp(-np.maximum(z, 0))), left / (1 + left))


ANSWERS = [by_masks, by_math, by_logaddexp, both_sides_kept_small, activations.sigmoid]
