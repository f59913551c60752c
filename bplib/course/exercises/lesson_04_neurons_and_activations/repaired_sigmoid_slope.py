"""Repair the slope of the sigmoid, which goes deaf on one side: 1 − a loses all its digits."""

import numpy as np

from bplib.activations import sigmoid
from bplib.course.checks import Function, call_case, slip
from bplib.course.checks.slips import Anything
from bplib.course.exercises.lesson_04_neurons_and_activations.shared import SIGNS, overwritten


def repaired_sigmoid_slope(z, *, rest=lambda z: sigmoid(-z), limit=np.inf):
    """Return σ(z)(1 − σ(z)), the second factor without a subtraction."""
    z = np.clip(z, -abs(limit), abs(limit))
    return sigmoid(z) * rest(z)


def cases(rng):
    """Draw places near the middle, along three axes, and ever farther out on both sides."""
    return [
        call_case("three axes", z=(rng.uniform(0.4, 3.0, 6) * SIGNS).reshape(2, 1, 3)),
        call_case("to the right", z=rng.uniform(31, 33, 4)),
        call_case("far to the right", z=rng.uniform(60, 61, 3)),
        call_case("very far to the right", z=rng.uniform(648, 650, 3)),
        call_case("to the left", z=-rng.uniform(31, 33, 4)),
        call_case("very far to the left", z=-rng.uniform(648, 650, 3)),
    ]


def subtracted(z):
    """Return 1 − σ(z) as it is written."""
    return 1 - sigmoid(z)


def slope_of(z):
    """Return the slope in the precision of z."""
    return sigmoid(z) * sigmoid(-z)


EXERCISE = Function(
    repaired_sigmoid_slope,
    cases,
    title="Repair a slope that goes deaf",
    points=2,
    difficulty=2,
    pure=True,
    accuracy=1e-7,
    read_again="Where it breaks: a slope that is lost on one side",
    slips=[
        slip("not repaired", rest=subtracted).asks(
            "At z = 32, how many digits of 1 − a are left after a was rounded?"
        ),
        slip("moved to the other side", rest=subtracted, given=lambda z: (-z,)).asks(
            "On which side of 0 does your slope lose its digits, and in which subtraction?"
        ),
        slip("lost on both sides", rest=subtracted, given=lambda z: (np.abs(z),)).asks(
            "The slope is the same at z and −z. Of which of the two is it safe to compute 1 − a?"
        ),
        slip("small number added", rest=subtracted, result=lambda slope: slope + 1e-12).asks(
            "A slope that is never 0: is it therefore right?"
        ),
        slip("cut off", limit=Anything()).asks("Do z = 31 and z = 60 have the same slope?"),
        slip("changed in place", given=overwritten).asks(
            "After the call, what has become of the z that you were given?"
        ),
        slip("through tanh", instead=lambda z: (1 - np.tanh(z / 2) ** 2) / 4).asks(
            "At z = 60, what is left of 1 − tanh² when tanh was rounded to 1?"
        ),
        slip("square overflows", instead=lambda z: np.exp(-z) / (1 + np.exp(-z)) ** 2).asks(
            "How large is (1 + e^−z)² at z = −650, and how large a number can a float hold?"
        ),
        slip(
            "square overflows on the right", instead=lambda z: np.exp(z) / (1 + np.exp(z)) ** 2
        ).asks("How large is (1 + e^z)² at z = 650, and how large a number can a float hold?"),
        slip("far-out form everywhere", instead=lambda z: np.exp(-np.abs(z))).asks(
            "How steep is the sigmoid at 0, and how large is e^0?"
        ),
        slip("square of the larger side", instead=lambda z: sigmoid(np.abs(z)) ** 2).asks(
            "Far out the slope is small. Are both of your factors near 1 there?"
        ),
        slip("square of the sigmoid", rest=sigmoid).asks(
            "In a(1 − a), how large is the second factor where a is almost 1?"
        ),
        slip("one factor only", instead=lambda z: sigmoid(-np.abs(z))).asks(
            "How many factors has σ′, and how large is each of them at 0?"
        ),
        slip("single precision", instead=lambda z: slope_of(z.astype(np.float32))).asks(
            "How many digits does float32 keep, and how small a number can it hold?"
        ),
    ],
)
