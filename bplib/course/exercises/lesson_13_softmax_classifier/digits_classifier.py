"""Train a network of one hidden layer until it reads 95 of 100 held-out digits; any way will do."""

from collections.abc import Mapping, Sequence

import numpy as np

from bplib.course.checks import Training, slip
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


def network_of(weights):
    """Return the network with these weights."""
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
    return net


def held_out_accuracy(weights):
    """Return the share of the 360 held-out digits that these weights read correctly."""
    data = digits()
    return accuracy(network_of(weights), data.X_test, data.y_test)


def way_of_failing(weights):
    """Return in a few words why these weights read too few digits."""
    net, data = network_of(weights), digits()
    if accuracy(net, data.X_train, data.y_train) < 0.2:
        return "as good as a guess"
    of_a_start = np.sqrt(2 * net.W[0].shape[1])  # the norm of He's W1
    short = np.linalg.norm(net.parameters) < 0.9 * of_a_start
    return "shrunk weights" if short else "stopped on the way"


def by_class_means(W1):
    """Return a network whose outputs say how near a hidden row is to the mean of each class."""
    data = digits()
    A1 = np.maximum(data.X_train @ W1, 0)
    means = np.stack([A1[data.y_train == c].mean(axis=0) for c in range(10)])
    return [W1, np.zeros(W1.shape[1]), means.T, -(means**2).sum(axis=1) / 2]


EXERCISE = Training(
    digits_classifier,
    title="Read 95 of 100 digits that you have never seen",
    points=3,
    difficulty=1,
    core=True,
    read_again="The whole procedure",
    measure=held_out_accuracy,
    at_least=0.95,
    unit="of the 360 held-out digits read correctly",
    tells=way_of_failing,
    slips=[
        slip(
            "as good as a guess",
            instead=lambda: [np.zeros((64, 8)), np.zeros(8), np.zeros((8, 10)), np.zeros(10)],
        ).asks("Is your training loss below ln 10, and how far does one step lead?"),
        slip("shrunk weights", instead=lambda: by_class_means(0.3 * np.eye(64))).asks(
            "How long are your weights beside those of the start, and what pulls at them?"
        ),
        slip(
            "stopped on the way",
            instead=lambda: by_class_means(np.random.default_rng(0).normal(0, 0.2, (64, 64))),
        ).asks("Does your training loss still fall when you stop, and how fast?"),
    ],
)
