"""Write a softmax that never overflows, whatever separates the rows and the logits of a row."""

import numpy as np

from bplib.activations import sigmoid
from bplib.course.checks import Function, call_case, slip
from bplib.course.checks.slips import Anything
from bplib.course.exercises.lesson_05_losses.shared import LOGSUMEXP, overwritten, short


def stable_softmax(Z, *, axis=1, shift=np.max, limit=np.inf, total=np.sum):
    """Return softmax of each row."""
    Z = np.clip(Z, -limit, limit)
    E = np.exp(Z - shift(Z, axis=axis, keepdims=True))
    return E / total(E, axis=axis, keepdims=True)


def cases(rng):
    """Draw small logits, one sample, rows thousands apart, one logit far above the others."""
    far = rng.normal(size=(4, 5)) + np.array([[-4000.0], [0.0], [2.0], [4000.0]])
    wide = rng.normal(size=(2, 6))
    wide[0, 2] += 3000
    return [
        call_case("", Z=rng.normal(size=(5, 3))),
        call_case("one sample", Z=rng.normal(size=(1, 4)) * 2),
        call_case("rows far from each other", Z=short(far)),
        call_case("one very large logit", Z=wide),
    ]


def shifted_above(Z):
    """Return shifted exponentials over a sum of others."""
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    return E / np.exp(Z).sum(axis=1, keepdims=True)


EXERCISE = Function(
    stable_softmax,
    cases,
    title="Softmax that never overflows",
    points=2,
    difficulty=2,
    pure=True,
    read_again=LOGSUMEXP,
    met={"E": "the exponentials"},
    slips=[
        slip("softmax over the samples", axis=0).asks(
            "Which numbers should add up to 1: those of one sample, or those of one class?"
        ),
        slip("no shift", shift=lambda Z, **_: 0.0).asks(
            "What is exp(4000), and exp(−4000), in floating point?"
        ),
        slip("logits cut off", limit=Anything()).asks(
            "What are the shares of two logits that are both cut off?"
        ),
        slip("cut off at 500, no shift", shift=lambda Z, **_: 0.0, limit=500.0).asks(
            "What are the shares of two logits that are both larger than 500?"
        ),
        slip("one shift for all rows", shift=lambda Z, **_: Z.max()).asks(
            "If one row is thousands above another, what is left of the lower row?"
        ),
        slip("shifted by the mean", shift=np.mean).asks(
            "After your shift, how large can the largest logit of a row still be?"
        ),
        slip("one sum for all rows", total=lambda E, **_: E.sum()).asks(
            "Is the sum of one row of your result 1, or the sum of the whole array?"
        ),
        slip("squeezed", result=np.squeeze).asks(
            "How many axes has your result where Z has a single row?"
        ),
        slip("changed in place", given=overwritten).asks(
            "After the call, what has become of the Z that you were given?"
        ),
        slip("not divided", total=lambda E, **_: 1.0).asks(
            "The largest entry of each of your rows is 1. What should the sum be?"
        ),
        slip(
            "log-probabilities",
            instead=lambda Z: Z - np.logaddexp.reduce(Z, axis=1, keepdims=True),
        ).asks("Can a probability be negative?"),
        slip("a sigmoid for each class", instead=sigmoid).asks(
            "Do the classes compete in your formula: does raising one lower the others?"
        ),
        slip("softmax applied twice", result=lambda P: stable_softmax(P)).asks(
            "Which numbers go into your last exponential: logits, or shares?"
        ),
        slip("hard maximum", instead=lambda Z: np.eye(Z.shape[1])[Z.argmax(axis=1)]).asks(
            "How large is the share of a logit just below the largest?"
        ),
        slip("shifted above the line only", instead=shifted_above).asks(
            "Which exponentials stand above the line and which below: are both shifted alike?"
        ),
    ],
)
