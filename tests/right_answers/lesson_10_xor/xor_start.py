"""Right answers to `xor_start`: standard normals, number by number, a network."""

import numpy as np

from bplib.network import Network


def with_standard_normals(hidden, scale, seed):
    generator = np.random.default_rng(seed)
    W1 = scale * generator.standard_normal((2, hidden))
    W2 = scale * generator.standard_normal((hidden, 1))
    return W1, np.zeros(hidden), W2, np.zeros(1)


def number_by_number(hidden, scale, seed):
    generator = np.random.default_rng(seed)
    W1 = [[generator.normal(scale=scale) for _ in range(hidden)] for _ in range(2)]
    W2 = [[generator.normal(scale=scale)] for _ in range(hidden)]
    return W1, [0.0] * hidden, W2, [0.0]


def from_a_network(hidden, scale, seed):
    network = Network((2, hidden, 1), "relu", "binary_cross_entropy", init=scale, rng=seed)
    return tuple(array for _, array in network.named_parameters())


ANSWERS = [with_standard_normals, number_by_number, from_a_network]
