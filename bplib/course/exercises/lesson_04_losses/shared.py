"""What the exercises of lesson 04 share."""

from collections.abc import Callable
from typing import Any

import numpy as np

Pair = tuple[Any, Any]


def _sigmoid(Z: Any) -> Any:
    e = np.exp(-np.abs(Z))
    return np.where(Z >= 0, 1, e) / (1 + e)


def _softmax(Z: Any, axis: int = 1) -> Any:
    E = np.exp(Z - Z.max(axis=axis, keepdims=True))
    return E / E.sum(axis=axis, keepdims=True)


def _one_hot(labels: Any, classes: int) -> Any:
    return np.eye(classes)[labels]


def _quiet(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a mistaken function that may overflow or divide by zero, without its warnings."""

    def calm(*arguments: Any) -> Any:
        with np.errstate(all="ignore"):
            return function(*arguments)

    return calm


def bce_by_prediction(P: Any, Y: Any) -> Pair:
    """Return the binary cross-entropy and dL/dP."""
    N = len(P)
    loss = -np.sum(Y * np.log(P) + (1 - Y) * np.log(1 - P)) / N
    return loss, ((1 - Y) / (1 - P) - Y / P) / N


_SMALL = {"small number": 1e-8, "smaller number": 1e-12}


def _answers(rng: np.random.Generator, N: int, C: int) -> Any:
    """Return labels 0 and 1 (N, C), both of them present."""
    labels = np.resize([0.0, 1.0, 1.0, 0.0, 1.0], N * C)
    return rng.permutation(labels).reshape(N, C)


def _labels(rng: np.random.Generator, N: int, C: int) -> Any:
    """Return N labels, at least two different ones; class 0 among them."""
    return rng.permutation(np.append(rng.integers(1, C, N - 1), 0))


_TWO_SCALES = "Two scales for one squared error"

_ANSWER = "The loss that cancels the slope"

_SOFTMAX = "One class out of many: softmax"

_LOGSUMEXP = "Large logits: log-sum-exp"
