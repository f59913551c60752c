"""Experiment of lesson 05: six programs' gradients of softmax and cross-entropy."""

from typing import Any

import numpy as np

from bplib.activations import softmax
from bplib.losses import one_hot


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
