"""Differentiate the cross-entropy of softmax(Z / T) by T, the one knob for all logits."""

import numpy as np

from bplib.course.checks import Function, call_case, slip
from bplib.course.exercises.lesson_05_losses.shared import (
    SOFTMAX,
    class_numbers,
    one,
    overwritten,
)
from bplib.course.exercises.lesson_05_losses.stable_softmax import stable_softmax


def temperature_slope(
    Z,
    labels,
    T,
    *,
    softened=np.divide,
    error=np.subtract,
    roads=np.ones_like,
    inner=lambda Z, T: -Z / T**2,
    over=len,
):
    """Return dL/dT of the cross-entropy of softmax(Z / T)."""
    Y = np.eye(Z.shape[1])[labels]
    P = stable_softmax(softened(Z, T))
    G = error(P, Y) * roads(Y)
    return np.sum(G * inner(Z, T)) / over(Z)


def cases(rng):
    """Draw temperatures above and below 1, once with a single sample."""

    def case(note, N, C, low, high):
        return call_case(
            note,
            Z=rng.normal(size=(N, C)) * 1.5 + 0.4,
            labels=class_numbers(rng, N, C),
            T=float(rng.uniform(low, high)),
        )

    return [
        case("hot", 5, 3, 1.6, 2.5),
        case("cold", 4, 6, 0.4, 0.7),
        case("a single sample, hot", 1, 5, 2.5, 4.0),
        case("cold", 6, 4, 0.5, 0.8),
    ]


EXERCISE = Function(
    temperature_slope,
    cases,
    title="One knob for all logits",
    points=3,
    difficulty=3,
    pure=True,
    read_again=SOFTMAX,
    slips=[
        slip("true class only", roads=np.asarray).asks(
            "By how many routes does T reach the loss of one sample?"
        ),
        slip("T not squared", inner=lambda Z, T: -Z / T).asks("What is the slope of z/T by T?"),
        slip("z forgotten", inner=lambda Z, T: -np.ones_like(Z) / T**2).asks(
            "What do the deltas of one sample add up to, and what is each of them multiplied by?"
        ),
        slip("slope of a quotient", inner=lambda Z, T: Z / T).asks(
            "When T grows, does z/T grow or shrink, and at which rate?"
        ),
        slip("sign", inner=lambda Z, T: Z / T**2).asks(
            "When T grows, does a positive z/T grow or shrink?"
        ),
        slip("T forgotten in softmax", softened=lambda Z, T: Z).asks(
            "Which numbers went into softmax here: z, or something else?"
        ),
        slip("multiplied by T", softened=np.multiply).asks(
            "Which numbers went into softmax here: T z, or something else?"
        ),
        slip("one-hot not subtracted", error=lambda P, Y: P).asks(
            "What is the slope of the loss by one logit, for the true class?"
        ),
        slip("changed in place", given=overwritten).asks(
            "After the call, what has become of the Z that you were given?"
        ),
        slip("not averaged", over=one).asks(
            "If every sample is given twice, should the slope double?"
        ),
        slip("divided by the classes", over=np.size).asks(
            "What is done with several routes to the loss: are they added, or averaged?"
        ),
        slip("slope of T z", softened=np.multiply, inner=lambda Z, T: Z).asks(
            "Are the logits multiplied by T here, or divided?"
        ),
        slip("slope of the slope", inner=lambda Z, T: 2 * Z / T**3).asks(
            "How often do you differentiate z/T by T?"
        ),
        slip("other classes only", roads=lambda Y: 1 - Y).asks(
            "Does the true class's logit feel T as well?"
        ),
        slip("slope by the probabilities", error=lambda P, Y: -Y / P).asks(
            "Is your first factor the slope by the logits, or by the probabilities?"
        ),
        slip("divided by T once more", inner=lambda Z, T: -Z / T**3).asks(
            "How often is z divided by T in your last factor, and how often in its slope?"
        ),
    ],
)
