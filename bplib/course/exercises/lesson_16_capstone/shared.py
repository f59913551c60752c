"""What the exercises of lesson 16 share."""

from typing import Any

import numpy as np

from bplib.activations import softmax
from bplib.losses import one_hot

PARTS = "In NumPy: the parts"

PEERS = "Other people's gradients"


def _signed(rng: np.random.Generator, shape: Any, low: float = 0.3, high: float = 1.2) -> Any:
    """Draw numbers of random sign, none of them near zero."""
    return rng.uniform(low, high, shape) * rng.choice([-1.0, 1.0], shape)


def _net(rng: np.random.Generator, D: int, H: int, C: int) -> dict[str, Any]:
    """Draw the parameters of a D-H-C net, with weights of order 1 and biases that matter."""
    shapes = {"W1": (D, H), "b1": (H,), "W2": (H, C), "b2": (C,)}
    return {name: _signed(rng, shape) for name, shape in shapes.items()}


def _labels(rng: np.random.Generator, N: int, C: int) -> Any:
    """Draw labels in which every class occurs, if N >= C."""
    return rng.permutation(np.arange(N) % C)


def classifier_forward(X: Any, W1: Any, b1: Any, W2: Any, b2: Any) -> tuple[Any, Any]:
    """Return the hidden activations and the probabilities."""
    A1 = np.maximum(X @ W1 + b1, 0.0)
    return A1, softmax(A1 @ W2 + b2)


def classifier_gradients(
    X: Any, y: Any, W1: Any, b1: Any, W2: Any, b2: Any, l2: float
) -> tuple[Any, ...]:
    """Return the loss, dW1, db1, dW2 and db2."""
    A1, P = classifier_forward(X, W1, b1, W2, b2)
    loss = -np.mean(np.log(P[np.arange(len(y)), y])) + l2 / 2 * (np.sum(W1**2) + np.sum(W2**2))
    dZ2 = (P - one_hot(y, P.shape[1]).astype(P.dtype)) / len(y)
    dZ1 = dZ2 @ W2.T * (A1 > 0)
    return loss, X.T @ dZ1 + l2 * W1, dZ1.sum(axis=0), A1.T @ dZ2 + l2 * W2, dZ2.sum(axis=0)


def shifted_batches(
    X: Any, y: Any, order: Any, dx: Any, dy: Any, batch_size: int
) -> list[tuple[Any, Any]]:
    """Return one epoch's batches: every image moved by its own dx and dy, in the given order."""
    X = np.asarray(X)
    wide = np.zeros((len(X), 10, 10), dtype=X.dtype)
    wide[:, 1:9, 1:9] = X.reshape(-1, 8, 8)
    pixels = np.arange(8)
    rows = 1 - np.asarray(dy)[:, np.newaxis] + pixels  # (N, 8): which row of `wide` comes here
    columns = 1 - np.asarray(dx)[:, np.newaxis] + pixels
    image = np.arange(len(X))[:, np.newaxis, np.newaxis]
    moved = wide[image, rows[:, :, np.newaxis], columns[:, np.newaxis]].reshape(-1, 64)
    chosen = [order[start : start + batch_size] for start in range(0, len(X), batch_size)]
    return [(moved[rows], y[rows]) for rows in chosen]


def train_epochs(
    epochs: Any, W1: Any, b1: Any, W2: Any, b2: Any, lr: float, beta: float
) -> tuple[list[list[Any]], list[float]]:
    """Return the parameters after every epoch and the mean of every epoch's batch losses."""
    parameters = (np.array(W1), np.array(b1), np.array(W2), np.array(b2))
    velocities = [np.zeros_like(array) for array in parameters]
    total, t = sum(len(batches) for batches in epochs), 0
    trail, losses = [], []
    for batches in epochs:
        seen = []
        for X, y in batches:
            loss, *gradients = classifier_gradients(X, y, *parameters, 0.0)
            rate = lr / 2 * (1 + np.cos(np.pi * t / total))
            for array, velocity, gradient in zip(parameters, velocities, gradients, strict=True):
                velocity *= beta
                velocity += gradient
                array -= array.dtype.type(rate) * velocity
            seen.append(float(loss))
            t += 1
        trail.append([array.copy() for array in parameters])
        losses.append(sum(seen) / len(seen))
    return trail, losses
