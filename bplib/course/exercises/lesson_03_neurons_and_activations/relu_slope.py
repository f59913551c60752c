"""The slope of ReLU, and its corner."""

import numpy as np

from bplib.course.checks import Case, Function, call_case, slip


def _relu_cases(rng: np.random.Generator) -> list[Case]:
    signs = np.where(np.arange(6) % 2, -1.0, 1.0)
    mixed = rng.permutation([0.0, *(signs * rng.uniform(0.3, 3.0, 6))])
    return [
        call_case("0 among them", z=mixed),
        call_case(
            "a matrix", z=rng.uniform(0.3, 3.0, (2, 3)) * rng.permutation(signs).reshape(2, 3)
        ),
        call_case("very small ones", z=rng.permutation([1e-12, -1e-12, 0.0]) * rng.uniform(1, 2)),
        call_case("whole numbers", z=rng.permutation([-2, 0, 1, 5])),
    ]


EXERCISE = Function(
    lambda z: np.where(np.asarray(z) > 0, 1.0, 0.0),
    _relu_cases,
    name="relu_slope",
    title="The slope of ReLU, and its corner",
    points=1,
    difficulty=1,
    minutes=1,
    read_again="Two ways to write a slope",
    slips=[
        slip("1 at the corner", instead=lambda z: np.where(np.asarray(z) >= 0, 1.0, 0.0)).asks(
            "Which slope does the docstring choose at z = 0?"
        ),
        slip(
            "mean at the corner", instead=lambda z: np.heaviside(np.asarray(z, dtype=float), 0.5)
        ).asks(
            "Half is what a central difference gives at 0. Which slope does the docstring choose?"
        ),
        slip("ReLU itself", instead=lambda z: np.maximum(z, 0)).asks(
            "Right of 0 the curve is a straight line. How steep is it at 3, and how steep at 5?"
        ),
        slip("slope of |z|", instead=lambda z: np.sign(z)).asks(
            "Left of 0, does ReLU fall or is it flat?"
        ),
        slip("the other side", instead=lambda z: np.where(np.asarray(z) < 0, 1.0, 0.0)).asks(
            "On which side of 0 does a ReLU let its input through?"
        ),
        slip("leaky", instead=lambda z: np.where(np.asarray(z) > 0, 1.0, 0.01)).asks(
            "Whose slope is 0.01 left of 0: ReLU's or leaky ReLU's?"
        ),
    ],
)
