"""Compute the output's delta under two losses: σ′ stays with one and cancels with the other."""

import numpy as np

from bplib.activations import sigmoid, sigmoid_prime
from bplib.course.checks import Function, call_case, slip
from bplib.course.exercises.lesson_07_two_two_one.shared import DELTA, signed, slope


def output_deltas_221(
    z2, y, *, error=np.subtract, half=0.5, squared=sigmoid_prime, entropy=np.ones_like
):
    """Return dL/dz2 under half the squared error and under binary cross-entropy."""
    e = error(sigmoid(z2), y)
    return 2 * half * e * squared(z2), e * entropy(z2)


def cases(rng):
    """Draw one, two, three and five outputs, no sum near 0."""
    return [
        call_case(
            f"{n} output{'s' * (n > 1)}",
            z2=signed(rng, (1, n), 0.4, 2.5),
            y=rng.uniform(0.05, 0.95, (1, n)),
        )
        for n in (1, 2, 3, 5)
    ]


EXERCISE = Function(
    output_deltas_221,
    cases,
    returns=("squared", "entropy"),
    title="Compute the output's delta, with and without σ′",
    points=2,
    difficulty=1,
    read_again=DELTA,
    may_call=("activations.sigmoid_prime",),
    slips=[
        slip("σ′ kept with cross-entropy", entropy=sigmoid_prime).asks(
            "What does ∂L/∂a look like for cross-entropy, and what cancels?"
        ),
        slip("σ′ dropped from the squared error", squared=np.ones_like).asks(
            "Does anything in ∂L/∂a = a − y cancel the slope of the sigmoid?"
        ),
        slip("a(1 − a) fed z", squared=slope).asks(
            "a(1 − a) is the slope when a is … what? And what did you put in?"
        ),
        slip("slope taken at a", squared=lambda z2: sigmoid_prime(sigmoid(z2))).asks(
            "At which point is the slope wanted: at z, or at σ(z)?"
        ),
        slip("activation for slope", squared=sigmoid).asks(
            "Is σ(z) how large the output is, or how fast it changes?"
        ),
        slip("target minus output", error=lambda a2, y: y - a2).asks(
            "If the output is above the target, should the loss grow or shrink with z?"
        ),
        slip("stray factor 2", half=1.0).asks("What is the ½ in front of the squared error for?"),
        slip(
            "links by a, not by z", squared=np.ones_like, entropy=lambda z2: 1 / sigmoid_prime(z2)
        ).asks("Are these two derivatives by the output a, or by the sum z before it?"),
        slip("slope of tanh", squared=lambda z2: 1 - sigmoid(z2) ** 2).asks(
            "Which activation has the slope 1 − a²?"
        ),
    ],
)
