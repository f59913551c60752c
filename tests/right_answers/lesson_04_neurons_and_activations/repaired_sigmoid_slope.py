"""Right answers to `repaired_sigmoid_slope`: logarithms, the mirror image, a quotient, cosh."""

import numpy as np
from right_answers.lesson_04_neurons_and_activations.shared import by_cosh, by_quotient

from bplib import activations


def by_logarithms(z):
    return np.exp(-np.logaddexp(0, z) - np.logaddexp(0, -np.asarray(z)))


def by_mirror_image(z):
    small = activations.sigmoid(-np.abs(z))
    return small * (1 - small)


ANSWERS = [by_logarithms, by_mirror_image, by_quotient, by_cosh]
