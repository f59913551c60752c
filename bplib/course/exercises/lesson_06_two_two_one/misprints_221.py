"""Find three misprints in ten printed rows, and give the right values."""

import numpy as np

from bplib.course.checks import Numbers, slip
from bplib.course.exercises.lesson_06_two_two_one.shared import A1, A2, AUDIT, Y, slope


def misprints_221(*, rows=(3, 5, 7), half=0.5, bend=slope):
    """Return the rows of a hidden activation, the loss and the output's delta, and their values."""
    a1, a2, y = A1[0, 0], A2[0, 0], Y[0, 0]
    return {
        "first_row": rows[0],
        "first_value": a1,
        "second_row": rows[1],
        "second_value": half * (a2 - y) ** 2,
        "third_row": rows[2],
        "third_value": (a2 - y) * bend(a2),
    }


EXERCISE = Numbers(
    misprints_221,
    title="Find three misprints",
    points=2,
    difficulty=2,
    minutes=4,
    read_again=AUDIT,
    rounded=True,
    slips=[
        slip(
            "printed values kept",
            result={"first_value": 0.593, "second_value": 0.26, "third_value": 0.1418},
        ).asks("Are these the right values, or the printed ones?"),
        slip("rows counted from zero", rows=(2, 4, 6)).asks(
            "Which number stands in the first column of the row that you mean?"
        ),
        slip("digits cut off", result={"first_value": 0.5932}).asks(
            "Rounding looks at the next digit. Did you?"
        ),
        slip("another row blamed", rows=(3, 5, 6)).asks(
            "Have you computed what stands in each of the rows that you blame?"
        ),
        slip("half forgotten", half=1.0).asks(
            "Does the loss of this page carry a factor in front of the square?"
        ),
        slip("σ′ forgotten", bend=np.ones_like).asks(
            "Is that value the error a − y, or the delta?"
        ),
    ],
)
