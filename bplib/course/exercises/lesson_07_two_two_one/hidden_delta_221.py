"""Compute the hidden layer's delta from the output's, for any number of units and outputs."""

import numpy as np

from bplib.course.checks import Function, call_case, slip
from bplib.course.exercises.lesson_07_two_two_one.shared import ROADS, sigmoid, signed, slope


def hidden_delta_221(
    W2,
    delta2,
    z1,
    *,
    back=lambda W2, delta2: delta2 @ W2.T,
    at=sigmoid,
    bend=slope,
    times=np.multiply,
):
    """Return dL/dz1 from the layer above."""
    a1 = at(z1)
    return times(back(W2, delta2), bend(a1))


def cases(rng):
    """Draw five sizes, among them as many units as outputs, where no shape tells a transpose."""

    def case(n_out, n_hidden, note=""):
        return call_case(
            note or f"{n_hidden} hidden units, {n_out} output{'s' * (n_out > 1)}",
            W2=signed(rng, (n_hidden, n_out)),
            delta2=signed(rng, (1, n_out)),
            z1=signed(rng, (1, n_hidden), 0.3, 2.0),
        )

    return [case(1, 2), case(3, 2), case(2, 4), case(3, 5), case(2, 2, "as many as outputs")]


EXERCISE = Function(
    hidden_delta_221,
    cases,
    title="Compute the hidden layer's delta",
    points=4,
    difficulty=2,
    core=True,
    read_again=ROADS,
    may_call=("activations.sigmoid_prime",),
    slips=[
        slip("W2 not transposed", back=lambda W2, delta2: delta2 @ W2).asks(
            "Forward, W2 turns hidden into output. Which way does a delta travel?"
        ),
        slip("slope forgotten", bend=np.ones_like).asks("Is your result ∂L/∂a⁽¹⁾, or ∂L/∂z⁽¹⁾?"),
        slip("a(1 − a) fed z", at=np.asarray).asks(
            "Can a slope of the sigmoid be negative? What did you put into a(1 − a)?"
        ),
        slip("slope taken at a", at=lambda z1: sigmoid(sigmoid(z1))).asks(
            "At which point is the slope wanted: at z, or at σ(z)?"
        ),
        slip("activation for slope", bend=np.asarray).asks(
            "Is σ(z) how large the unit's output is, or how fast it changes?"
        ),
        slip("matrix product for entrywise", times=lambda back, bend: back.T @ bend).asks(
            "Does one unit's slope act on the other units' deltas? And is what comes back a row?"
        ),
        slip("first output only", given=lambda W2, delta2, z1: (W2[:, :1], delta2[:, :1], z1)).asks(
            "By how many routes does a hidden unit reach the loss when there are two outputs?"
        ),
        slip(
            "transposed only where it must be",
            back=lambda W2, delta2: delta2 @ (W2 if len(W2) == W2.shape[1] else W2.T),
        ).asks("With as many units as outputs, does a shape say which way W2 points?"),
        slip("slope of tanh", bend=lambda a1: 1 - a1**2).asks(
            "Which activation has the slope 1 − a²?"
        ),
        slip("averaged over the outputs", back=lambda W2, d: d @ W2.T / d.size).asks(
            "Do the routes from a hidden unit to the loss add up, or does their mean count?"
        ),
    ],
)
