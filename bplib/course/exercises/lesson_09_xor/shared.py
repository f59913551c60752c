"""What the exercises of lesson 09 share."""

from collections.abc import Callable
from typing import Any

import numpy as np

from bplib.data.datasets import xor

Parameters = tuple[Any, Any, Any, Any]


def _least_confidence(hidden: int, activation: str) -> Callable[[Any], float]:
    """Return the measure "smallest probability given to a right answer" of a 2-H-1 network."""

    def measure(weights: Any) -> float:
        from bplib.network import Network

        network = Network((2, hidden, 1), activation, "binary_cross_entropy")
        if isinstance(weights, dict):
            if set(weights) != {"W1", "b1", "W2", "b2"}:
                raise ValueError("give W1, b1, W2 and b2")
            weights = [weights[name] for name in ("W1", "b1", "W2", "b2")]
        network.set_parameters([np.asarray(array, dtype=float) for array in weights])
        X, Y = xor()
        P = network.forward(X)
        return float(np.where(Y == 1, P, 1 - P).min())

    return measure
