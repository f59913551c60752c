"""Right answers to `one_one_one_backward`: a complex step, float32, matrices, bplib, every link."""

import numpy as np
from right_answers.lesson_06_one_one_one.shared import bce, by_full_chain, with_matrices

from bplib.network import Network


def by_complex_step(x, y, w1, w2):
    h = 1e-30
    return [bce(x, y, w1 + 1j * h, w2).imag / h, bce(x, y, w1, w2 + 1j * h).imag / h]


def in_float32(x, y, w1, w2):
    x, y, w1, w2 = (np.float32(value) for value in (x, y, w1, w2))
    a1 = 1 / (1 + np.exp(-w1 * x))
    error = 1 / (1 + np.exp(-w2 * a1)) - y
    return np.array([error * w2 * a1 * (1 - a1) * x, error * a1], dtype=np.float32)


def by_the_network(x, y, w1, w2):
    network = Network((1, 1, 1), ("sigmoid", "sigmoid"), "binary_cross_entropy")
    network.set_parameters([np.array([[w1]]), np.zeros(1), np.array([[w2]]), np.zeros(1)])
    _, gradient = network.loss_and_gradient(np.array([[x]]), np.array([[y]]))
    return gradient[0], gradient[2]


ANSWERS = [by_complex_step, in_float32, with_matrices, by_the_network, by_full_chain]
