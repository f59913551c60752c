"""Experiments of lesson 13: programs whose loss stays at chance, and splits of the digits.

Each of the programs computes its gradient rightly; each has another reason not to learn.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from bplib.course.experiments.lesson_13 import accuracies_of, losses_of, start_many, train_many
from bplib.data.baselines import nearest_neighbour
from bplib.data.batches import minibatches
from bplib.data.datasets import Digits, digits
from bplib.network import Network

SHALLOW, DEEP = (64, 32, 10), (64, *[32] * 9, 10)
HEART = 400  # steps on one batch, to learn it by heart

ARMS = (
    "Three spiral arms of a hundred points around one centre, and three straight borders that meet "
    "near it. They cut across the arms, so that about three points in ten lie in the region of "
    "another class."
)
FOLDED_ARMS = (
    "The same arms with a hidden layer of 4, 8 and 32 units. With 4 the borders are a few straight "
    "pieces with sharp bends, which leave about seven points in a hundred on the wrong side. With "
    "8 there are more bends, with 32 the borders wind between the arms almost like curves."
)


# ---- programs that do not learn ------------------------------------------------------------------


@dataclass(frozen=True)
class Program:
    """A training program for digits; with these defaults, one that learns.

    Attributes
    ----------
    sizes, activation :
        Of the network.
    weights : float
        What its initial weights are multiplied by.
    bias : float
        Where the biases of the first layer start.
    lr : float
    shuffles_labels : bool
        Whether the labels move with their images; if not, they are mixed anew in every epoch.
    """

    sizes: tuple[int, ...] = SHALLOW
    activation: str = "relu"
    weights: float = 1.0
    bias: float = 0.0
    lr: float = 0.1
    shuffles_labels: bool = True

    def fresh(self, seed: int = 0) -> Network:
        """Return its network before training."""
        init = "he" if self.activation == "relu" else "xavier"
        net = Network(self.sizes, self.activation, "cross_entropy", init=init, rng=seed)
        net.parameters *= self.weights
        net.b[0][:] = self.bias
        return net

    def trained(self, X: Any, y: Any, epochs: int = 5, seed: int = 0) -> Network:
        """Return its network after epochs of mini-batches of 32; X (N, D), y (N,)."""
        net, rng = self.fresh(seed), np.random.default_rng(seed)
        for _ in range(epochs):
            labels = y if self.shuffles_labels else rng.permutation(y)
            for X_batch, y_batch in minibatches(X, labels, 32, rng):
                _, gradient = net.loss_and_gradient(X_batch, y_batch)
                net.parameters -= self.lr * gradient
        return net

    def by_heart(self, X: Any, y: Any, seed: int = 0) -> float:
        """Return the loss on these few samples after 400 steps on them at five times the rate.

        They are handed to the network directly, past the loop that feeds it otherwise.
        """
        net = self.fresh(seed)
        for _ in range(HEART):
            _, gradient = net.loss_and_gradient(X, y)
            net.parameters -= 5 * self.lr * gradient
        return net.loss(X, y)

    def first_layer(self, X: Any, y: Any, seed: int = 0) -> float:
        """Return the norm of the first layer's weight gradient before training."""
        net = self.fresh(seed)
        net.loss_and_gradient(X, y)
        return float(np.linalg.norm(net.dW[0]))


LEARNS = Program()
STUCK = {
    "labels left behind": Program(shuffles_labels=False),
    "all weights 0": Program(weights=0.0),
    "dead units": Program(bias=-20.0),
    "nine sigmoid layers": Program(sizes=DEEP, activation="sigmoid"),
    "short steps": Program(lr=1e-4),
}


@dataclass(frozen=True)
class Row:
    """What one program reaches.

    Attributes
    ----------
    loss : float
        On all images, after five epochs.
    slope : float
        Norm of the first layer's weight gradient before training.
    by_heart : float
        Loss on twenty images after 400 steps on them alone.
    """

    loss: float
    slope: float
    by_heart: float


def measured(program: Program, X: Any, y: Any, seed: int = 0) -> Row:
    """Run a program on X (N, 64), y (N,), and on the first twenty rows alone."""
    return Row(
        float(program.trained(X, y, seed=seed).loss(X, y)),
        program.first_layer(X, y, seed),
        float(program.by_heart(X[:20], y[:20], seed)),
    )


def size(slope: float) -> str:
    """Return a norm with one digit, or its power of ten where it is small."""
    if slope == 0:
        return "0"
    return f"{slope:.1f}" if slope >= 0.1 else f"about 10^{round(np.log10(slope))}"


# ---- many networks -------------------------------------------------------------------------------


def after_twenty_images(data: Digits) -> str:
    """Say what five networks read of the held-out digits, each after twenty images of its own."""
    X, y = data.X_train, data.y_train
    twenties = np.stack([np.random.default_rng(k).permutation(len(X))[:20] for k in range(5)])
    nets = start_many(SHALLOW, range(5))
    train_many(nets, X, y, lr=0.5, batch_size=20, epochs=HEART, samples=twenties)
    by_net = accuracies_of(nets, data.X_test, data.y_test)
    by_neighbour = [
        np.mean(nearest_neighbour(X[rows], y[rows], data.X_test) == data.y_test)
        for rows in twenties
    ]
    return (
        "held-out accuracy after twenty images, five choices of them: "
        f"{min(by_net):.2f} to {max(by_net):.2f}\n"
        "the nearest of the same twenty images: "
        f"{min(by_neighbour):.2f} to {max(by_neighbour):.2f}"
    )


def after_updates(updates: int, batch_size: int, X: Any, y: Any, seeds: int = 5) -> float:
    """Return the median loss of networks after so many updates at rate 0.1; X (N, 64), y (N,)."""
    images = min(updates * batch_size, len(X))
    epochs = updates // -(-images // batch_size)
    rows = np.stack([np.random.default_rng(50 + k).permutation(len(X)) for k in range(seeds)])
    nets = start_many(SHALLOW, range(seeds))
    some = rows[:, :images]
    train_many(nets, X, y, samples=some, lr=0.1, batch_size=batch_size, epochs=epochs)
    return float(np.median(losses_of(nets, X, y)))


# ---- splits --------------------------------------------------------------------------------------


def splits(count: int) -> tuple[Any, Any, Any, Any]:
    """Return all digits in the file's order, and `count` random splits of them.

    Returns
    -------
    X : (1797, 64)
    y : (1797,), int
    learn : (count, 1437), int
        The rows to learn from; split k is drawn by `default_rng(k)`, so that the first is the one
        that `digits` ships.
    held : (count, 360), int
        The rows held out.
    """
    data = digits()
    X = np.concatenate([data.X_train, data.X_test])
    y = np.concatenate([data.y_train, data.y_test])
    orders = np.stack([np.random.default_rng(k).permutation(len(X)) for k in range(count)])
    in_file_order = np.argsort(orders[0])
    learn = len(data.X_train)
    return X[in_file_order], y[in_file_order], orders[:, :learn], orders[:, learn:]
