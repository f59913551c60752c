"""What the exercises of lesson 10 share: a slope, a count that averages nothing, and a measure."""

import numpy as np

from bplib.course.checks import slip
from bplib.data.datasets import xor


def slope(A):
    """Return the sigmoid's slope where it gives `A`."""
    return A * (1 - A)


def one(array):
    """Return what divides a sum that is left a sum."""
    return 1


def confidences(hidden, activation):
    """Return a function of weights: the probabilities a 2-H-1 network gives to right answers."""

    def given(weights):
        from bplib.network import Network

        network = Network((2, hidden, 1), activation, "binary_cross_entropy")
        if isinstance(weights, dict):
            if set(weights) != {"W1", "b1", "W2", "b2"}:
                names = ", ".join(map(str, weights))
                raise ValueError(f"a dict with the names {names}; asked for are W1, b1, W2 and b2")
            weights = [weights[name] for name in ("W1", "b1", "W2", "b2")]
        W1, b1, W2, b2 = (np.asarray(array, dtype=float) for array in weights)
        network.set_parameters([W1, b1, W2.reshape(-1, 1) if W2.ndim == 1 else W2, b2.reshape(-1)])
        X, Y = xor()
        P = network.forward(X)
        return np.where(Y == 1, P, 1 - P)[:, 0]

    return given


def least_confidence(hidden, activation):
    """Return the measure "smallest probability given to a right answer" of a 2-H-1 network."""
    given = confidences(hidden, activation)
    return lambda weights: float(given(weights).min())


def way_of_failing(hidden, activation):
    """Return a function of weights that says in a few words how a 2-H-1 network fails at XOR."""
    given = confidences(hidden, activation)

    def tells(weights):
        right = given(weights)
        if abs(right - 0.5).max() < 0.2:
            return "nothing decided"
        if right.max() < 0.5:
            return "every answer turned round"
        if right.min() > 0.52:
            return "right, but not sure enough"
        if right.min() > 0.48:
            return "some corners undecided"
        return "one corner wrong" if (right < 0.5).sum() == 1 else "several corners wrong"

    return tells


def failing(W1, b1, W2, b2):
    """Return a slip for every way of failing, made of weights whose z is b2 or -b2 everywhere."""

    def other(scale=1.0, shift=0.0, second=1.0):
        units = np.where(np.arange(len(W2))[:, np.newaxis] == 1, second, 1.0)
        return lambda: [W1, b1, scale * units * W2, scale * np.asarray(b2) - shift * b2[0]]

    return [
        slip("nothing decided", instead=other(0.01)).asks(
            "How far from 0 are the sums z of your output unit, and which answer is that?"
        ),
        slip("every answer turned round", instead=other(-1.0)).asks(
            "For which two corners is your answer a 1?"
        ),
        slip("right, but not sure enough", instead=other(-2 / b2[0])).asks(
            "Your answers are on the right side. What makes a sigmoid's answer surer?"
        ),
        slip("some corners undecided", instead=other(shift=1.0)).asks(
            "At some corners your output's sum z is about 0. Which number keeps it away from 0?"
        ),
        slip("one corner wrong", instead=other(second=0.0)).asks(
            "Three of four are right. Which corner is not, and which unit should notice it?"
        ),
        slip("several corners wrong", instead=other(shift=1.5)).asks(
            "Which corners get the same answer, and which of your units tells them apart?"
        ),
    ]
