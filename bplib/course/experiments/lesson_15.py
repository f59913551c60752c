"""Experiments of lesson 15: what repairs do to deltas, to activations and to learning."""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from bplib.activations import get_activation, relu
from bplib.beyond.batch_norm import RunningStatistics, batch_norm, batch_norm_backward
from bplib.beyond.residual import ResidualCache, residual_backward
from bplib.data.datasets import digits
from bplib.initializers import get_initializer, he
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
    lr: float = 0.1,
    max_norm: float = np.inf,
    seeds: Sequence[int] = (0, 1, 2),
) -> Any:
    """Train deep networks on the digits and return their held-out accuracies.

    Softmax outputs and cross-entropy, hidden layers 32 wide, no biases; 10 epochs of mini-batches
    of 32, plain descent, in single precision. All seeds are trained side by side: weights are
    stacked, (S, n_in, n_out).

    Parameters
    ----------
    activation : str
        "sigmoid", "tanh" or "relu".
    init : str or float
        A rule in `bplib.initializers`, or the standard deviation of a normal distribution.
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
            for W, g in zip(Ws, gradients, strict=True):
                W -= lr * g
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
        Z, root = A @ W, 1.0
        if repair == "normalised":
            Z = Z - _mean(Z)
            root = np.sqrt(_mean(Z * Z) + _EPS)
            Z = Z / root
        F = f(Z)
        cache.append((A, Z, root, F))
        A = A + F if repair == "residual" and A.shape[-1] == F.shape[-1] else F
    logits = A @ Ws[-1]
    P = np.exp(logits - logits.max(axis=-1, keepdims=True))
    dZ = (P / P.sum(axis=-1, keepdims=True) - Y) / Y.shape[-2]
    gradients = [A.swapaxes(-1, -2) @ dZ]
    dA = dZ @ Ws[-1].swapaxes(-1, -2)
    for W, (A_prev, Z, root, F) in zip(reversed(Ws[:-1]), reversed(cache), strict=True):
        dZ = dA * slope_of(F)
        if repair == "normalised":
            dZ = 1.0 / root * (dZ - _mean(dZ) - Z * _mean(dZ * Z))
        gradients.append(A_prev.swapaxes(-1, -2) @ dZ)
        around = dA if repair == "residual" and A_prev.shape[-1] == F.shape[-1] else 0.0
        dA = around + dZ @ W.swapaxes(-1, -2)
    return gradients[::-1]


# ---- the delta of every layer --------------------------------------------------------------------


def delta_flow(
    activation: str,
    init: str | float,
    repair: str | None = None,
    *,
    seed: int = 0,
    depth: int = 10,
    width: int = 32,
    samples: int = 32,
    back: Callable[..., Any] | None = None,
) -> Any:
    """Send a random gradient back through a stack of equal layers and measure every delta.

    Parameters
    ----------
    activation : str
    init : str or float
        A rule in `bplib.initializers`, or the standard deviation of a normal distribution.
    repair : {None, "residual", "normalised"}
        What every layer has besides.
    seed, depth, width, samples : int
    back : callable, optional
        The way back through the repair, in place of bplib's: `residual_backward` or
        `batchnorm_backward` of the lesson.

    Returns
    -------
    (depth,)
        Size of dL/dZ in layers 1 to `depth`.
    """
    rng, rule, f = np.random.default_rng(seed), get_initializer(init), get_activation(activation)
    one, zero = np.ones(width), np.zeros(width)
    A, cache = rng.normal(size=(samples, width)), []
    sizes: list[Any] = []
    for _ in range(depth):
        W, A_prev = rule(width, width, rng), A
        Z = Y = A_prev @ W
        if repair == "normalised":
            running = RunningStatistics.fresh(width)
            Y, _ = batch_norm(Z, one, zero, running, training=True, eps=_EPS)
        A = f.f(Y) + (A_prev if repair == "residual" else 0.0)
        cache.append((A_prev, W, Z, f.prime(Y)))
    dA = rng.normal(size=A.shape)
    for A_prev, W, Z, slope in reversed(cache):
        if repair == "residual":
            dZ, _, dA = (back or _residual_back)(dA, A_prev, W, slope, 1.0)
        elif repair == "normalised":
            dZ = (back or _normalise_back)(dA * slope, Z, one, _EPS)[0]
            dA = dZ @ W.T
        else:
            dZ = dA * slope
            dA = dZ @ W.T
        sizes.insert(0, np.linalg.norm(dZ))
    return np.array(sizes)


def _residual_back(dA: Any, A_prev: Any, W: Any, slope: Any, scale: float) -> tuple[Any, Any, Any]:
    dA_prev, dW, _ = residual_backward(dA, ResidualCache(A_prev, W, slope, scale))
    return scale * dA * slope, dW, dA_prev


def _normalise_back(dY: Any, Z: Any, gamma: Any, eps: float) -> tuple[Any, Any, Any]:
    running = RunningStatistics.fresh(Z.shape[1])
    _, cache = batch_norm(Z, gamma, np.zeros_like(gamma), running, training=True, eps=eps)
    return batch_norm_backward(dY, cache)


# ---- what residual blocks and recurrence do to sizes ---------------------------------------------


def residual_size(
    depth: int, scale: float, *, centred: bool = False, seed: int = 0, width: int = 100
) -> float:
    """Return the root mean square of the activations after blocks A + scale * branch.

    Parameters
    ----------
    depth : int
        Number of blocks.
    scale : float
    centred : bool
        Whether the branch ends in a random matrix, relu(A W1) W2, and so has mean 0; otherwise it
        is relu(A W), which is never negative. Both have the mean square of what enters them.
    seed, width : int
    """
    rng = np.random.default_rng(seed)
    A = rng.normal(size=(64, width))
    for _ in range(depth):
        branch = relu(A @ he(width, width, rng))
        if centred:
            branch = branch @ rng.normal(0, width**-0.5, size=(width, width))
        A = A + scale * branch
    return float(np.sqrt(np.mean(A**2)))


def recurrent_gradient(
    drive: float, *, seed: int = 0, linear: bool = False, radius: float = 1.1, steps: int = 100
) -> float:
    """Return log10 of the largest stretch of dh_T/dh_0 in a net h <- f(h W + x) of 50 units.

    Parameters
    ----------
    drive : float
        Standard deviation of the inputs x.
    seed : int
    linear : bool
        Whether f is the identity, without inputs, instead of tanh.
    radius : float
        Spectral radius of W.
    steps : int
    """
    rng = np.random.default_rng(seed)
    W = rng.normal(size=(50, 50))
    W *= radius / np.abs(np.linalg.eigvals(W)).max()
    h, jacobian = rng.normal(0, 0.01, 50), np.eye(50)
    for _ in range(steps):
        h = h if linear else np.tanh(h @ W + rng.normal(0, drive, 50))
        jacobian = jacobian @ W * (1.0 if linear else 1 - h**2)
    return float(np.log10(np.linalg.norm(jacobian, 2)))
