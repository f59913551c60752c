"""Experiments of lesson 09: how far a check of a gradient can be trusted, and what misleads it."""

import functools
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from bplib.activations import relu, relu_prime, tanh_prime
from bplib.course.experiments.lesson_09 import WAYS_BACK, net_gradients
from bplib.data.datasets import digits
from bplib.gradcheck import numerical_gradient
from bplib.losses import one_hot, softmax_cross_entropy
from bplib.network import Network

Gradient = Callable[[Callable[[Any], Any], Any, float], Any]

# ---- steps ---------------------------------------------------------------------------------------

STEPS = 10.0 ** np.arange(-1, -13.1, -0.5)


def wave(x: Any) -> Any:
    """Return exp(sin x) x^2 for real or complex x, entry by entry."""
    return np.exp(np.sin(x)) * x**2


def step_errors(quotient: str, steps: Any = STEPS) -> np.ndarray:
    """Return the median relative error of a quotient for the slope of `wave` at 300 places.

    Parameters
    ----------
    quotient : str
        "one-sided", "central", "central, float32" or "complex step".
    steps : (S,)

    Returns
    -------
    (S,)
    """
    dtype = np.float32 if quotient.endswith("float32") else float
    x = np.random.default_rng(0).uniform(0.5, 2.0, 300).astype(dtype)
    places = x.astype(float)
    exact = np.exp(np.sin(places)) * (np.cos(places) * places**2 + 2 * places)
    medians = []
    for step in steps:
        h = dtype(step)
        if quotient == "one-sided":
            found = (wave(x + h) - wave(x)) / h
        elif quotient == "complex step":
            found = wave(x + 1j * h).imag / h
        else:
            found = (wave(x + h) - wave(x - h)) / (2 * h)
        medians.append(np.median(np.abs(found - exact) / np.abs(exact)))
    return np.array(medians)


# ---- errors that a right gradient shows ----------------------------------------------------------


def four_digits(values: Any) -> np.ndarray:
    """Return numbers as a calculator keeps them that has four digits."""
    return np.array([float(f"{value:.4g}") for value in values])


def one_entry_off(size: int = 2048, by: float = 0.01) -> tuple[np.ndarray, np.ndarray]:
    """Return a gradient of equal entries of which one is off, and the right one."""
    right = np.ones(size)
    wrong = right.copy()
    wrong[size // 2] += by
    return wrong, right


def central(f: Callable[[Any], Any], x: Any, h: float) -> np.ndarray:
    """Return df/dx by central differences, for x of any shape."""
    return numerical_gradient(f, np.array(x, dtype=float), h)


def deep_net(depth: int, seed: int) -> tuple[Network, Any, Any]:
    """Return a sigmoid network 4-6-...-6-3 with `depth` hidden layers, and a batch for it."""
    rng = np.random.default_rng(seed)
    network = Network((4, *[6] * depth, 3), "sigmoid", "half_squared_error", rng=rng)
    return network, rng.normal(size=(5, 4)), rng.normal(size=(5, 3))


def first_layer(depth: int, gradient: Gradient, seeds: Sequence[int] = range(5)) -> Any:
    """Return the right and the measured gradient of W1 of deep nets, each (seeds, 4, 6)."""
    pairs = []
    for seed in seeds:
        network, X, Y = deep_net(depth, seed)
        network.loss_and_gradient(X, Y)
        right, W = network.dW[0].copy(), network.W[0]
        start = W.copy()

        def loss(moved: Any, network: Network = network, W: Any = W, X: Any = X, Y: Any = Y) -> Any:
            W[...] = moved
            return network.loss(X, Y)

        pairs.append((right, np.asarray(gradient(loss, start, 1e-5))))
    return np.array(pairs).swapaxes(0, 1)


# ---- the digit net -------------------------------------------------------------------------------


class DigitNet:
    """A 64-32-10 net and eight images, with all 2,410 slopes as ``gradient(f, x, step)`` has them.

    Attributes
    ----------
    arrays : list of W1, b1, W2, b2
    measured : list of arrays of their shapes
    feedback : (32, 10)
        For "random feedback".
    """

    def __init__(self, gradient: Gradient, step: float = 1e-5) -> None:
        data, rng = digits(), np.random.default_rng(0)
        self.images, self.wanted = data.X_train[:8], one_hot(data.y_train[:8], 10)
        self.arrays = [rng.normal(0, 1 / 8, (64, 32)), np.zeros(32)]
        self.arrays += [rng.normal(0, 32**-0.5, (32, 10)), np.zeros(10)]
        self.feedback = rng.normal(0, 32**-0.5, (32, 10))
        self.measured = [
            np.asarray(gradient(functools.partial(self._with, k), old, step))
            for k, old in enumerate(self.arrays)
        ]

    def loss(self, W1: Any, b1: Any, W2: Any, b2: Any) -> Any:
        """Return the loss on the eight images."""
        return softmax_cross_entropy(np.tanh(self.images @ W1 + b1) @ W2 + b2, self.wanted)

    def _with(self, k: int, array: Any) -> Any:
        """Return the loss with array number k replaced."""
        return self.loss(*(array if i == k else old for i, old in enumerate(self.arrays)))

    def backward(self, way: str) -> tuple[Any, ...]:
        """Return dW1, db1, dW2, db2 by one way back."""
        return net_gradients(way, self.images, self.wanted, *self.arrays, feedback=self.feedback)

    def caught(self, way: str, *, from_each: bool, times: int = 1000) -> float:
        """Return in which share of checks of 20 random entries a mistake is caught.

        Five from each of the four arrays, or 20 from all entries in one heap.
        """
        rng = np.random.default_rng(1)
        a, n = (
            np.concatenate([np.ravel(g) for g in arrays])
            for arrays in (self.backward(way), self.measured)
        )
        wrong = np.abs(a - n) > 1e-6 * np.linalg.norm(n)
        sizes = [array.size for array in self.arrays]
        starts = np.cumsum([0, *sizes[:-1]])
        hits = 0
        for _ in range(times):
            if from_each:
                parts = zip(starts, sizes, strict=True)
                chosen = np.concatenate([s + rng.choice(size, 5) for s, size in parts])
            else:
                chosen = rng.choice(a.size, 20, replace=False)
            hits += bool(wrong[chosen].any())
        return hits / times


# ---- kinks ---------------------------------------------------------------------------------------


def kinks(bend: str, h: float, seeds: Sequence[int] = range(5)) -> tuple[int, int, int, int]:
    """Count entries of right gradients of 6-20-3 nets that seem wrong with the step h.

    An entry seems wrong if it is off by more than a thousandth of the largest of its array. The
    winner of a unit, ReLU's z or 0, changes if z has another sign at x + h than at x - h.

    Returns
    -------
    total, wrong, changed, both : int
        All entries; those that seem wrong; those whose step changed a winner; those with both.
    """
    f: Any = {"relu": relu, "tanh": np.tanh}[bend]
    prime = {"relu": relu_prime, "tanh": tanh_prime}[bend]
    counts = np.zeros(4, dtype=int)
    for seed in seeds:
        rng = np.random.default_rng(seed)
        V1, V2 = rng.normal(size=(6, 20)), rng.normal(size=(20, 3))
        X, c, aims = rng.normal(size=(10, 6)), rng.normal(size=20), rng.normal(size=(10, 3))
        dZ2 = (f(X @ V1 + c) @ V2 - aims) / 10
        dZ1 = (dZ2 @ V2.T) * prime(X @ V1 + c)
        arrays = [V1, c, V2]
        for k, a in enumerate((X.T @ dZ1, dZ1.sum(axis=0), f(X @ V1 + c).T @ dZ2)):
            for place in np.ndindex(a.shape):
                losses, signs = [], []
                for sign in (1, -1):
                    at = [array.copy() for array in arrays]
                    at[k][place] += sign * h
                    Z = X @ at[0] + at[1]
                    losses.append(np.sum((f(Z) @ at[2] - aims) ** 2) / 20)
                    signs.append(Z > 0)
                slope = (losses[0] - losses[1]) / (2 * h)
                wrong = abs(a[place] - slope) > 1e-3 * np.abs(a).max()
                changed = bool((signs[0] != signs[1]).any())
                counts += [1, wrong, changed, wrong and changed]
    return int(counts[0]), int(counts[1]), int(counts[2]), int(counts[3])


def blank_image(biases: float, h: float) -> float:
    """Return the relative error of a right ReLU gradient by the biases, one image being blank.

    Four samples, the first of them all zeros, so that with biases of 0 its sums are exactly at the
    kink.
    """
    rng = np.random.default_rng(0)
    V1, V2 = rng.normal(size=(6, 20)), rng.normal(size=(20, 3))
    X, aims, c = rng.normal(size=(4, 6)), rng.normal(size=(4, 3)), biases * rng.normal(size=20)
    X[0] = 0
    dZ1 = ((relu(X @ V1 + c) @ V2 - aims) / 4 @ V2.T) * relu_prime(X @ V1 + c)
    measured = np.zeros(20)
    for i, unit in enumerate(np.eye(20) * h):
        high, low = (np.sum((relu(X @ V1 + b) @ V2 - aims) ** 2) / 8 for b in (c + unit, c - unit))
        measured[i] = (high - low) / (2 * h)
    a = dZ1.sum(axis=0)
    return float(np.linalg.norm(a - measured) / (np.linalg.norm(a) + np.linalg.norm(measured)))


# ---- fixtures ------------------------------------------------------------------------------------


def unseen(
    gradient: Gradient,
    N: int = 5,
    scale: float = 1.0,
    bias: float = 1.0,
    threshold: float = 1e-6,
) -> list[str]:
    """Return which of `WAYS_BACK` pass a check of a 3-4-3 net with N samples."""
    rng = np.random.default_rng(11)
    inputs, aims = rng.normal(size=(N, 3)), one_hot(rng.integers(0, 3, N), 3)
    arrays = [scale * rng.normal(size=(3, 4)), scale * bias * rng.normal(size=4)]
    arrays += [scale * rng.normal(size=(4, 3)), scale * bias * rng.normal(size=3)]

    def loss(k: int, moved: Any) -> float:
        W1, b1, W2, b2 = (moved if i == k else old for i, old in enumerate(arrays))
        return float(softmax_cross_entropy(np.tanh(inputs @ W1 + b1) @ W2 + b2, aims))

    measured = [
        np.asarray(gradient(functools.partial(loss, k), array, 1e-5))
        for k, array in enumerate(arrays)
    ]
    passed = []
    for name in WAYS_BACK:
        pairs = zip(net_gradients(name, inputs, aims, *arrays), measured, strict=True)
        off = [np.abs(a - b).max() / (1e-9 + np.abs(b).max()) for a, b in pairs]
        passed += [name] if max(off) < threshold else []
    return passed
