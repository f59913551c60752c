"""Send the delta one layer back: through the next layer's weights, times this layer's slope."""

import numpy as np

from bplib.course.checks import Function, call_case, slip
from bplib.course.exercises.lesson_08_any_depth.shared import (
    DELTA,
    bend,
    by_the_rule_of_the_sigmoid,
    prime,
    signed,
)


def hidden_delta(
    dZ_next, W_next, Z, activation, *, back=lambda dZ, W: dZ @ W.T, times=np.multiply, slope=prime
):
    """Return dL/dZ of a layer from the layer after it."""
    return times(back(dZ_next, W_next), slope(activation, Z))


def cases(rng):
    """Draw layers before narrower, wider and equally wide ones; one sample, one unit."""

    def case(N, n, n_next, activation, note=""):
        return call_case(
            note or f"{activation}, {n} unit{'s' * (n > 1)} before {n_next}",
            dZ_next=signed(rng, (N, n_next)),
            W_next=signed(rng, (n, n_next)),
            Z=signed(rng, (N, n), 0.3, 1.8),
            activation=activation,
        )

    return [
        case(5, 4, 3, "tanh"),
        case(3, 2, 4, "sigmoid"),
        case(1, 5, 3, "softplus", "one sample"),
        case(3, 3, 3, "tanh", "as many units as samples, and as in the next layer"),
        case(6, 3, 1, "sigmoid"),
        case(2, 1, 4, "tanh"),
    ]


def bent_before(dZ_next, W_next, Z, activation):
    """Return what comes back where the slope is taken at the delta that arrives."""
    return (dZ_next * prime(activation, dZ_next)) @ W_next.T


EXERCISE = Function(
    hidden_delta,
    cases,
    title="Send the delta one layer back",
    points=3,
    difficulty=2,
    core=True,
    read_again=DELTA,
    slips=[
        slip("weights not transposed", back=lambda dZ, W: dZ @ W).asks(
            "Forward, W_next turns this layer's width into the next one's. Which way now?"
        ),
        slip(
            "transposed only where it must be",
            back=lambda dZ, W: dZ @ (W if len(W) == dZ.shape[1] else W.T),
        ).asks("When both layers are equally wide, do shapes say which way W_next points?"),
        slip("wrong operand transposed", back=lambda dZ, W: dZ.T @ W).asks(
            "Which axis of dZ_next has to meet which axis of W_next?"
        ),
        slip("column form", result=np.transpose).asks(
            "Is a sample a row or a column in your result, and in Z?"
        ),
        slip("matrix product for entrywise", times=lambda dA, slope: dA @ slope.T).asks(
            "Does the slope of one neuron act on the deltas of another?"
        ),
        slip("slope forgotten", slope=lambda name, Z: 1.0).asks("Is your result ∂L/∂A, or ∂L/∂Z?"),
        slip("slope taken at a", slope=lambda name, Z: prime(name, bend(name, Z))).asks(
            "At which point is the slope wanted: at z, or at f(z)?"
        ),
        slip("activation for slope", slope=bend).asks(
            "Is f(z) the activation itself, or its slope?"
        ),
        slip("averaged again", result=lambda dZ: dZ / len(dZ)).asks(
            "Is the 1/N of the loss already inside the delta that you were given?"
        ),
        slip("slope at the delta", instead=bent_before).asks(
            "Which numbers went into this layer's activation, and at which did you take its slope?"
        ),
        slip("slope of the sigmoid", slope=lambda name, Z: prime("sigmoid", Z)).asks(
            "Whose slope do you take when the activation is another one?"
        ),
        slip("slope squared", slope=lambda name, Z: prime(name, Z) ** 2).asks(
            "How often does this layer's slope multiply its delta?"
        ),
        slip("rule a(1 − a) for all", slope=by_the_rule_of_the_sigmoid).asks(
            "Which activation has the slope a(1 − a), and which one is given?"
        ),
        slip("slope of tanh", slope=lambda name, Z: prime("tanh", Z)).asks(
            "Whose slope do you take when the activation is another one?"
        ),
    ],
)
