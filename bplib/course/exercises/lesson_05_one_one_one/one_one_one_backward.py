"""Write the backward pass."""

import numpy as np

from bplib.course.checks import Case, Function, call_case, slip
from bplib.course.exercises.lesson_05_one_one_one.shared import (
    LEARNING_RATE,
    _raw_error,
    _sigmoid,
    _slope_forgotten,
    one_one_one_backward,
)


def _backward_cases(rng: np.random.Generator) -> list[Case]:
    return [_network_case(rng, y, note) for y, note in _KINDS]


_KINDS = (
    (1.0, ""),
    (0.0, "the label is 0"),
    (1.0, "w2 is negative"),
    (0.0, "x is negative"),
    (1.0, ""),
)


def _network_case(rng: np.random.Generator, y: float, note: str) -> Case:
    x, w1, w2 = rng.uniform((0.6, 0.4, 0.4), (2.5, 1.5, 1.8))
    x, w2 = (-x if "x is" in note else x), (-w2 if "w2 is" in note else w2)
    return call_case(note, x=float(x), y=y, w1=float(w1), w2=float(w2))


def _updated_w2(x: float, y: float, w1: float, w2: float) -> tuple[float, float]:
    a1 = _sigmoid(w1 * x)
    delta2 = _sigmoid(w2 * a1) - y
    moved = w2 - LEARNING_RATE * delta2 * a1
    return delta2 * moved * a1 * (1 - a1) * x, delta2 * a1


def _raw_error_alone(x: float, y: float, w1: float, w2: float) -> tuple[float, float]:
    a1 = _sigmoid(w1 * x)
    delta2 = _sigmoid(w2 * a1) - y
    return delta2 * x, delta2 * a1


def _sign(x: float, y: float, w1: float, w2: float) -> tuple[float, float]:
    dw1, dw2 = one_one_one_backward(x, y, w1, w2)
    return -dw1, -dw2


def _slope_kept(x: float, y: float, w1: float, w2: float) -> tuple[float, float]:
    a2 = _sigmoid(w2 * _sigmoid(w1 * x))
    dw1, dw2 = one_one_one_backward(x, y, w1, w2)
    return dw1 * a2 * (1 - a2), dw2 * a2 * (1 - a2)


def _slope_at_a(x: float, y: float, w1: float, w2: float) -> tuple[float, float]:
    a1 = _sigmoid(w1 * x)
    delta2, again = _sigmoid(w2 * a1) - y, _sigmoid(a1)
    return delta2 * w2 * again * (1 - again) * x, delta2 * a1


def _slope_fed_z(x: float, y: float, w1: float, w2: float) -> tuple[float, float]:
    z1 = w1 * x
    a1 = _sigmoid(z1)
    delta2 = _sigmoid(w2 * a1) - y
    return delta2 * w2 * z1 * (1 - z1) * x, delta2 * a1


def _z_for_a(x: float, y: float, w1: float, w2: float) -> tuple[float, float]:
    dw1, _ = one_one_one_backward(x, y, w1, w2)
    return dw1, (_sigmoid(w2 * _sigmoid(w1 * x)) - y) * w1 * x


def _a1_for_x(x: float, y: float, w1: float, w2: float) -> tuple[float, float]:
    dw1, dw2 = one_one_one_backward(x, y, w1, w2)
    return dw1 / x * _sigmoid(w1 * x), dw2


def _deltas_returned(x: float, y: float, w1: float, w2: float) -> tuple[float, float]:
    dw1, dw2 = one_one_one_backward(x, y, w1, w2)
    return dw1 / x, dw2 / _sigmoid(w1 * x)


def _other_order(x: float, y: float, w1: float, w2: float) -> tuple[float, float]:
    dw1, dw2 = one_one_one_backward(x, y, w1, w2)
    return dw2, dw1


EXERCISE = Function(
    one_one_one_backward,
    _backward_cases,
    title="Write the backward pass",
    points=4,
    difficulty=2,
    minutes=6,
    read_again="Delta: the chain on one line",
    slips=[
        slip("updated weight used", instead=_updated_w2).asks(
            "With which w2 was the loss computed, and which w2 is in your delta1?"
        ),
        slip("slope forgotten", instead=_slope_forgotten).asks(
            "How many links lie between the loss and z1, and how many factors has your delta1?"
        ),
        slip("raw error at the hidden neuron", instead=_raw_error).asks(
            "If w2 were 0, how much could the hidden neuron change the loss?"
        ),
        slip("error handed on unchanged", instead=_raw_error_alone).asks(
            "What do the weight w2 and the hidden sigmoid do to the error on its way back?"
        ),
        slip("sign", instead=_sign).asks(
            "If the output is above y, should its delta be positive or negative?"
        ),
        slip("slope kept", instead=_slope_kept).asks(
            "Sigmoid with cross-entropy: what cancels the slope of the output neuron?"
        ),
        slip("slope at a", instead=_slope_at_a).asks(
            "Is the slope of the hidden sigmoid taken at z1, or at a1?"
        ),
        slip("a(1 − a) fed z", instead=_slope_fed_z).asks("In a(1 − a), which number is a?"),
        slip("z for a", instead=_z_for_a).asks(
            "Which number does w2 multiply in the forward pass: z1 or a1?"
        ),
        slip("a1 for x", instead=_a1_for_x).asks(
            "Which number does w1 multiply in the forward pass?"
        ),
        slip("deltas returned", instead=_deltas_returned).asks(
            "A delta is ∂L/∂z. Which link leads from z to the weight?"
        ),
        slip("other order", instead=_other_order).asks(
            "In which order does the docstring return the two?"
        ),
    ],
)
