"""Repair the gradient of an autoencoder that uses W twice: every line is right, one is missing."""

import numpy as np

from bplib.course.checks import Function, call_case, slip
from bplib.course.exercises.lesson_15_keeping_gradients_alive.shared import signed


def repaired_tied(X, W, *, count=len, slope=lambda A: 1 - A**2, join=np.add):
    """Return dL/dW of L = sum((tanh(X W) W^T - X)^2) / 2N."""
    A = np.tanh(X @ W)
    dR = (A @ W.T - X) / count(X)
    way_in = X.T @ ((dR @ W) * slope(A))
    way_out = dR.T @ A
    return join(way_in, way_out)


def cases(rng):
    """Draw four autoencoders, one as wide inside as outside, and a single sample."""
    return [
        call_case(
            f"{N} sample{'s' * (N > 1)}, {D} inputs, {H} hidden unit{'s' * (H > 1)}",
            X=signed(rng, (N, D)),
            W=signed(rng, (D, H)),
        )
        for N, D, H in ((5, 4, 3), (1, 3, 2), (6, 2, 1), (5, 3, 3))
    ]


def turned(dW):
    """Return a square array transposed, any other one as it is."""
    return dW.T if len(set(dW.shape)) == 1 else dW


EXERCISE = Function(
    repaired_tied,
    cases,
    title="Repair a gradient in which every line is right",
    points=2,
    difficulty=2,
    read_again="Recurrence: the same matrix again and again",
    slips=[
        slip("not repaired", join=lambda way_in, way_out: way_in).asks(
            "By how many routes does W reach the loss, and how many are in your result?"
        ),
        slip("way out only", join=lambda way_in, way_out: way_out).asks(
            "W also made A. Which of your lines says so?"
        ),
        slip("average of two routes", result=lambda dW: dW / 2).asks(
            "What does a fan-out do with the gradients that come back: add, or average?"
        ),
        slip("difference of two routes", join=np.subtract).asks(
            "What does a fan-out do with the gradients that come back?"
        ),
        slip("one route twice", join=lambda way_in, way_out: 2 * way_in).asks(
            "Are the two routes equally long, with the same links?"
        ),
        slip("way out transposed", join=lambda way_in, way_out: way_in + turned(way_out)).asks(
            "Which of the two axes of dL/dW belongs to the inputs, on both routes?"
        ),
        slip("product of two routes", join=np.multiply).asks(
            "Links of one path are multiplied. And two paths?"
        ),
        slip("slope forgotten", slope=lambda A: 1.0).asks(
            "What stands between X W and A on the way in?"
        ),
        slip("activation for the slope", slope=lambda A: A).asks(
            "Is A how high tanh is, or how steep?"
        ),
        slip("1/N missing", count=lambda X: 1).asks(
            "If every sample is given twice, should the gradient double?"
        ),
        slip("way in subtracted", join=lambda way_in, way_out: way_out - way_in).asks(
            "What does a fan-out do with the gradients that come back?"
        ),
        slip("way out twice", join=lambda way_in, way_out: 2 * way_out).asks(
            "Are the two routes equally long, with the same links?"
        ),
    ],
)
