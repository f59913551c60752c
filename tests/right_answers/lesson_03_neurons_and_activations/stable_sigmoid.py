"""Right answers to `stable_sigmoid`: masks, number by number, logaddexp, with warnings, bplib."""

import numpy as np
from right_answers.lesson_03_neurons_and_activations.shared import by_math

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


def with_warnings(z):
    """Return the right values, though np.where computes the overflowing side as well."""
    z = np.asarray(z, dtype=float)
    return np.where(z >= 0, 1 / (1 + np.exp(-z)), np.exp(z) / (1 + np.exp(z)))


ANSWERS = [by_masks, by_math, by_logaddexp, with_warnings, activations.sigmoid]
