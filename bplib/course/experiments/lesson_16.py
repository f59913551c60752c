"""Experiments of lessons 16 and 17: walks down a valley, and one small network by many optimizers.

Everything is done in double precision, so that the digits shown are the same on any processor.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from bplib.data.datasets import digits
from bplib.losses import one_hot
from bplib.network import Network

SIZES = (64, 32, 10)


def walk(optimizer: Any, gradient: Callable[[Any], Any], start: Any, steps: int) -> Any:
    """Walk with an optimizer and return all points visited.

    Parameters
    ----------
    optimizer : Optimizer
        From `bplib.optimizers`; its state changes.
    gradient : callable
        gradient(w) of a point (P,) returns (P,).
    start : sequence of P float
    steps : int

    Returns
    -------
    (steps + 1, P)
    """
    w = np.array(start, dtype=float)
    path = [w.copy()]
    for _ in range(steps):
        optimizer.step(w, gradient(w))
        path.append(w.copy())
    return np.array(path)


def steps_needed(kappa: float, lr: float, beta: float = 0.0) -> int | str:
    """Return how many steps momentum takes from (1, 1) to within 1e-6 of the valley's minimum.

    Parameters
    ----------
    kappa : float
        The valley is (x² + κ y²) / 2.
    lr : float
    beta : float
        0 is descent.

    Returns
    -------
    int or str
        ``"explodes"`` where it goes a million away.
    """
    x, y, vx, vy, count = 1.0, 1.0, 0.0, 0.0, 0
    while 1e-6 < np.hypot(x, y) < 1e6:
        vx, vy = beta * vx + x, beta * vy + kappa * y
        x, y, count = x - lr * vx, y - lr * vy, count + 1
    return count if np.hypot(x, y) < 1 else "explodes"


def largest_curvature(network: Network, X: Any, y: Any, rounds: int = 20) -> float:
    """Return the largest eigenvalue of the loss's Hessian, in size, by the power method.

    A direction u that is multiplied by H again and again turns into the steepest one. H u is a
    difference of two gradients, so H itself is never made.

    Parameters
    ----------
    network : Network
        Its parameters are where the curvature is taken; they stay as they are.
    X, y
        Samples and labels.
    rounds : int
        Multiplications by H.
    """
    here, h = network.parameters.copy(), 1e-4
    u, curvature = np.random.default_rng(1).normal(size=here.size), 0.0
    for _ in range(rounds):
        u = u / np.linalg.norm(u)
        slopes = []
        for place in (here + h * u, here - h * u):
            network.set_parameters(place)
            slopes.append(network.loss_and_gradient(X, y)[1])
        Hu = (slopes[0] - slopes[1]) / (2 * h)
        curvature, u = float(u @ Hu), Hu
    network.set_parameters(here)
    return curvature


def split(theta: Any) -> tuple[Any, Any, Any, Any]:
    """Return views of theta, (S, 2410): W1 (S, 64, 32), b1 (S, 1, 32), W2 (S, 32, 10), b2."""
    W1, b1, W2, b2 = np.split(theta, [2048, 2080, 2400], axis=1)
    return W1.reshape(-1, 64, 32), b1[:, None], W2.reshape(-1, 32, 10), b2[:, None]


def forward(theta: Any, X: Any) -> tuple[Any, Any]:
    """Return A1 (S, B, 32) and the logarithms of the probabilities (S, B, 10)."""
    W1, b1, W2, b2 = split(theta)
    A1 = np.tanh(X @ W1 + b1)
    Z2 = A1 @ W2 + b2
    Z2 = Z2 - Z2.max(axis=-1, keepdims=True)
    return A1, Z2 - np.log(np.exp(Z2).sum(axis=-1, keepdims=True))


def gradients(theta: Any, X: Any, Y: Any) -> Any:
    """Return dL/dtheta, (S, 2410), for X (S, B, 64) and one-hot Y (S, B, 10)."""
    G = np.empty_like(theta)
    dW1, db1, dW2, db2 = split(G)
    A1, log_p = forward(theta, X)
    delta2 = (np.exp(log_p) - Y) / X.shape[1]
    delta1 = (delta2 @ split(theta)[2].transpose(0, 2, 1)) * (1 - A1**2)
    dW2[...], db2[...] = A1.transpose(0, 2, 1) @ delta2, delta2.sum(axis=1, keepdims=True)
    dW1[...], db1[...] = X.transpose(0, 2, 1) @ delta1, delta1.sum(axis=1, keepdims=True)
    return G


def train_on_digits(
    optimizer: Any,
    seeds: Sequence[int] = range(5),
    *,
    epochs: int = 5,
    zeroed: bool = True,
) -> Any:
    """Train 64-32-10 networks with tanh on the digits, one for every seed, side by side.

    Mini-batches of 32, in an order of each network's own.

    Parameters
    ----------
    optimizer : Optimizer
        From `bplib.optimizers`; every rule there acts entry by entry, so one serves all networks.
    seeds : sequence of S int
        Each draws its own weights and its own order of the images.
    epochs : int
    zeroed : bool
        Whether the gradient begins at 0 for every batch; else gradients are summed for ever.

    Returns
    -------
    (epochs, S)
        The mean loss on the training digits after each epoch.
    """
    data = digits()
    X, Y = data.X_train, one_hot(data.y_train, 10)
    rngs = [np.random.default_rng(seed) for seed in seeds]
    nets = [Network(SIZES, "tanh", "cross_entropy", rng=seed) for seed in seeds]
    theta = np.stack([net.parameters for net in nets])
    kept, history = np.zeros_like(theta), []
    for _ in range(epochs):
        order = np.stack([rng.permutation(len(Y)) for rng in rngs])
        for i in range(0, len(Y), 32):
            rows = order[:, i : i + 32]
            kept = gradients(theta, X[rows], Y[rows]) + (0 if zeroed else kept)
            optimizer.step(theta, kept)
        history.append(-(forward(theta, X)[1] * Y).sum(axis=-1).mean(axis=-1))
    return np.array(history)
