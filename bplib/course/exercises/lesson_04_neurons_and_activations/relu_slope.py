"""Write the slope of ReLU: 1 to the right of its corner, 0 to the left and at it."""

import numpy as np

from bplib.course.checks import Function, call_case, slip
from bplib.course.checks.slips import Anything
from bplib.course.exercises.lesson_04_neurons_and_activations.shared import SIGNS, overwritten


def relu_slope(z, *, passes=np.greater, left=0.0):
    """Return 1 where z > 0, else 0."""
    return np.where(passes(z, 0), 1.0, left)


def cases(rng):
    """Draw numbers of both signs, 0 among them, along three axes, very small and whole ones."""
    mixed = [0.0, rng.uniform(0.2, 0.45), rng.uniform(0.6, 0.9), *(SIGNS * rng.uniform(0.3, 3, 6))]
    axes = rng.uniform(0.3, 3.0, (2, 1, 3)) * rng.permutation(SIGNS).reshape(2, 1, 3)
    return [
        call_case("0 among them", z=rng.permutation(mixed)),
        call_case("three axes", z=axes),
        call_case("very small ones", z=rng.permutation([1e-12, -1e-12, 0.0]) * rng.uniform(1, 2)),
        call_case("whole numbers", z=rng.permutation([-2, 0, 1, 5])),
    ]


EXERCISE = Function(
    relu_slope,
    cases,
    title="The slope of ReLU, and its corner",
    points=1,
    core=True,
    difficulty=1,
    pure=True,
    read_again="Two ways to write a slope",
    slips=[
        slip("1 at the corner", passes=np.greater_equal).asks(
            "Which slope does the docstring choose at z = 0?"
        ),
        slip("mean at the corner", instead=lambda z: np.heaviside(z, 0.5)).asks(
            "Half is what a central difference gives at 0. Which slope does the docstring choose?"
        ),
        slip("ReLU itself", instead=lambda z: np.maximum(z, 0)).asks(
            "Right of 0 the curve is a straight line. How steep is it at 3, and how steep at 5?"
        ),
        slip("slope of |z|", instead=np.sign).asks("Left of 0, does ReLU fall or is it flat?"),
        slip("booleans", result=lambda slopes: slopes > 0).asks(
            "What does a comparison give for every entry, and what is asked for?"
        ),
        slip("changed in place", given=overwritten).asks(
            "After the call, what has become of the z that you were given?"
        ),
        slip("the other side", passes=np.less).asks(
            "On which side of 0 does a ReLU let its input through?"
        ),
        slip("−1 on the left", left=-1.0).asks("Does ReLU fall anywhere?"),
        slip("leaky, with another slope", left=Anything()).asks(
            "Whose slope is not 0 left of 0: ReLU's or leaky ReLU's?"
        ),
        slip("a corner rounded off", instead=lambda z: np.clip(z, 0, 1)).asks(
            "How steep is ReLU at 0.1, and how high?"
        ),
        slip("from 0.5 on", passes=lambda z, _: z > 0.5).asks(
            "On which side of its corner is z = 0.4?"
        ),
        slip("very small ones cut off", passes=lambda z, _: z > 1e-8).asks(
            "Is a very small z above 0, or at 0?"
        ),
        slip("leaky", left=0.01).asks("Whose slope is 0.01 left of 0: ReLU's or leaky ReLU's?"),
        slip("from 1 on", passes=lambda z, _: z >= 1).asks("At which z does ReLU have its corner?"),
        slip("above 1 only", passes=lambda z, _: z > 1).asks("How steep is ReLU between 0 and 1?"),
    ],
)
