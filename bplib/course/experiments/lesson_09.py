"""Experiments of lesson 09: nets trained by different ways back, and eight gradients on trial."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from bplib.data.datasets import digits
from bplib.losses import one_hot, softmax_cross_entropy

# ---- a net with one tanh layer, and many ways back -----------------------------------------------

WAYS_BACK = (
    "slope forgotten",
    "slope at the activation",
    "activation for the slope",
    "slope fed with z",
    "bias mean for sum",
    "no bias gradient",
    "only the last sample in the biases",
    "1/N missing",
    "1/N again at layer 1",
    "divided by the classes",
    "targets not subtracted",
    "softmax over the samples",
    "softmax's slope kept",
    "dW2 from z",
    "signs fed back",
    "W2 moved too early",
)


def net_gradients(
    way: str,
    X: Any,
    Y: Any,
    W1: Any,
    b1: Any,
    W2: Any,
    b2: Any,
    *,
    feedback: Any = None,
    lr: float = 0.01,
) -> tuple[Any, ...]:
    """Return what one way back makes of softmax cross-entropy behind one tanh layer.

    Parameters
    ----------
    way : str
        "right", a name in `WAYS_BACK`, "random feedback" or "first layer frozen".
    X : (..., N, D)
    Y : (..., N, C)
        One-hot targets.
    W1, b1, W2, b2 : (..., D, H), (..., H), (..., H, C), (..., C)
        With leading axes for many nets at once, biases are (..., 1, H) and (..., 1, C).
    feedback : (..., H, C), optional
        What "random feedback" uses on the way back in place of W2.
    lr : float
        By how much "W2 moved too early" has moved W2.

    Returns
    -------
    dW1, db1, dW2, db2 : the shapes of W1, b1, W2, b2
    """
    N, C = Y.shape[-2:]
    Z1 = X @ W1 + b1
    A1 = np.tanh(Z1)
    Z2 = A1 @ W2 + b2
    across = -2 if way == "softmax over the samples" else -1
    P = np.exp(Z2 - Z2.max(axis=across, keepdims=True))
    P = P / P.sum(axis=across, keepdims=True)
    dZ2 = (P if way == "targets not subtracted" else P - Y) / N
    if way == "softmax's slope kept":
        dZ2 = P * (dZ2 - (dZ2 * P).sum(axis=-1, keepdims=True))
    scale = {"1/N missing": N, "divided by the classes": 1 / C}.get(way, 1.0)
    dZ2 = scale * dZ2
    A1_for_W2 = Z1 if way == "dW2 from z" else A1
    dW2 = np.swapaxes(A1_for_W2, -1, -2) @ dZ2
    back = W2 - lr * dW2 if way == "W2 moved too early" else W2
    back = {"signs fed back": np.sign(W2), "random feedback": feedback}.get(way, back)
    slope = {
        "slope forgotten": np.ones_like(A1),
        "slope at the activation": 1 - np.tanh(A1) ** 2,
        "activation for the slope": A1,
        "slope fed with z": 1 - Z1**2,
    }.get(way, 1 - A1**2)
    dZ1 = (dZ2 @ np.swapaxes(back, -1, -2)) * slope
    dZ1 = dZ1 * {"1/N again at layer 1": 1 / N, "first layer frozen": 0.0}.get(way, 1.0)
    keep = np.ndim(b1) > 1

    def over_samples(dZ: Any) -> Any:
        if way == "bias mean for sum":
            return dZ.mean(axis=-2, keepdims=keep)
        if way == "only the last sample in the biases":
            return dZ[..., -1, :]
        return dZ.sum(axis=-2, keepdims=keep) * (way != "no bias gradient")

    return np.swapaxes(X, -1, -2) @ dZ1, over_samples(dZ1), dW2, over_samples(dZ2)


def train_on_digits(
    way: str, seeds: Sequence[int], epochs: int = 10, lr: float = 0.2
) -> np.ndarray:
    """Train 64-32-10 nets on the digits with one way back, and return their accuracies.

    LeCun initialisation, zero biases, mini-batches of 32. All seeds are trained side by side:
    weights are stacked, (S, n_in, n_out).

    Parameters
    ----------
    way : str
        As in `net_gradients`.
    seeds : sequence of S int
        Each draws its own weights, its own random feedback and its own order of the images.
    epochs : int
    lr : float

    Returns
    -------
    (S,)
        Share of right answers on the 360 held-out digits, 0 to 1.
    """
    data, batch = digits(), 32
    targets = one_hot(data.y_train, 10)
    rngs = [np.random.default_rng(seed) for seed in seeds]
    W1 = np.stack([rng.normal(0, 64**-0.5, (64, 32)) for rng in rngs])
    W2 = np.stack([rng.normal(0, 32**-0.5, (32, 10)) for rng in rngs])
    feedback = np.stack([rng.normal(0, 32**-0.5, (32, 10)) for rng in rngs])
    parameters = [W1, np.zeros((len(rngs), 1, 32)), W2, np.zeros((len(rngs), 1, 10))]
    for _ in range(epochs):
        order = np.stack([rng.permutation(len(targets)) for rng in rngs])
        for start in range(0, len(targets), batch):
            rows = order[:, start : start + batch]
            images, wanted = data.X_train[rows], targets[rows]
            gradients = net_gradients(way, images, wanted, *parameters, feedback=feedback)
            for array, gradient in zip(parameters, gradients, strict=True):
                array -= lr * gradient
    W1, b1, W2, b2 = parameters
    logits = np.tanh(data.X_test @ W1 + b1) @ W2 + b2
    return (logits.argmax(axis=-1) == data.y_test).mean(axis=-1)


# ---- eight suspects ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Suspect:
    """A loss, the gradient that somebody wrote for it, and the point where they checked it.

    Attributes
    ----------
    loss : callable
        Takes an array of x's shape, returns one number.
    gradient : callable
        Takes such an array, returns another.
    x : (P,)
        Where the author checked.
    story : str
        What the author says about it.
    """

    loss: Callable[[Any], Any]
    gradient: Callable[[Any], Any]
    x: np.ndarray
    story: str


def eight_suspects() -> dict[str, Suspect]:
    """Return the eight gradients of the lesson's line-up, by letter."""
    rng = np.random.default_rng(8)

    def draw(shape: Any, low: float = 0.3, high: float = 1.4) -> np.ndarray:
        return rng.uniform(low, high, shape) * rng.choice([-1.0, 1.0], shape)

    X, Y, labels = draw((6, 4)), draw((6, 2)), one_hot(rng.integers(0, 2, 6), 2)
    uneven = np.vstack([labels[1:2], labels[1:]])  # of even classes only rounding errors would stay
    x = draw(23, 0.2, 0.8)
    wide, w = draw((9, 40)), draw(40, 0.1, 0.4)
    y = rng.integers(0, 2, 9) * 1.0
    x_relu = x.copy()
    x_relu[12] = 4e-6 - X[0] @ x_relu[0:12:3]
    weighted = np.where(np.arange(40) == 17, 0.97, 1.0)
    return {
        "A": Suspect(
            lambda p: 1e-9 * _linear_loss(p, wide, y),
            lambda p: 2e-9 * _linear_gradient(p, wide, y),
            w,
            "a linear model in tiny units: the two gradients differ by less than 1e-7",
        ),
        "B": Suspect(
            lambda p: _tanh_loss(p, X, labels),
            lambda p: _tanh_gradient(p, X, labels),
            x,
            "a tanh net, checked at random weights",
        ),
        "C": Suspect(
            lambda p: _relu_loss(p, X, Y),
            lambda p: _relu_gradient(p, X, Y),
            x_relu,
            "a ReLU net with biases",
        ),
        "D": Suspect(
            lambda p: _tanh_loss(p, X, uneven),
            lambda p: _tanh_gradient(p, X, uneven, power=0),
            np.zeros(23),
            "a tanh net, checked where training starts",
        ),
        "E": Suspect(
            lambda p: _tanh_loss(*(np.real(a).astype(np.float32) for a in (p, X, labels))),
            lambda p: _tanh_gradient(p, X, labels),
            0.9 * x,
            "a tanh net whose loss runs in single precision, as on a graphics card",
        ),
        "F": Suspect(
            lambda p: _linear_loss(p, wide, y),
            lambda p: weighted * _linear_gradient(p, wide, y),
            1.2 * w,
            "a linear model with 40 weights; the relative error is far below 1e-2",
        ),
        "G": Suspect(
            lambda p: _tanh_loss(p, X, labels),
            lambda p: _tanh_gradient(p, X, labels, lr=0.001),
            1.1 * x,
            "a tanh net; 1e-4 is said to be good enough",
        ),
        "H": Suspect(
            lambda p: 1e6 * (_linear_loss(p, wide, y) + np.abs(p).sum()),
            lambda p: 1e6 * (_linear_gradient(p, wide, y) + np.sign(p)),
            0.8 * w,
            "a linear model with a penalty on the sizes |w| of its weights, in large units",
        ),
    }


def _unflatten(p: Any) -> tuple[Any, ...]:
    """W1 (4, 3), b1 (3,), W2 (3, 2), b2 (2,) from 23 numbers."""
    return p[:12].reshape(4, 3), p[12:15], p[15:21].reshape(3, 2), p[21:]


def _flatten(*arrays: Any) -> Any:
    return np.concatenate([array.ravel() for array in arrays])


def _tanh_loss(p: Any, X: Any, labels: Any) -> Any:
    W1, b1, W2, b2 = _unflatten(p)
    return softmax_cross_entropy(np.tanh(X @ W1 + b1) @ W2 + b2, labels)


def _tanh_gradient(p: Any, X: Any, labels: Any, power: int = 1, lr: float = 0.0) -> Any:
    W1, b1, W2, b2 = _unflatten(p)
    A1 = np.tanh(X @ W1 + b1)
    P = np.exp(A1 @ W2 + b2)
    dZ2 = (P / P.sum(axis=1, keepdims=True) - labels) / len(X)
    dW2 = A1.T @ dZ2
    dZ1 = (dZ2 @ (W2 - lr * dW2).T) * (1 - A1**2) ** power
    return _flatten(X.T @ dZ1, dZ1.sum(axis=0), dW2, dZ2.sum(axis=0))


def _relu_loss(p: Any, X: Any, Y: Any) -> Any:
    W1, b1, W2, b2 = _unflatten(p)
    Z1 = X @ W1 + b1
    return ((np.where(Z1.real > 0, Z1, 0) @ W2 + b2 - Y) ** 2).sum() / (2 * len(X))


def _relu_gradient(p: Any, X: Any, Y: Any) -> Any:
    W1, b1, W2, b2 = _unflatten(p)
    Z1 = X @ W1 + b1
    A1 = np.maximum(Z1, 0)
    dZ2 = (A1 @ W2 + b2 - Y) / len(X)
    dZ1 = (dZ2 @ W2.T) * (Z1 > 0)
    return _flatten(X.T @ dZ1, dZ1.sum(axis=0), A1.T @ dZ2, dZ2.sum(axis=0))


def _linear_loss(w: Any, X: Any, y: Any) -> Any:
    return ((X @ w - y) ** 2).sum() / (2 * len(X))


def _linear_gradient(w: Any, X: Any, y: Any) -> Any:
    return (X @ w - y) @ X / len(X)
