"""Write cross-entropy and its slope by the probabilities: only the true class is charged."""

import numpy as np

from bplib.course.checks import Function, call_case, slip
from bplib.course.checks.slips import Anything
from bplib.course.exercises.lesson_05_losses.bce_by_prediction import bce_by_prediction
from bplib.course.exercises.lesson_05_losses.shared import (
    SOFTMAX,
    class_numbers,
    cut_off,
    one,
    overwritten,
    twice,
    whole_columns,
)
from bplib.course.exercises.lesson_05_losses.stable_softmax import stable_softmax


def cross_entropy_by_prediction(
    P,
    labels,
    *,
    log=np.log,
    small=0.0,
    least=0.0,
    shift=0.0,
    slopes=lambda P, Y: -Y / P,
    over=len,
    slope_over=len,
):
    """Return the cross-entropy and dL/dP."""
    Y = np.eye(P.shape[1])[labels]
    P = np.maximum(P + shift, least)
    logs = log(P + small)
    loss = -np.sum(Y * logs) / over(P)
    dP = slopes(P, Y) / slope_over(P)
    return loss, dP


def cases(rng):
    """Draw probabilities; in the last case the true class has one near 1e-20."""

    def case(note, N, C, below=()):
        Z, labels = rng.normal(size=(N, C)), class_numbers(rng, N, C)
        for n, difference in enumerate(below):
            Z[n, labels[n]] -= difference
        return call_case(note, P=stable_softmax(Z), labels=labels)

    return [
        case("three classes", 5, 3),
        case("one sample", 1, 5),
        case("more classes than samples", 3, 7),
        case("four classes", 6, 4),
        case("sure and wrong", 2, 6, (46, 25)),
        case("sure and wrong", 2, 3, (25, 44)),
        case("sure and wrong", 3, 4, (45, 24)),
    ]


def columns_in_the_loss(answer):
    """Return an answer whose loss alone takes whole columns."""
    return lambda P, labels: (whole_columns(P, labels)[0], answer(P, labels)[1])


def labels_as_factors(P, labels):
    """Return loss and slopes in which the number of a class multiplies every logarithm."""
    factors = np.asarray(labels)[:, np.newaxis]
    return -np.sum(factors * np.log(P)) / len(P), -factors / P / len(P)


EXERCISE = Function(
    cross_entropy_by_prediction,
    cases,
    title="Cross-entropy by the probabilities",
    points=2,
    difficulty=1,
    pure=True,
    returns=("loss", "dP"),
    read_again=SOFTMAX,
    met={"logs": "the logarithms"},
    slips=[
        slip("gradient by the logits", slopes=np.subtract).asks(
            "Is p − y the slope by p, or by the numbers that went into softmax?"
        ),
        slip("a slope for every class", slopes=lambda P, Y: -1 / P).asks(
            "Which entries of P does the loss look at, and what is its slope by the others?"
        ),
        slip(
            "binary loss for many classes",
            instead=lambda P, labels: bce_by_prediction(P, np.eye(P.shape[1])[labels]),
        ).asks("Does this loss charge for the other classes too, or only for the true one?"),
        slip("whole columns taken", instead=whole_columns).asks(
            "How many numbers does P[:, labels] pick out, and how many do you want?"
        ),
        slip("classes counted from 1", given=lambda P, labels: (P, labels - 1)).asks(
            "What is the number of the first class?"
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
        slip("divided by the classes", over=np.size, slope_over=np.size).asks(
            "Over how many numbers is the mean taken: one a sample, or one a sample and class?"
        ),
        slip("logarithm forgotten", log=np.asarray).asks(
            "Which function of the true class's probability has the slope 1/p?"
        ),
        slip("small number in the logarithm", log=lambda p: np.log(p + 1e-8)).asks(
            "Where the true class has p = 1e-20, what should the loss be, and what is yours?"
        ),
        slip("a number of your own in the logarithm", small=Anything()).asks(
            "Which loss does your formula charge for p = 1e-20, and which for p = 1e-30?"
        ),
        *(
            slip(f"p cut off at {least:g}", least=least).asks(
                "Two predictions give the truth 1e-15 and 1e-20. Does your loss tell them apart?"
            )
            for least in (1e-15, 1e-12, 1e-8)
        ),
        *(
            slip(f"p cut off at {least:g} in the logarithm", log=cut_off(least)).asks(
                "Is your slope still the slope of your loss for a very small p?"
            )
            for least in (1e-15, 1e-12, 1e-8)
        ),
        slip("a number added to p", shift=Anything()).asks(
            "Where the true class has p = 1e-20, what should the loss be, and what is yours?"
        ),
        slip("whole columns taken in the loss", around=columns_in_the_loss).asks(
            "How many numbers does P[:, labels] pick out of N samples, and how many do you want?"
        ),
        slip(
            "likeliest class for the true one", given=lambda P, labels: (P, P.argmax(axis=1))
        ).asks("Which class's probability is charged: the true one's, or the largest?"),
        slip("changed in place", given=overwritten).asks(
            "After the call, what has become of the P that you were given?"
        ),
        slip("labels as factors", instead=labels_as_factors).asks(
            "Does a label say how much of something there is, or which class it is?"
        ),
        slip("logarithm for its slope", slopes=lambda P, Y: -Y * np.log(P)).asks(
            "What is the slope of ln p by p?"
        ),
    ],
)
