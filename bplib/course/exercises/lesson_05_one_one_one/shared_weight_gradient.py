"""One weight in two places."""

import numpy as np

from bplib.course.checks import Case, Function, call_case, slip
from bplib.course.exercises.lesson_05_one_one_one.shared import (
    _raw_error,
    _sigmoid,
    _slope_forgotten,
    one_one_one_backward,
)


def shared_weight_gradient(x: float, y: float, w: float) -> float:
    """Return dL/dw where both layers use the same weight w."""
    a1 = _sigmoid(w * x)
    delta2 = _sigmoid(w * a1) - y
    return delta2 * a1 + delta2 * w * a1 * (1 - a1) * x


def _shared_cases(rng: np.random.Generator) -> list[Case]:
    cases = []
    for y, sign, note in ((1.0, 1, ""), (0.0, 1, "the label is 0"), (1.0, -1, "w is negative")):
        x, w = rng.uniform((0.6, 0.4), (2.5, 1.5))
        cases.append(call_case(note, x=float(x), y=y, w=float(sign * w)))
    x, w = rng.uniform((0.6, 0.4), (2.5, 1.5))
    return [*cases, call_case("x is negative", x=float(-x), y=0.0, w=float(w))]


def _paths(x: float, y: float, w: float) -> tuple[float, float]:
    """Return the contributions of the first and of the second use of w."""
    return one_one_one_backward(x, y, w, w)


EXERCISE = Function(
    shared_weight_gradient,
    _shared_cases,
    title="One weight in two places",
    points=3,
    difficulty=3,
    minutes=5,
    read_again="Delta: the chain on one line",
    slips=[
        slip("last use only", instead=lambda x, y, w: _paths(x, y, w)[1]).asks(
            "By how many roads does a change of w reach the loss?"
        ),
        slip("first use only", instead=lambda x, y, w: _paths(x, y, w)[0]).asks(
            "By how many roads does a change of w reach the loss?"
        ),
        slip(
            "product of the paths", instead=lambda x, y, w: _paths(x, y, w)[0] * _paths(x, y, w)[1]
        ).asks("Links of one road are multiplied. What is done with two roads?"),
        slip("mean of the paths", instead=lambda x, y, w: sum(_paths(x, y, w)) / 2).asks(
            "If two people push a cart, is the force on it their mean?"
        ),
        slip(
            "difference of the paths",
            instead=lambda x, y, w: _paths(x, y, w)[1] - _paths(x, y, w)[0],
        ).asks("With which sign does each road enter the total?"),
        slip("slope forgotten", instead=lambda x, y, w: sum(_slope_forgotten(x, y, w, w))).asks(
            "The longer road passes the hidden sigmoid. Where is its slope?"
        ),
        slip(
            "raw error on the longer road", instead=lambda x, y, w: sum(_raw_error(x, y, w, w))
        ).asks("The longer road passes w once more on its way back. Does yours?"),
        slip("sign", instead=lambda x, y, w: -sum(_paths(x, y, w))).asks(
            "If the output is above y, should its delta be positive or negative?"
        ),
    ],
)
