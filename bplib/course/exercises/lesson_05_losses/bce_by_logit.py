"""Repair a loss and its slope: binary cross-entropy by the logit, finite however large it is."""

import numpy as np

from bplib.activations import sigmoid
from bplib.course.checks import Function, call_case, slip
from bplib.course.checks.slips import Anything
from bplib.course.exercises.lesson_05_losses.shared import (
    ANSWER,
    binary_targets,
    one,
    overwritten,
    slope,
    twice,
)


def charge(Z, Y):
    """Return -y log p - (1 - y) log(1 - p), with no p that could round to 0 or 1."""
    return np.logaddexp(0, Z) - Y * Z


def bce_by_logit(
    Z,
    Y,
    *,
    charge=charge,
    small=0.0,
    least=0.0,
    limit=np.inf,
    bend=np.ones_like,
    over=len,
    slope_over=len,
):
    """Return the binary cross-entropy of sigmoid(Z) and dL/dZ, finite for every finite Z."""
    P = sigmoid(Z)
    charges = charge(np.clip(Z, -limit, limit), Y)
    if small or least:
        charges = by_probability(Z, Y, small, least)
    loss = np.sum(charges) / over(Z)
    dZ = (P - Y) * bend(P) / slope_over(Z)
    return loss, dZ


def cases(rng):
    """Draw logits of three sizes; where they are large, all samples but one are answered wrong."""

    def case(note, N, C, size):
        Z = rng.normal(size=(N, C)) * 1.5
        Y = binary_targets(rng, N, C)
        if size:
            Z = (1 - 2 * Y) * rng.uniform(0.6, 1.0, (N, C)) * size
            Z[0] = -Z[0]
        return call_case(note, Z=Z, Y=Y)

    return [
        case("", 5, 3, 0),
        case("one sample", 1, 2, 0),
        case("one output", 4, 1, 0),
        case("logits up to 60", 3, 4, 60),
        case("logits up to 6,000", 4, 2, 6e3),
        case("logits up to 10,000", 3, 2, 1e4),
    ]


def by_probability(Z, Y, small=0.0, least=0.0):
    """Return the same charge from probabilities that have been rounded."""
    P = np.clip(sigmoid(Z), least, 1 - least)
    return -(Y * np.log(P + small) + (1 - Y) * np.log(1 - P + small))


EXERCISE = Function(
    bce_by_logit,
    cases,
    title="Repair a loss and its slope",
    points=4,
    core=True,
    difficulty=2,
    pure=True,
    returns=("loss", "dZ"),
    read_again=ANSWER,
    slips=[
        slip("not repaired", small=1e-8, bend=slope, slope_over=one).asks(
            "Which of the three lines of the program did you change?"
        ),
        slip("small number in the logarithm", small=1e-8).asks(
            "What is the largest loss that your formula can charge for one answer?"
        ),
        slip("a tiny number in the logarithm", small=1e-300).asks(
            "Two neurons are wrong by z = 1,000 and 9,000. Does your loss tell them apart?"
        ),
        slip("target 1 only", charge=lambda Z, Y: Y * np.logaddexp(0, -Z)).asks(
            "What does your loss charge a neuron whose target is 0?"
        ),
        slip("a number of your own in the logarithm", small=Anything()).asks(
            "What is the largest loss that you can charge?"
        ),
        *(
            slip(f"probability cut off at {least:g}", least=least).asks(
                "Two neurons are wrong by z = 40 and z = 400. Does your loss tell them apart?"
            )
            for least in (1e-15, 1e-12, 1e-7)
        ),
        slip("logit cut off", limit=500.0).asks(
            "Two neurons are wrong by z = 1,000 and 9,000. Does your loss tell them apart?"
        ),
        slip("corner for the logarithm", charge=lambda Z, Y: np.maximum(Z, 0) - Y * Z).asks(
            "What is ln(1 + e^z) at z = 0, and what is max(0, z) there?"
        ),
        slip("logarithm of a rounded probability", charge=by_probability).asks(
            "What is 1 − σ(40) in floating point, and what is its logarithm?"
        ),
        slip("exponential overflows", charge=lambda Z, Y: np.log(1 + np.exp(Z)) - Y * Z).asks(
            "What does exp(1000) give, and what can be taken out of the logarithm before it?"
        ),
        slip("slope kept", bend=slope).asks(
            "Sigmoid with cross-entropy: what becomes of the slope of the sigmoid?"
        ),
        slip("gradient not repaired", bend=slope, slope_over=one).asks(
            "Your loss is repaired. Is the program's third line the slope of it?"
        ),
        slip("missing 1/N in the gradient", slope_over=one).asks(
            "Your loss is an average over the samples. Is your gradient the slope of it?"
        ),
        slip("sums, not means", over=one, slope_over=one).asks(
            "If every sample is given twice, should the loss double?"
        ),
        slip("1/N twice", slope_over=twice).asks(
            "How often does the number of samples divide the gradient, and how often the loss?"
        ),
        slip("divided by the outputs", over=np.size, slope_over=np.size).asks(
            "Over what does this loss average: samples, outputs, or both?"
        ),
        slip("changed in place", given=overwritten).asks(
            "After the call, what has become of the Z that you were given?"
        ),
    ],
)
