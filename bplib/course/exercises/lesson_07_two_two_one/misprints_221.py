"""Find three misprints in ten printed rows, and give the right values."""

import numpy as np

from bplib.course.checks import Numbers, slip
from bplib.course.exercises.lesson_07_two_two_one.shared import A1, A2, AUDIT, Y, slope


def misprints_221(*, first=3, second=5, third=7, half=0.5, bend=slope):
    """Return the rows of a hidden activation, the loss and the output's delta, and their values."""
    a1, a2, y = A1[0, 0], A2[0, 0], Y[0, 0]
    return {
        "first_row": first,
        "first_value": a1,
        "second_row": second,
        "second_value": half * (a2 - y) ** 2,
        "third_row": third,
        "third_value": (a2 - y) * bend(a2),
    }


EXERCISE = Numbers(
    misprints_221,
    title="Find three misprints",
    points=2,
    difficulty=1,
    read_again=AUDIT,
    labels=("first_row", "second_row", "third_row"),
    rounded=True,
    slips=[
        slip(
            "printed values kept",
            result={"first_value": 0.593, "second_value": 0.26, "third_value": 0.1418},
        ).asks("Are these the right values, or the printed ones?"),
        slip("rows counted from zero", first=2, second=4, third=6).asks(
            "Which number stands in the first column of the row that you mean?"
        ),
        slip("digits cut off", result={"first_value": 0.5932}).asks(
            "Rounding looks at the next digit. Did you?"
        ),
        *(
            slip(f"row {row} blamed as the {place}", **{place: row}).asks(
                "Have you computed what stands in each of the rows that you blame?"
            )
            for place, rows in (("first", (1, 2, 4)), ("second", (4, 6)), ("third", (6, 8, 9, 10)))
            for row in rows
        ),
        slip("half forgotten", half=1.0).asks(
            "Does the loss of this page carry a factor in front of the square?"
        ),
        slip("σ′ forgotten", bend=np.ones_like).asks(
            "Is that value the error a − y, or the delta?"
        ),
    ],
)
