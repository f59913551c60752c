"""Find the misprint."""

from bplib.course.checks import Numbers, slip
from bplib.course.exercises.lesson_04_losses.shared import _TWO_SCALES

_ERROR = 0.7322 - 0.01

_PAGE = {
    "by_formula": _ERROR**2,
    "by_worked_line": _ERROR**2 / 2,
    "slope_by_formula": 2 * _ERROR,
    "slope_by_worked_line": _ERROR,
}


def loss_misprint():
    return _PAGE


EXERCISE = Numbers(
    loss_misprint,
    title="Find the misprint",
    points=1,
    difficulty=1,
    minutes=3,
    read_again=_TWO_SCALES,
    slips=[
        slip("printed number kept", result={"by_worked_line": 0.2600}).asks(
            "Did you square the error yourself, or take over the last number of the page?"
        ),
        slip(
            "conventions exchanged",
            result={"by_formula": _ERROR**2 / 2, "by_worked_line": _ERROR**2},
        ).asks("Which of the two lines of the page has the half in it?"),
        slip("2 of the square forgotten", result={"slope_by_formula": _ERROR}).asks(
            "What is the slope of e², without a half in front of it?"
        ),
        slip("half ignored in the slope", result={"slope_by_worked_line": 2 * _ERROR}).asks(
            "What does the half in the worked line do to its slope?"
        ),
        slip(
            "slopes by the target",
            result={"slope_by_formula": -2 * _ERROR, "slope_by_worked_line": -_ERROR},
        ).asks("The answer is far above the target. Does the loss grow when it grows further?"),
    ],
)
