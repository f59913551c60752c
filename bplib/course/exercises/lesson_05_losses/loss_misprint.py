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


EACH_SQUARED = {
    "by_formula": 0.7322**2 - 0.01**2,
    "by_worked_line": (0.7322**2 - 0.01**2) / 2,
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
        slip("each number squared by itself", result=EACH_SQUARED).asks(
            "What is squared in the formula: each of the two numbers, or their difference?"
        ),
        slip("slope of p² alone", error=0.7322 / 0.7222).asks(
            "What is the slope of (p − y)² by p, and where is y in yours?"
        ),
        slip("slope through a sigmoid", error=0.7322 * (1 - 0.7322)).asks(
            "Is the slope by the answer p asked for, or by a sum before it?"
        ),
    ],
)
