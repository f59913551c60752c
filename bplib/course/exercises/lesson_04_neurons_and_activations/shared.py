"""What the exercises of lesson 04 share: signs that take turns, and places on a curve."""

import numpy as np

from bplib.course.checks import call_case

SIGNS = np.array([1.0, -1.0, 1.0, -1.0, 1.0, -1.0])


def places(rng):
    """Draw places to the right, to the left, on both sides along three axes, a single number."""
    return [
        call_case("all above 0", z=rng.uniform(0.4, 2.5, 5)),
        call_case("all below 0", z=-rng.uniform(0.4, 2.5, 4)),
        call_case("three axes", z=rng.uniform(0.4, 2.5, (2, 1, 3)) * SIGNS.reshape(2, 1, 3)),
        call_case("a single number", z=float(rng.uniform(1.2, 2.0))),
    ]


def overwritten(z, *rest):
    """Return a copy of `z`, which is itself overwritten where it is an array, and the rest."""
    copy = np.copy(z)
    if np.ndim(z):
        z[...] = 0
    return (copy, *rest)
