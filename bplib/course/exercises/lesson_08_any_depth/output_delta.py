"""Start the way back: the derivative of the loss by the last layer's sums, sample by sample."""

import numpy as np

from bplib.course.checks import Function, call_case, slip
from bplib.course.exercises.lesson_08_any_depth.shared import (
    DELTA,
    bend,
    by_the_rule_of_the_sigmoid,
    prime,
    signed,
)


def output_delta(Z, Y, activation, *, count=len, slope=prime, error=lambda Z, A, Y: A - Y):
    """Return dL/dZ of the last layer."""
    A = bend(activation, Z)
    return error(Z, A, Y) / count(Y) * slope(activation, Z)


def cases(rng):
    """Draw batches of several sizes for four activations; one sample, one output."""

    def case(N, C, activation):
        Z, Y = signed(rng, (N, C), 0.3, 1.8), signed(rng, (N, C), 0.2, 2.0)
        return call_case(
            f"{activation}, {N} sample{'s' * (N > 1)}", Z=Z, Y=Y, activation=activation
        )

    return [
        case(3, 3, "sigmoid"),
        case(4, 2, "tanh"),
        case(1, 5, "softplus"),
        case(6, 1, "identity"),
        case(7, 4, "tanh"),
    ]


EXERCISE = Function(
    output_delta,
    cases,
    title="Start with the delta of the output",
    points=2,
    difficulty=2,
    read_again=DELTA,
    slips=[
        slip("slope forgotten", slope=lambda name, Z: 1.0).asks(
            "Is that the derivative by A, or by Z?"
        ),
        slip("slope taken at a", slope=lambda name, Z: prime(name, bend(name, Z))).asks(
            "Which number went into the activation when its slope mattered?"
        ),
        slip("activation for slope", slope=bend).asks(
            "Is f(z) how large the output is, or how fast it changes?"
        ),
        slip("not averaged", count=lambda Y: 1).asks(
            "Would the loss of the same batch, with every sample twice, have twice the delta?"
        ),
        slip("averaged twice", count=lambda Y: len(Y) ** 2).asks(
            "How often does 1/N stand in the loss?"
        ),
        slip("averaged over the outputs too", count=np.size).asks(
            "Over which of the two axes does this loss sum, and over which does it average?"
        ),
        slip("averaged over the outputs only", count=lambda Y: Y.shape[1]).asks(
            "Which axis of Y counts the samples?"
        ),
        slip("stray factor 2", result=lambda dZ: 2 * dZ).asks(
            "What is the ½ in front of the squares for?"
        ),
        slip("target minus output", result=np.negative).asks(
            "If the output is above the target, does the loss grow or shrink with it?"
        ),
        slip("sums against targets", error=lambda Z, A, Y: Z - Y).asks(
            "Does the loss compare targets with Z, or with what becomes of it?"
        ),
        slip("error squared", error=lambda Z, A, Y: (A - Y) ** 2).asks(
            "What is the slope of a square?"
        ),
        slip("slope of the sigmoid", slope=lambda name, Z: prime("sigmoid", Z)).asks(
            "Whose slope do you take when the activation is another one?"
        ),
        slip("root of the samples", count=lambda Y: len(Y) ** 0.5).asks(
            "What does a mean divide by?"
        ),
        slip("half kept", count=lambda Y: 2 * len(Y)).asks(
            "What becomes of the ½ in front of the squares when a square is differentiated?"
        ),
        slip("rule a(1 − a) for all", slope=by_the_rule_of_the_sigmoid).asks(
            "Which activation has the slope a(1 − a), and which one is given?"
        ),
    ],
)
