"""Right answers to `sigmoid_slope`: from a, a quotient, cosh, a complex step, single precision."""

import numpy as np
from right_answers.lesson_04_neurons_and_activations.shared import by_cosh, by_quotient

from bplib import activations


def from_cached_output(z):
    s = activations.sigmoid(z)
    return activations.sigmoid_prime_from_output(s)


def by_complex_step(z):
    return (activations.sigmoid(np.asarray(z) + 1e-30j)).imag / 1e-30


def in_float32(z):
    s = 1 / (1 + np.exp(-np.asarray(z, dtype=np.float32)))
    return s - s * s


ANSWERS = [from_cached_output, by_quotient, by_cosh, by_complex_step, in_float32]
