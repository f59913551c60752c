"""Correct a published claim."""

from math import tanh

from bplib.course.checks import Numbers, slip
from bplib.course.exercises.lesson_05_one_one_one.shared import _sigmoid

_TANH_SLOPE = 1 - tanh(1.0) ** 2


def one_one_one_slopes():
    return {"sigmoid_at_0": 0.25, "tanh_at_0": 1.0, "tanh_at_1": _TANH_SLOPE}


EXERCISE = Numbers(
    one_one_one_slopes,
    title="Correct a published claim",
    points=1,
    difficulty=1,
    minutes=2,
    read_again="Every rounding error shown",
    slips=[
        slip("value for slope", result={"sigmoid_at_0": 0.5}).asks(
            "Is that how high the sigmoid is at 0, or how steep?"
        ),
        slip("claim believed", result={"tanh_at_0": 0.25}).asks(
            "How much does tanh rise between −0.1 and 0.1? Divide by 0.2: is that below 0.25?"
        ),
        slip("height of tanh", result={"tanh_at_1": tanh(1.0)}).asks(
            "Is that tanh(1) itself, or its slope there?"
        ),
        slip("square forgotten", result={"tanh_at_1": 1 - tanh(1.0)}).asks(
            "tanh′ = 1 − (something)²: is the square in your number?"
        ),
        slip(
            "slope of the sigmoid", result={"tanh_at_1": _sigmoid(1.0) * (1 - _sigmoid(1.0))}
        ).asks("At z = 1, whose slope did you compute: that of tanh or that of the sigmoid?"),
    ],
)
