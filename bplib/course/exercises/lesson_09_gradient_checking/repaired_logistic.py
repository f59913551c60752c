"""Repair the gradient of logistic regression: shapes (N,) and (N, 1) meet, and broadcast."""

import numpy as np

from bplib.activations import sigmoid
from bplib.course.checks import Function, call_case, slip
from bplib.course.exercises.lesson_09_gradient_checking.shared import LOCALISE, signed


def repaired_logistic(
    X,
    y,
    w,
    b,
    *,
    bend=sigmoid,
    flat=lambda y: y[:, 0],
    delta=lambda p, y: p - y,
    mean=lambda total, N: total / N,
    mean_b=np.mean,
):
    """Return dw and db of the mean binary cross-entropy."""
    dz = delta(bend(X @ w + b), flat(y))
    return mean(dz @ X, len(X)), mean_b(dz)


def cases(rng):
    """Draw batches of several samples, and of one; as many samples as inputs, and one input."""

    def draw(N, D):
        y = np.append(np.eye(2)[0], rng.integers(0, 2, 9))[:N, np.newaxis] * 1.0
        given = {"X": signed(rng, (N, D)), "y": y, "w": signed(rng, D)}
        return {**given, "b": float(signed(rng, ()))}

    drawn = []
    for N, D in ((5, 3), (4, 1), (1, 3), (4, 4)):
        given = draw(N, D)
        while min(np.abs(part).max() for part in repaired_logistic(**given)) < 0.02:
            given = draw(N, D)  # sums that all but cancel have few digits
        note = f"{N} sample{'s' * (N > 1)}, {D} input{'s' * (D > 1)}"
        drawn.append(call_case(note, **given))
    return drawn


EXERCISE = Function(
    repaired_logistic,
    cases,
    title="Repair a gradient that only one sample can pass",
    points=2,
    difficulty=2,
    returns=("dw", "db"),
    read_again=LOCALISE,
    slips=[
        slip(
            "not repaired",
            flat=lambda y: y,
            mean=lambda total, N: total.mean(axis=0) / N,
        ).asks("Which shape has p − y, if p is (N,) and y is (N, 1)?"),
        slip("one average too many", mean=lambda total, N: total / N**2).asks(
            "The mean was there to mend a shape. Is it still needed, and what divides by N?"
        ),
        slip("not averaged", mean=lambda total, N: total, mean_b=np.sum).asks(
            "If every sample is given twice, should the gradient double?"
        ),
        slip("weights not averaged", mean=lambda total, N: total).asks(
            "db is an average over the samples. And dw?"
        ),
        slip("bias not averaged", mean_b=np.sum).asks("dw is an average over the samples. And db?"),
        slip("column instead of vector", result=lambda out: (out[0][:, np.newaxis], out[1])).asks(
            "Which shape has w, and which has your dw?"
        ),
        slip("slope kept", delta=lambda p, y: (p - y) * p * (1 - p)).asks(
            "Sigmoid with cross-entropy: what becomes of the slope of the sigmoid?"
        ),
        slip("last sample only", delta=lambda p, y: (p - y) * np.eye(len(y))[-1]).asks(
            "Do all samples have a say in your gradient?"
        ),
        slip("sign", delta=lambda p, y: y - p).asks(
            "Where the prediction is too high, does the loss rise or fall with z?"
        ),
        slip("bias averaged twice", mean_b=lambda dz: np.mean(dz) / len(dz)).asks(
            "dw divides by N once. And db?"
        ),
        slip("rounded predictions", delta=lambda p, y: np.round(p) - y).asks(
            "Is the loss measured on probabilities, or on decisions?"
        ),
        slip("tanh for sigmoid", bend=np.tanh).asks(
            "Between which two numbers lies a probability?"
        ),
        slip("sign of the exponent", bend=lambda z: sigmoid(-z)).asks(
            "Does the sigmoid of a positive number lie above or below one half?"
        ),
        slip(
            "summed over all pairs",
            flat=lambda y: y,
            mean=lambda total, N: total.sum(axis=0) / N,
            mean_b=lambda dz: dz.sum() / len(dz),
        ).asks("Which shape has p − y, if p is (N,) and y is (N, 1)?"),
    ],
)
