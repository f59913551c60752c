"""Find three misprints."""

from bplib.course.checks import Numbers, slip
from bplib.course.exercises.lesson_06_two_two_one.shared import A1, A2, DELTA2, Y

AUDIT = "An audit of the published page"

LOSS = float(0.5 * (Y - A2)[0, 0] ** 2)


def misprints_221():
    return {
        "first_row": 3,
        "first_value": float(A1[0, 0]),
        "second_row": 5,
        "second_value": LOSS,
        "third_row": 7,
        "third_value": float(DELTA2[0, 0]),
    }


EXERCISE = Numbers(
    misprints_221,
    title="Find three misprints",
    points=2,
    difficulty=2,
    minutes=4,
    read_again=AUDIT,
    slips=[
        slip(
            "rows counted from zero", result={"first_row": 2, "second_row": 4, "third_row": 6}
        ).asks("Which number stands in the first column of the row that you mean?"),
        slip("digits cut off", result={"first_value": 0.5932}).asks(
            "Rounding looks at the next digit. Did you?"
        ),
        slip("half forgotten", result={"second_value": 2 * LOSS}).asks(
            "Does the loss of this page carry a factor in front of the square?"
        ),
        slip("σ′ forgotten", result={"third_value": float((A2 - Y)[0, 0])}).asks(
            "Is that value the error a − y, or the delta?"
        ),
    ],
)
