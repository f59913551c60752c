"""Check a claim: how steep the sigmoid and tanh are."""

from math import tanh

from bplib.course.checks import Numbers, slip
from bplib.course.exercises.lesson_06_one_one_one.shared import sigmoid, slope


def one_one_one_slopes(*, bend=slope, tanh_at_0=1.0, tanh_slope=lambda z: 1 - tanh(z) ** 2):
    """Return the slopes of both at 0, and of tanh at 1."""
    return {"sigmoid_at_0": bend(sigmoid(0)), "tanh_at_0": tanh_at_0, "tanh_at_1": tanh_slope(1)}


EXERCISE = Numbers(
    one_one_one_slopes,
    title="Check a claim about slopes",
    points=1,
    difficulty=1,
    read_again="Every rounding error shown",
    slips=[
        slip("value for slope", bend=lambda a: a).asks(
            "Is that how high the sigmoid is at 0, or how steep?"
        ),
        slip("claim believed", result={"tanh_at_0": 0.25}).asks(
            "How much does tanh rise between −0.1 and 0.1? Divide by 0.2: is that below 0.25?"
        ),
        slip("height of tanh", tanh_slope=tanh).asks("Is that tanh(1) itself, or its slope there?"),
        slip("square forgotten", tanh_slope=lambda z: 1 - tanh(z)).asks(
            "tanh′ = 1 − (something)²: is the square in your number?"
        ),
        slip("slope of the sigmoid", tanh_slope=lambda z: slope(sigmoid(z))).asks(
            "At z = 1, whose slope did you compute: that of tanh or that of the sigmoid?"
        ),
        slip(
            "rule of the sigmoid", tanh_at_0=0.0, tanh_slope=lambda z: tanh(z) * (1 - tanh(z))
        ).asks("Which of the two functions has the slope a(1 − a)?"),
        slip("the whole squared", tanh_slope=lambda z: (1 - tanh(z)) ** 2).asks(
            "In tanh′ = 1 − (something)²: what stands inside the brackets?"
        ),
        slip("plus for minus", tanh_slope=lambda z: 1 + tanh(z) ** 2).asks(
            "Where is tanh steepest, and how steep is it there?"
        ),
        slip("rule fed z", tanh_slope=lambda z: 1 - z**2).asks(
            "In 1 − a², is a what goes into tanh, or what comes out?"
        ),
    ],
)
