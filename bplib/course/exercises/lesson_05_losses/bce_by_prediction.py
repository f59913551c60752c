"""Write binary cross-entropy and its slope by the prediction, true for p as small as 1e-20."""

import numpy as np

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


def bce_by_prediction(
    P,
    Y,
    *,
    log=np.log,
    other=lambda Y: 1 - Y,
    small=0.0,
    least=0.0,
    shift=0.0,
    inner=-1,
    link=np.ones_like,
    over=len,
    slope_over=len,
):
    """Return the binary cross-entropy and dL/dP; `inner` is the slope of 1 - p by p."""
    P = np.clip(P + shift, least, 1 - least)
    loss = -np.sum(Y * log(P + small) + other(Y) * log(1 - P + small)) / over(P)
    dP = -(Y / P + inner * other(Y) / (1 - P)) * link(P) / slope_over(P)
    return loss, dP


def cases(rng):
    """Draw moderate predictions, then some that are sure and wrong."""

    def case(note, N, C):
        return call_case(note, P=rng.uniform(0.1, 0.9, (N, C)), Y=binary_targets(rng, N, C))

    return [
        case("three outputs", 5, 3),
        case("one output", 4, 1),
        case("one sample", 1, 5),
        case("two outputs", 7, 2),
        *(sure_and_wrong(rng) for _ in range(3)),
    ]


def sure_and_wrong(rng):
    """Return a case with p far below 1e-12 where y is 1, and p next to 1 where y is 0.

    The latter's 1 − p is exact in single precision too.
    """
    P, Y = rng.uniform(0.1, 0.9, (2, 3)), binary_targets(rng, 2, 3)
    P.flat[rng.choice(np.flatnonzero(Y == 1))] = 10 ** rng.uniform(-21, -19)
    P.flat[rng.choice(np.flatnonzero(Y == 0))] = 1 - 2.0**-24
    return call_case("sure and wrong", P=P, Y=Y)


def roles_exchanged(answer):
    """Return an answer whose loss weighs the logarithm of what happened by the prediction."""

    def both(P, Y):
        happened = np.where(Y == 1, P, 1 - P)
        return -np.sum(P * np.log(happened)) / len(P), answer(P, Y)[1]

    return both


EXERCISE = Function(
    bce_by_prediction,
    cases,
    title="Binary cross-entropy by the prediction",
    points=2,
    difficulty=1,
    pure=True,
    returns=("loss", "dP"),
    read_again=ANSWER,
    slips=[
        slip("one term only", other=np.zeros_like).asks(
            "What does your loss charge for p = 0.9 where y is 0?"
        ),
        slip("inner derivative forgotten", inner=1).asks(
            "By p, what is the slope of 1 − p, and where is it in your second term?"
        ),
        slip("gradient by the logit", link=slope).asks(
            "Is p − y the slope by p, or by the number that went into the sigmoid?"
        ),
        slip("missing 1/N in the gradient", slope_over=one).asks(
            "Your loss is an average over the samples. Is your gradient the slope of it?"
        ),
        slip("sums, not means", over=one, slope_over=one).asks(
            "If every sample is given twice, should the loss double?"
        ),
        slip("1 − p left out below the line", link=lambda P: 1 - P).asks(
            "By what is p − y divided in the slope: by p, or by more?"
        ),
        slip("1/N twice", slope_over=twice).asks(
            "How often does the number of samples divide the gradient, and how often the loss?"
        ),
        slip("divided by the outputs", over=np.size, slope_over=np.size).asks(
            "Over what does this loss average: samples, outputs, or both?"
        ),
        slip("roles exchanged", around=roles_exchanged).asks(
            "Which of the two weighs and which is inside the logarithm: the target, or p?"
        ),
        slip("logarithm to base 10", log=np.log10).asks("Which logarithm has the slope 1/p?"),
        slip("minus forgotten", result=lambda out: (-out[0], -out[1])).asks(
            "Logarithms of probabilities are negative. Can this loss be?"
        ),
        slip("small number in the logarithm", log=lambda p: np.log(p + 1e-8)).asks(
            "Where y is 1 and p is 1e-20, what should the loss be, and what is yours?"
        ),
        slip("a number of your own in the logarithm", small=Anything()).asks(
            "Which loss does your formula charge for p = 1e-20, and which for p = 1e-30?"
        ),
        slip("p cut off", least=Anything()).asks(
            "Two predictions give the truth 1e-15 and 1e-20. Does your loss tell them apart?"
        ),
        slip("a number added to p", shift=Anything()).asks(
            "Where y is 1 and p is 1e-20, what should the loss be, and what is yours?"
        ),
        slip("σ′ multiplied twice", link=lambda P: slope(P) ** 2).asks(
            "By p, does the slope of the loss have σ′ above the line, or below?"
        ),
        slip("changed in place", given=overwritten).asks(
            "After the call, what has become of the P that you were given?"
        ),
        slip("brackets left out below the line", link=lambda P: (1 - P) ** 2).asks(
            "What is to stand below the line of (p − y) / p(1 − p), and does all of it stand there?"
        ),
    ],
)
