"""Right answers to `signed_model`: another training, its units rescaled, one layer more."""

import functools

import numpy as np

from bplib.data.batches import minibatches
from bplib.data.datasets import digits, shift
from bplib.network import Network
from bplib.optimizers import Momentum
from bplib.schedules import cosine


@functools.cache
def trained():
    """Return W1, b1, W2, b2 of a net trained with bplib's own parts."""
    rng, data = np.random.default_rng(5), digits()
    X, y = data.X_train.astype(np.float32), data.y_train
    net = Network((64, 256, 10), "relu", "cross_entropy", init="he", rng=5, dtype=np.float32)
    optimizer = Momentum(cosine(0.2, 60 * 23), 0.9)
    for _ in range(60):
        moved, moves = X.copy(), rng.choice([-1, 0, 0, 1], (2, len(X)))
        for dx, dy in np.unique(moves.T, axis=0):
            rows = (moves[0] == dx) & (moves[1] == dy)
            moved[rows] = shift(X[rows], int(dx), int(dy))
        for images, labels in minibatches(moved, y, 64, rng):
            optimizer.step(net.parameters, net.loss_and_gradient(images, labels)[1])
    return tuple(array.copy() for _, array in net.named_parameters())


def rescaled():
    """Return the same net with every hidden unit scaled: relu(c z) = c relu(z)."""
    W1, b1, W2, b2 = (array.astype(float) for array in trained())
    c = np.random.default_rng(0).uniform(0.2, 5.0, len(b1))
    return [W1 * c, b1 * c, W2 / c[:, np.newaxis], (b2 - b2.mean()).tolist()]


def deeper():
    """Return the same net with a layer in between that changes nothing."""
    W1, b1, W2, b2 = trained()
    return (W1, b1, np.eye(256, dtype=np.float32), np.zeros(256, np.float32), W2, b2)


ANSWERS = [list(trained()), rescaled(), deeper()]
