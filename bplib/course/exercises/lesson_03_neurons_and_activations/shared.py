"""What the exercises of lesson 03 share."""

from typing import Any

import numpy as np

from bplib.course.checks import Case, call_case

Array = Any  # an array of any shape, or a number


def _sigmoid(z: Array) -> Array:
    """Return 1 / (1 + e^-z) in double precision; e^-|z| is all that is ever computed."""
    z = np.asarray(z, dtype=float)
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1 / (1 + e), e / (1 + e))


def sigmoid_slope(z: Array) -> Array:
    """Return the slope of the sigmoid at z."""
    return _sigmoid(z) * _sigmoid(-np.asarray(z))


def _slope_cases(rng: np.random.Generator) -> list[Case]:
    signs = np.where(np.arange(6) % 2, -1.0, 1.0)
    return [
        call_case("all above 0", z=rng.uniform(0.4, 2.5, 5)),
        call_case("all below 0", z=-rng.uniform(0.4, 2.5, 4)),
        call_case("a matrix", z=rng.uniform(0.4, 2.5, (2, 3)) * signs.reshape(2, 3)),
        call_case("a single number", z=float(rng.uniform(1.2, 2.0))),
    ]
