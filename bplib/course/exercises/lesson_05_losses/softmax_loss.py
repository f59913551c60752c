"""Write softmax and cross-entropy in one, with its slope by the logits, finite however large."""

from functools import partial

import numpy as np

from bplib.course.checks import Function, call_case, slip
from bplib.course.exercises.lesson_05_losses import shared
from bplib.course.exercises.lesson_05_losses.stable_softmax import stable_softmax


def log_softmax(Z, P):
    """Return log P from the logits: a P that was rounded to 0 has no logarithm."""
    Z = Z - Z.max(axis=1, keepdims=True)
    return Z - np.log(np.exp(Z).sum(axis=1, keepdims=True))


def softmax_loss(
    Z,
    labels,
    *,
    shares=stable_softmax,
    logs=log_softmax,
    error=np.subtract,
    back=lambda dZ, P: dZ,
    over=len,
    slope_over=len,
):
    """Return the cross-entropy of softmax(Z) and dL/dZ, finite for every finite Z."""
    P = shares(Z)
    dZ = error(P, np.eye(Z.shape[1])[labels]) / slope_over(Z)
    return -np.sum(logs(Z, P)[np.arange(len(Z)), labels]) / over(Z), back(dZ, P)


def not_added_back(Z, P):
    """Return logits from which the logarithm of a shifted sum is taken off."""
    return Z - np.log(np.exp(Z - Z.max(axis=1, keepdims=True)).sum(axis=1, keepdims=True))


def cases(rng):
    """Draw moderate logits, rows far from each other, and samples but the first badly wrong."""

    def case(note, N, C, size, offset=0.0):
        Z, labels = rng.normal(size=(N, C)) * 1.5, shared.class_numbers(rng, N, C)
        Z[np.arange(1, N), labels[1:]] -= size * rng.uniform(0.6, 1.0, N - 1)
        Z += offset * rng.permutation(np.resize([1, -1], (N, 1))) * rng.uniform(0.6, 1.0, (N, 1))
        return call_case(note, Z=shared.short(Z), labels=labels)

    return [
        case("three classes", 5, 3, 0),
        case("one sample", 1, 5, 0),
        case("the true class 30 below the others", 6, 4, 30),
        case("rows near 5,000 and near −5,000", 3, 6, 0, 5000),
        case("the true class far below the others", 7, 3, 4000),
    ]


EXERCISE = Function(
    softmax_loss,
    cases,
    title="Softmax and cross-entropy in one",
    points=4,
    core=True,
    difficulty=2,
    pure=True,
    returns=("loss", "dZ"),
    read_again=shared.LOGSUMEXP,
    slips=[
        slip("one-hot not subtracted", error=lambda P, Y: P).asks(
            "Every entry of your gradient pushes its logit down. Which one should go up?"
        ),
        slip("missing 1/N in the gradient", slope_over=shared.one).asks(
            "Your loss is an average over the samples. Is your gradient the slope of it?"
        ),
        slip("sums, not means", over=shared.one, slope_over=shared.one).asks(
            "If every sample is given twice, should the loss double?"
        ),
        slip("sum for mean in the loss", over=shared.one).asks(
            "Your gradient is that of a mean. Is your loss the mean?"
        ),
        slip("largest logit not added back", logs=not_added_back).asks(
            "What is taken off the logits in your sum, and is it taken off the true class's too?"
        ),
        slip("1/N twice", slope_over=shared.twice).asks(
            "How often does the number of samples divide the gradient, and how often the loss?"
        ),
        slip("divided by the classes", over=np.size, slope_over=np.size).asks(
            "Over how many numbers is the mean taken: one a sample, or one a sample and class?"
        ),
        slip(
            "softmax over the samples", shares=partial(stable_softmax, axis=0), logs=shared.rounded
        ).asks("Which numbers should add up to 1: those of one sample, or those of one class?"),
        slip("no shift", shares=shared.unshifted, logs=shared.rounded).asks(
            "What is exp(5000) in floating point, and what may be subtracted from a row?"
        ),
        slip("one shift for all rows", shares=shared.one_shift, logs=shared.one_logarithm).asks(
            "If one row is thousands above another, what is left of the lower row?"
        ),
        slip("logarithm of a rounded probability", logs=shared.rounded).asks(
            "A true class lies 4,000 below: what is its probability after rounding?"
        ),
        *(
            slip(f"{small:g} in the logarithm", logs=shared.with_number(small)).asks(
                "What is the largest loss that your formula can charge for one sample?"
            )
            for small in (1e-8, 1e-10, 1e-12, 1e-15)
        ),
        slip("one shift for all rows, no sum of 0", shares=shared.one_shift_and_no_zero).asks(
            "If one row is thousands above another, what is left of the lower row's gradient?"
        ),
        slip(
            "softmax applied twice on the way back",
            back=lambda dZ, P: P * (dZ - (dZ * P).sum(axis=1, keepdims=True)),
        ).asks("Is p − y the slope by p, or is softmax's own derivative already in it?"),
        slip("1 taken off after the division", error=lambda P, Y: P - len(P) * Y).asks(
            "By which number is the 1 of the true class divided?"
        ),
        slip("1 taken off whole columns", error=lambda P, Y: P - Y.max(axis=0)).asks(
            "How many entries does D[:, labels] pick out, and how many do you want?"
        ),
        slip("slope by the probabilities", error=lambda P, Y: -Y / np.maximum(P, 1e-300)).asks(
            "Is that the slope by p, or by the logits?"
        ),
        slip(
            "no shift, in the logarithm neither",
            shares=shared.unshifted,
            logs=shared.unshifted_logs,
        ).asks("What is exp(5000) in floating point, and what may be subtracted from a row?"),
        slip("slope kept", back=lambda dZ, P: dZ * shared.slope(P)).asks(
            "Which factor cancels on the way from p to z, and is it still in your gradient?"
        ),
        slip("changed in place", given=shared.overwritten).asks(
            "After the call, what has become of the Z that you were given?"
        ),
        slip("labels subtracted", error=lambda P, Y: P - Y.argmax(axis=1)[:, np.newaxis]).asks(
            "Does a label say how much is taken off, or from which entry?"
        ),
        slip("true logit added", logs=lambda Z, P: log_softmax(Z, P) - 2 * Z).asks(
            "Is the true class's logit added to the logarithm of the sum, or taken off it?"
        ),
    ],
)
