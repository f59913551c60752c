"""Experiments of lesson 05: gradients of softmax by six programs, and losses trained on digits."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from bplib.activations import sigmoid, sigmoid_prime, softmax
from bplib.losses import one_hot

SMALL = 1e-8
STARTS = np.random.default_rng(4).normal(size=(64, 20))  # 20 neurons side by side


def six_gradients() -> tuple[Any, Any, dict[str, Any]]:
    """Return probabilities (3, 4), labels (3,) and six gradients by the logits, one of them right.

    Returns
    -------
    P : (3, 4)
    labels : (3,)
    gradients : dict of letter to (3, 4)
    """
    rng = np.random.default_rng(4)
    Z, labels = rng.normal(size=(3, 4)) * 1.2, np.array([2, 0, 3])
    P, Y = softmax(Z), one_hot(labels, 4)
    dZ = (P - Y) / 3
    gradients = {
        "A": (softmax(Z.T).T - Y) / 3,
        "B": P - Y,
        "C": (P - Y[[2, 0, 1]]) / 3,
        "D": dZ,
        "E": P / 3,
        "F": P * (dZ - (dZ * P).sum(axis=1, keepdims=True)),
    }
    return P, labels, gradients


# ---- one neuron that tells 3s from 8s ------------------------------------------------------------


class TwoDigits(NamedTuple):
    """Pixels from 0 to 16 and targets of two digits, to train on and held out.

    Attributes
    ----------
    X, X_test : (N, 64), (N_test, 64)
    Y, Y_test : (N, 1), (N_test, 1)
        1 for an 8, 0 for a 3.
    """

    X: Any
    Y: Any
    X_test: Any
    Y_test: Any


def threes_and_eights(digits: Any) -> TwoDigits:
    """Return the 3s and the 8s among the digits, with pixels as they were stored."""
    pick, pick_test = np.isin(digits.y_train, (3, 8)), np.isin(digits.y_test, (3, 8))
    return TwoDigits(
        16 * digits.X_train[pick],
        (digits.y_train[pick] == 8)[:, np.newaxis] * 1.0,
        16 * digits.X_test[pick_test],
        (digits.y_test[pick_test] == 8)[:, np.newaxis] * 1.0,
    )


def small_number_delta(Z: Any, Y: Any) -> Any:
    """Return the delta of the loss with 1e-8 in both logarithms; Z, Y and it have one shape."""
    P, Q = sigmoid(Z), sigmoid(-Z)
    return (1 - Y) * P * Q / (Q + SMALL) - Y * P * Q / (P + SMALL)


def clipped_delta(Z: Any, Y: Any) -> Any:
    """Return the delta of the loss of a clipped probability: none where it is clipped."""
    P = sigmoid(Z)
    return (P - Y) * ((P > SMALL) & (P < 1 - SMALL))


DELTAS: dict[str, Callable[[Any, Any], Any]] = {
    "never trained": lambda Z, _: 0 * Z,
    "squared error": lambda Z, Y: (sigmoid(Z) - Y) * sigmoid_prime(Z),
    "1e-8 in the logarithm": small_number_delta,
    "clipped at 1e-8": clipped_delta,
    "from the logit": lambda Z, Y: sigmoid(Z) - Y,
}


def held_out_shares(
    data: TwoDigits, name: str, scale: float = 1.0, lr: float = 0.002, steps: int = 400
) -> Any:
    """Return the share of held-out digits that each of 20 neurons gets right.

    Parameters
    ----------
    data : TwoDigits
    name : str
        Whose delta trains them: one of `DELTAS`.
    scale : float
        What the pixels are divided by.
    lr : float
        The learning rate.
    steps : int
        Steps of gradient descent, each on the whole batch.

    Returns
    -------
    (20,)
    """
    X, X_test = data.X / scale, data.X_test / scale
    W, b = STARTS.copy(), np.zeros(20)
    for _ in range(steps):
        dZ = DELTAS[name](X @ W + b, data.Y) / len(X)  # (N, 20)
        W -= lr * X.T @ dZ
        b -= lr * dZ.sum(axis=0)
    return ((X_test @ W + b > 0) == (data.Y_test > 0)).mean(axis=0)


def logit_size(data: TwoDigits) -> float:
    """Return the standard deviation of the logits before training, over all weights from N(0, 1).

    Of one image it is the root of the sum of its squared pixels; of all, their rms.
    """
    return float(np.sqrt(np.mean(np.sum(data.X**2, axis=1))))


def median_wrong_logit(data: TwoDigits) -> float:
    """Return the median size of the logits that are wrong before training."""
    Z = data.X @ STARTS
    return float(np.median(np.abs(Z)[(Z > 0) != (data.Y > 0)]))
