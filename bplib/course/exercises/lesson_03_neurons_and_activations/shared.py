"""What the exercises of lesson 03 share: signs that take turns, and places on a curve."""

import numpy as np

from bplib.course.checks import call_case

SIGNS = np.array([1.0, -1.0, 1.0, -1.0, 1.0, -1.0])


def places(rng):
    """Draw places to the right, to the left, on both sides, and a single number."""
    return [
        call_case("all above 0", z=rng.uniform(0.4, 2.5, 5)),
        call_case("all below 0", z=-rng.uniform(0.4, 2.5, 4)),
        call_case("a matrix", z=rng.uniform(0.4, 2.5, (2, 3)) * SIGNS.reshape(2, 3)),
        call_case("a single number", z=float(rng.uniform(1.2, 2.0))),
    ]
