"""Find the misprint: one squared error and its slope, by a page's formula and its worked line."""

from bplib.course.checks import Numbers, slip
from bplib.course.exercises.lesson_05_losses.shared import TWO_SCALES


def loss_misprint(*, formula=1, worked=1 / 2, factors=(2, 1), error=1, power=2):
    """Return value and slope of (0.7322 - 0.01)² without and with a half in front.

    Their slopes hold `factors`, and the slope of the `error` itself.
    """
    e = 0.7322 - 0.01
    return {
        "by_formula": formula * e**power,
        "by_worked_line": worked * e**power,
        "slope_by_formula": factors[0] * e * error,
        "slope_by_worked_line": factors[1] * e * error,
    }


EXERCISE = Numbers(
    loss_misprint,
    title="Find the misprint",
    points=1,
    difficulty=1,
    read_again=TWO_SCALES,
    slips=[
        slip("printed number kept", result={"by_worked_line": 0.2600}).asks(
            "Did you square the error yourself, or take over the last number of the page?"
        ),
        slip("conventions exchanged", formula=1 / 2, worked=1).asks(
            "Which of the two lines of the page has the half in it?"
        ),
        slip("2 of the square forgotten", factors=(1, 1)).asks(
            "What is the slope of e², without a half in front of it?"
        ),
        slip("half ignored in the slope", factors=(2, 2)).asks(
            "What does the half in the worked line do to its slope?"
        ),
        slip("slopes by the target", error=-1).asks(
            "The answer is far above the target. Does the loss grow when it grows further?"
        ),
        slip("not squared", power=1).asks("What is squared on the page, and is it in your losses?"),
    ],
)
