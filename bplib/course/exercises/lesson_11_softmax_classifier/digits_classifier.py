"""Train a network of one hidden layer until it reads 95 of 100 held-out digits; any way will do."""

from collections.abc import Mapping, Sequence

import numpy as np

from bplib.course.checks import Training
from bplib.data.datasets import digits
from bplib.network import Network
from bplib.optimizers import SGD
from bplib.training import accuracy, fit

NAMES = ("W1", "b1", "W2", "b2")


def digits_classifier():
    """Return W1, b1, W2, b2 of a 64-32-10 network trained by plain descent."""
    data = digits()
    net = Network((64, 32, 10), "relu", "cross_entropy", init="he", rng=0)
    fit(net, data.X_train, data.y_train, optimizer=SGD(0.3), epochs=20, l2=1e-4, progress=False)
    return {name: array.copy() for name, array in net.named_parameters()}


def held_out_accuracy(weights):
    """Return the share of the 360 held-out digits that these weights read correctly."""
    if isinstance(weights, Mapping):
        if set(weights) != set(NAMES):
            raise ValueError("give W1 (64, H), b1 (H,), W2 (H, 10) and b2 (10,), and nothing else")
        weights = [weights[name] for name in NAMES]
    if not isinstance(weights, Sequence) or len(weights) != 4 or np.ndim(weights[0]) != 2:
        raise ValueError("give W1 (64, H), b1 (H,), W2 (H, 10) and b2 (10,), by name or as a list")
    hidden = np.shape(weights[0])[1]
    if not 1 <= hidden <= 512:
        raise ValueError(f"the hidden layer may have 1 to 512 units, got {hidden}")
    net = Network((64, hidden, 10), "relu", "cross_entropy", init="zeros")
    net.set_parameters(list(weights))
    data = digits()
    return accuracy(net, data.X_test, data.y_test)


EXERCISE = Training(
    digits_classifier,
    title="Read 95 of 100 digits that you have never seen",
    points=3,
    difficulty=3,
    minutes=6,
    read_again="The whole procedure",
    measure=held_out_accuracy,
    at_least=0.95,
    unit="of the 360 held-out digits read correctly",
)
