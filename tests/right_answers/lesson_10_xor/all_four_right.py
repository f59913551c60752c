"""Right answers to `all_four_right`: exact weights, two trained networks."""

import numpy as np

from bplib.data.datasets import xor
from bplib.network import Network


def descended(seed):
    network = Network((2, 4, 1), "relu", "binary_cross_entropy", init="he", rng=seed)
    X, Y = xor()
    for _ in range(1500):
        _, gradient = network.loss_and_gradient(X, Y)
        network.parameters -= 0.5 * gradient
    return network


def solving(how_many):
    """Return descended networks that answer all four corners."""
    X, Y = xor()
    seeds = iter(range(100))
    found = []
    while len(found) < how_many:
        network = descended(next(seeds))
        if (np.abs(network.forward(X) - Y) < 0.05).all():
            found.append(network)
    return found


W_EXACT = np.array([[1.0, 1.0, 0.0, 0.0], [1.0, 1.0, 0.0, 0.0]])
B_EXACT = np.array([0.0, -1.0, 0.0, 0.0])
FIRST, SECOND = solving(2)

ANSWERS = [
    [W_EXACT, B_EXACT, np.array([[20.0], [-40.0], [0.0], [0.0]]), np.array([-10.0])],
    [array for _, array in FIRST.named_parameters()],
    {name: np.float32(array) for name, array in SECOND.named_parameters()},
]
