"""Right answers to `repaired_sigmoid_slope` in other styles than the reference."""

import numpy as np
from right_answers.lesson_03_neurons_and_activations.shared import by_cosh, by_quotient

from bplib import activations


def tails_by_logs(z):
    return np.exp(-np.logaddexp(0, z) - np.logaddexp(0, -np.asarray(z)))


def tails_by_mirror(z):
    small = activations.sigmoid(-np.abs(z))
    return small * (1 - small)


ANSWERS = [tails_by_logs, tails_by_mirror, by_quotient, by_cosh]
