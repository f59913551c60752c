"""Experiments of lesson 17: slopes of very different size, and one network within a budget."""

from typing import Any

import numpy as np

from bplib.course.experiments.lesson_16 import SIZES, gradients, split
from bplib.data.datasets import digits
from bplib.losses import one_hot
from bplib.network import Network
from bplib.optimizers import Adam, Optimizer
from bplib.training import fit


def slopes_by_pixel() -> tuple[Any, Any]:
    """Return the mean ink of every pixel, and how large the slopes of its weights are.

    Slopes of the mini-batches of one epoch, at the weights from which training starts.

    Returns
    -------
    ink : (64,)
        Mean brightness over the training digits, 0 to 1.
    sizes : (64,)
        Root mean square over mini-batches and over the 32 weights that leave the pixel.
    """
    data, rng = digits(), np.random.default_rng(0)
    X, Y = data.X_train, one_hot(data.y_train, 10)
    theta = Network(SIZES, "tanh", "cross_entropy", rng=0).parameters[None]
    order, squares = rng.permutation(len(Y)), []
    for i in range(0, len(Y), 32):
        rows = order[None, i : i + 32]
        squares.append(split(gradients(theta, X[rows], Y[rows]))[0][0] ** 2)
    return X.mean(axis=0), np.sqrt(np.mean(squares, axis=(0, 2)))


def five_epochs(optimizer: Optimizer, seed: int = 0) -> Any:
    """Train a 64-32-10 network for 225 steps, print how far it got, and return its weights.

    Parameters
    ----------
    optimizer : Optimizer
        From `bplib.optimizers`, with a rate or a schedule.
    seed : int
        Draws the first weights and the order of the images.

    Returns
    -------
    (2410,)
    """
    data, net = digits(), Network(SIZES, "tanh", "cross_entropy", rng=seed)
    history = fit(net, data.X_train, data.y_train, optimizer=optimizer, epochs=5, rng=seed)
    print(f"{1 - history.loss[-1] / np.log(10):.3f} of the loss at chance is gone")
    return net.parameters


def softmax_regression() -> float:
    """Return the training loss of softmax regression, without a hidden layer, in five epochs."""
    data, net = digits(), Network((SIZES[0], SIZES[-1]), ("softmax",), "cross_entropy")
    return fit(net, data.X_train, data.y_train, optimizer=Adam(0.03), epochs=5).loss[-1]
