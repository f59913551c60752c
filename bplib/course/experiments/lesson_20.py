"""Experiments of lesson 20: scores on held-out digits, seeds side by side, and peers' gradients."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from bplib.activations import softmax
from bplib.data.datasets import digits, shift
from bplib.losses import one_hot

LARGEST_MODEL = 100_000


# ---- scores --------------------------------------------------------------------------------------


@cache
def _held_out() -> tuple[Any, Any, Any]:
    """Return the held-out digits, all nine shifts of them, and their labels."""
    data = digits()
    moves = [(dx, dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1)]
    shifted = np.stack([shift(data.X_test, dx, dy) for dx, dy in moves])
    return data.X_test, shifted, data.y_test


def held_out_scores(weights: Sequence[Any]) -> tuple[float, float]:
    """Return a network's accuracy on the held-out digits, and on all nine shifts of them.

    Parameters
    ----------
    weights : sequence of arrays
        W1 (64, H), b1 (H,), W2, b2, and so on; the last W has 10 columns. Hidden layers are ReLU.
        At most 100,000 numbers in all.

    Returns
    -------
    (float, float)
        Shares of right answers on 360 images and on 9 × 360 images, moved by -1, 0 or +1 pixel
        in both directions.

    Raises
    ------
    ValueError
        When the arrays do not make such a network, or a number is not finite.
    """
    if not isinstance(weights, list | tuple) or len(weights) < 2 or len(weights) % 2:
        raise ValueError("give a list of arrays: W1, b1, W2, b2, one pair for every layer")
    arrays = [np.asarray(array, dtype=float) for array in weights]
    if sum(array.size for array in arrays) > LARGEST_MODEL:
        raise ValueError(f"the model has more than {LARGEST_MODEL:,} numbers")
    if not all(np.isfinite(array).all() for array in arrays):
        raise ValueError("the weights hold nan or inf")
    layers = list(zip(arrays[::2], arrays[1::2], strict=True))
    width = 64
    for number, (W, b) in enumerate(layers, start=1):
        if W.ndim != 2 or len(W) != width or b.shape != W.shape[1:]:
            raise ValueError(
                f"W{number} and b{number} should have the shapes ({width}, n) and (n,), "
                f"got {W.shape} and {b.shape}"
            )
        width = W.shape[1]
    if width != 10:
        raise ValueError(f"the last layer should have 10 outputs, one for each digit, got {width}")
    X, shifted, y = _held_out()

    def right(A: Any) -> float:
        for W, b in layers[:-1]:
            A = np.maximum(A @ W + b, 0.0)
        W, b = layers[-1]
        return float(np.mean((A @ W + b).argmax(axis=-1) == y))

    return right(X), right(shifted)


# ---- many small nets -----------------------------------------------------------------------------


def starting_weights(hidden: int, rng: np.random.Generator) -> list[Any]:
    """Return W1 (64, H), b1 (H,), W2 (H, 10), b2 (10,): He's weights and no biases, in float32."""
    W1 = rng.normal(0, np.sqrt(2 / 64), (64, hidden))
    W2 = rng.normal(0, np.sqrt(2 / hidden), (hidden, 10))
    return [a.astype(np.float32) for a in (W1, np.zeros(hidden), W2, np.zeros(10))]


def right_by_seed(seeds: Sequence[int], lr: Any, epochs: int = 8, hidden: int = 32) -> Any:
    """Train one small net per seed, side by side, and say which held-out digits each reads.

    64-H-10 with ReLU, batches of 64, momentum 0.9, cosine, no shifts; weights are stacked,
    (S, n_in, n_out).

    Parameters
    ----------
    seeds : sequence of S int
    lr : float or (S,)
        The first rate, for all or for each net.
    epochs, hidden : int

    Returns
    -------
    (S, 360) bool
    """
    data, batch = digits(), 64
    X, Y = data.X_train.astype(np.float32), one_hot(data.y_train, 10).astype(np.float32)
    rngs = [np.random.default_rng(seed) for seed in seeds]
    drawn = [starting_weights(hidden, rng) for rng in rngs]
    stacked = [np.stack(arrays) for arrays in zip(*drawn, strict=True)]
    W1, b1, W2, b2 = (a if a.ndim == 3 else a[:, np.newaxis] for a in stacked)
    parameters = [W1, b1, W2, b2]
    velocities = [np.zeros_like(array) for array in parameters]
    rates = np.broadcast_to(np.asarray(lr, dtype=np.float32), len(rngs)).reshape(-1, 1, 1)
    total, t = epochs * -(-len(X) // batch), 0
    for _ in range(epochs):
        order = np.stack([rng.permutation(len(X)) for rng in rngs])
        for start in range(0, len(X), batch):
            rows = order[:, start : start + batch]
            images = X[rows]
            A1 = np.maximum(images @ W1 + b1, 0)
            E = np.exp(A1 @ W2 + b2)
            dZ2 = (E / E.sum(axis=-1, keepdims=True) - Y[rows]) / np.float32(rows.shape[1])
            dZ1 = dZ2 @ W2.transpose(0, 2, 1) * (A1 > 0)
            gradients = [images.transpose(0, 2, 1) @ dZ1, dZ1.sum(axis=1, keepdims=True)]
            gradients += [A1.transpose(0, 2, 1) @ dZ2, dZ2.sum(axis=1, keepdims=True)]
            step = rates * np.float32(0.5 * (1 + np.cos(np.pi * t / total)))
            for array, velocity, gradient in zip(parameters, velocities, gradients, strict=True):
                velocity *= np.float32(0.9)
                velocity += gradient
                array -= step * velocity
            t += 1
    logits = np.maximum(data.X_test.astype(np.float32) @ W1 + b1, 0) @ W2 + b2
    return logits.argmax(axis=-1) == data.y_test


# ---- six peers -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Peer:
    """Somebody's backward pass, and what they say of it.

    Attributes
    ----------
    gradients : callable
        ``gradients(X, y, W1, b1, W2, b2, l2)`` returns loss, dW1, db1, dW2, db2.
    story : str
        One sentence.
    """

    gradients: Callable[..., Any]
    story: str


def six_peers() -> dict[str, Peer]:
    """Return six passes back by letter; one has no mistake."""
    return {
        "A": Peer(
            _pass_back(moved=1.0),
            "I save memory: every array is updated as soon as its gradient is known.",
        ),
        "B": Peer(
            _pass_back(over=np.mean),
            "The loss falls from the first step on, so it must be right.",
        ),
        "C": Peer(_pass_back(), "Mine never got beyond chance. I give up."),
        "D": Peer(
            _pass_back(l2_of_b=1.0),
            "Without a penalty my check passes to nine digits.",
        ),
        "E": Peer(
            _pass_back(bend=lambda dA1, A1: dA1 * (A1 > 0) / len(A1)),
            "With batches of one it is perfect; with batches of 64 it is slow.",
        ),
        "F": Peer(
            _pass_back(bend=lambda dA1, _: dA1 * (dA1 > 0)),
            "I took the mask that I had at hand.",
        ),
    }


def _pass_back(
    *,
    bend: Callable[[Any, Any], Any] = lambda dA1, A1: dA1 * (A1 > 0),
    over: Callable[..., Any] = np.sum,
    moved: float = 0.0,
    l2_of_b: float = 0.0,
) -> Callable[..., tuple[Any, ...]]:
    """Return a pass back through a D-H-C net.

    Parameters
    ----------
    bend : callable
        ``bend(dA1, A1)`` returns dZ1.
    over : callable
        How the rows of a delta become the gradient of the biases.
    moved : float
        The rate at which W2 has moved before it hands the delta on.
    l2_of_b : float
        Share of the penalty that the biases feel.
    """

    def gradients(X: Any, y: Any, W1: Any, b1: Any, W2: Any, b2: Any, l2: float) -> tuple[Any, ...]:
        A1 = np.maximum(X @ W1 + b1, 0)
        P = softmax(A1 @ W2 + b2)
        loss = -np.mean(np.log(P[np.arange(len(y)), y])) + l2 / 2 * (np.sum(W1**2) + np.sum(W2**2))
        dZ2 = (P - one_hot(y, P.shape[1]).astype(P.dtype)) / len(y)
        dW2 = A1.T @ dZ2
        dZ1 = bend(dZ2 @ (W2 - moved * dW2).T, A1)
        db1, db2 = (over(dZ, axis=0) + l2_of_b * l2 * b for dZ, b in ((dZ1, b1), (dZ2, b2)))
        return loss, X.T @ dZ1 + l2 * W1, db1, dW2 + l2 * W2, db2

    return gradients


# ---- three nets beside the learner's -------------------------------------------------------------

_BESIDE = {
    "B": _pass_back(over=np.mean),
    "C": _pass_back(bend=lambda dA1, _: dA1),
    "D": _pass_back(bend=lambda dA1, _: 0 * dA1),
}


def trained_by(
    letter: str,
    epochs: Any,
    W1: Any,
    b1: Any,
    W2: Any,
    b2: Any,
    lr: float,
    beta: float,
) -> list[Any]:
    """Return the weights that one of the other passes back ends with.

    Parameters
    ----------
    letter : {"B", "C", "D"}
        As in the lesson's table: biases averaged, no slope, or the first layer frozen.
    epochs : sequence of epochs, each a sequence of batches (X (B, D), y (B,))
    W1, b1, W2, b2 : (D, H), (H,), (H, C), (C,)
        Left as they are.
    lr : float
        The rate of the first step; a cosine takes it down towards 0.
    beta : float
        Momentum.

    Returns
    -------
    [W1, b1, W2, b2]
    """
    parameters = [np.array(array) for array in (W1, b1, W2, b2)]
    velocities = [np.zeros_like(array) for array in parameters]
    batches = [batch for epoch in epochs for batch in epoch]
    rates = lr / 2 * (1 + np.cos(np.pi * np.arange(len(batches)) / len(batches)))
    for (X, y), rate in zip(batches, rates, strict=True):
        _, *gradients = _BESIDE[letter](X, y, *parameters, 0.0)
        for array, velocity, gradient in zip(parameters, velocities, gradients, strict=True):
            velocity *= beta
            velocity += gradient
            array -= array.dtype.type(rate) * velocity
    return parameters
