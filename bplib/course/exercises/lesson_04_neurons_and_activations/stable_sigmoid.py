"""Write a sigmoid that never overflows, far out on both sides, for numbers of every type."""

import numpy as np

from bplib.course.checks import Function, call_case, slip
from bplib.course.checks.slips import Anything
from bplib.course.exercises.lesson_04_neurons_and_activations.shared import SIGNS, overwritten


def stable_sigmoid(z, *, left=lambda e: e / (1 + e), limit=np.inf):
    """Return 1 / (1 + e^−z) in double precision; e^−|z| is all that is ever computed."""
    z = np.clip(np.asarray(z, dtype=float), -abs(limit), abs(limit))
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1 / (1 + e), left(e))


def cases(rng):
    """Draw moderate and huge numbers, both tails on the left, float32 and whole numbers."""
    huge = np.array([1e4, -1e4, *(SIGNS[:4] * rng.uniform(800, 9000, 4))])
    return [
        call_case("three axes", z=rng.uniform(0.3, 4.0, (2, 1, 3)) * SIGNS.reshape(2, 1, 3)),
        call_case("as large as 10,000", z=huge),
        call_case("far to the left", z=rng.uniform(-34, -32, 4)),
        call_case("very far to the left", z=rng.uniform(-707, -705, 3)),
        call_case("float32", z=rng.uniform(-90.2, -89.2, 3).astype(np.float32)),
        call_case("whole numbers", z=rng.permutation([-3, -1, 0, 2, 4])),
    ]


def plain(z):
    """Return the sigmoid as its formula stands."""
    return 1 / (1 + np.exp(-z))


def both_sides(z):
    """Return a sigmoid of two forms, each computed for every entry."""
    return np.where(z >= 0, plain(z), np.exp(z) / (1 + np.exp(z)))


EXERCISE = Function(
    stable_sigmoid,
    cases,
    title="A sigmoid that never overflows",
    points=3,
    core=True,
    difficulty=3,
    pure=True,
    quiet=True,
    accuracy=1e-7,
    read_again="A formula is not yet a program",
    slips=[
        slip("overflow on the left", instead=plain).asks(
            "How large is e^−z at z = −90, and how large a number can float32 hold?"
        ),
        slip("overflow on the right", instead=lambda z: np.exp(z) / (1 + np.exp(z))).asks(
            "How large is e^z at z = 10,000, and what is infinity divided by infinity?"
        ),
        slip("cut off", limit=Anything()).asks("Do z = −33 and z = −700 have the same sigmoid?"),
        slip("both sides computed", instead=both_sides).asks(
            "np.where takes one of two arrays for each entry. How many of the two are computed?"
        ),
        slip("small results set to 0", left=lambda e: np.where(e < 1e-13, 0, e / (1 + e))).asks(
            "How small a number can a float hold, and is yours smaller?"
        ),
        slip("0 left of −500", left=lambda e: np.where(e < 1e-200, 0, e / (1 + e))).asks(
            "How large is e^−700, and is that 0 in floating point?"
        ),
        slip("far-out form on the left", left=lambda e: e).asks(
            "How large is e^z just left of 0, and how large the sigmoid?"
        ),
        slip("1 minus e^z on the left", left=lambda e: 1 - e).asks(
            "Far to the left, is the sigmoid near 1 or near 0?"
        ),
        slip("1 minus the mirror image", left=lambda e: 1 - 1 / (1 + e)).asks(
            "At z = −33 the mirror image is almost 1. How many digits of the difference are left?"
        ),
        slip("half of 1 + tanh", instead=lambda z: 0.5 * (1 + np.tanh(z / 2))).asks(
            "At z = −33, tanh(z/2) is almost −1. How many digits of 1 + tanh(z/2) are left?"
        ),
        slip("overflow that leaves no trace", instead=lambda z: plain(z.astype(float))).asks(
            "Which exponentials do you compute at z = −10,000, even if their values are not used?"
        ),
        slip("changed in place", given=overwritten).asks(
            "After the call, what has become of the z that you were given?"
        ),
        slip("mirror image", given=lambda z: (-z,)).asks(
            "Is the sigmoid of a large positive z near 1 or near 0?"
        ),
        slip("truncated", around=lambda answer: lambda z: answer(z).astype(z.dtype)).asks(
            "What type has an array made with empty_like or zeros_like of whole numbers?"
        ),
    ],
)
