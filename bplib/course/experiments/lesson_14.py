"""Experiment of lesson 14: deep networks, trained with and without what mends their gradients."""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from bplib.data.datasets import digits
from bplib.initializers import get_initializer
from bplib.losses import one_hot

# Each activation with its slope, written by the output; unchecked, as they run 50,000 times.
_ACTIVATIONS: dict[str, tuple[Callable[[Any], Any], Callable[[Any], Any]]] = {
    "sigmoid": (lambda Z: 0.5 + 0.5 * np.tanh(0.5 * Z), lambda A: A * (1 - A)),
    "tanh": (np.tanh, lambda A: 1 - A * A),
    "relu": (lambda Z: np.maximum(Z, 0.0), np.sign),
}
_EPS = 1e-5


# Whether a run that diverges overflows, its last digits decide.
@np.errstate(over="ignore", invalid="ignore")
def train_on_digits(
    activation: str,
    init: str | float,
    repair: str | None = None,
    *,
    depth: int = 10,
    lr: float = 0.01,
    max_norm: float = np.inf,
    seeds: Sequence[int] = (0, 1, 2),
) -> Any:
    """Train deep networks on the digits and return their held-out accuracies.

    Softmax outputs and cross-entropy, hidden layers 32 wide, no biases; 10 epochs of mini-batches
    of 32, momentum 0.9, in single precision. All seeds are trained side by side: weights are
    stacked, (S, n_in, n_out).

    Parameters
    ----------
    activation : str
        "sigmoid", "tanh" or "relu".
    init : str or float
        A rule in `bplib.initializers`, or the spread of a normal distribution.
    repair : {None, "residual", "normalised"}
        What every hidden layer has besides; normalised layers have gamma 1 and beta 0, and are
        evaluated with the statistics of the whole training set.
    depth : int, >= 0
        Hidden layers; 0 is softmax regression.
    lr : float, > 0
    max_norm : float, > 0
        Longest gradient over all weights of one network.
    seeds : sequence of S int
        Each draws its own weights and its own order of the images.

    Returns
    -------
    (S,)
        Share of right answers on the 360 held-out digits, 0 to 1.
    """
    data, rule = digits(), get_initializer(init)
    sizes = [64, *[32] * depth, 10]
    rngs = [np.random.default_rng(seed) for seed in seeds]
    Ws = [
        np.stack([rule(n_in, n_out, rng) for rng in rngs]).astype(np.float32)
        for n_in, n_out in pairwise(sizes)
    ]
    velocities = [np.zeros_like(W) for W in Ws]
    images, targets = (x.astype(np.float32) for x in (data.X_train, one_hot(data.y_train, 10)))
    for _ in range(10):
        order = np.stack([rng.permutation(len(targets)) for rng in rngs])
        for start in range(0, len(targets), 32):
            rows = order[:, start : start + 32]
            gradients = _gradients(Ws, images[rows], targets[rows], activation, repair)
            if np.isfinite(max_norm):
                norm = np.sqrt(sum(np.sum(g**2, axis=(1, 2), keepdims=True) for g in gradients))
                scale = np.minimum(1.0, max_norm / np.maximum(norm, 1e-300))
                gradients = [scale * g for g in gradients]
            for W, v, g in zip(Ws, velocities, gradients, strict=True):
                v *= 0.9
                v += g
                W -= lr * v
    A, B = data.X_test, images
    for W in Ws[:-1]:
        Z, reference = A @ W, B @ W
        if repair == "normalised":
            mean, variance = reference.mean(-2, keepdims=True), reference.var(-2, keepdims=True)
            Z, reference = ((x - mean) / np.sqrt(variance + _EPS) for x in (Z, reference))
        A, B = (_pass(x, z, activation, repair) for x, z in ((A, Z), (B, reference)))
    return ((A @ Ws[-1]).argmax(axis=-1) == data.y_test).mean(axis=-1)


def _pass(A: Any, Z: Any, activation: str, repair: str | None) -> Any:
    F = _ACTIVATIONS[activation][0](Z)
    return A + F if repair == "residual" and A.shape[-1] == F.shape[-1] else F


def _mean(Z: Any) -> Any:
    """Return the mean over the samples, (..., N, n) -> (..., 1, n)."""
    return Z.sum(axis=-2, keepdims=True) / Z.shape[-2]


def _gradients(Ws: list[Any], A: Any, Y: Any, activation: str, repair: str | None) -> list[Any]:
    """Return dL/dW of every layer, each (S, n_in, n_out)."""
    f, slope_of = _ACTIVATIONS[activation]
    cache = []
    for W in Ws[:-1]:
        Z, spread = A @ W, 1.0
        if repair == "normalised":
            Z = Z - _mean(Z)
            spread = np.sqrt(_mean(Z * Z) + _EPS)
            Z = Z / spread
        F = f(Z)
        cache.append((A, Z, spread, F))
        A = A + F if repair == "residual" and A.shape[-1] == F.shape[-1] else F
    logits = A @ Ws[-1]
    P = np.exp(logits - logits.max(axis=-1, keepdims=True))
    dZ = (P / P.sum(axis=-1, keepdims=True) - Y) / Y.shape[-2]
    gradients = [A.swapaxes(-1, -2) @ dZ]
    dA = dZ @ Ws[-1].swapaxes(-1, -2)
    for W, (A_prev, Z, spread, F) in zip(reversed(Ws[:-1]), reversed(cache), strict=True):
        dZ = dA * slope_of(F)
        if repair == "normalised":
            dZ = 1.0 / spread * (dZ - _mean(dZ) - Z * _mean(dZ * Z))
        gradients.append(A_prev.swapaxes(-1, -2) @ dZ)
        around = dA if repair == "residual" and A_prev.shape[-1] == F.shape[-1] else 0.0
        dA = around + dZ @ W.swapaxes(-1, -2)
    return gradients[::-1]
