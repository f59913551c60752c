"""Find the misprint."""

from math import cos, sin

import numpy as np

from bplib.course.checks import Numbers, slip

# The page with the misprint: y = u·sin u, u = x², at x = 1.5.
_U = 1.5**2

_RIGHT_ENTRY = cos(_U)

_RIGHT_SLOPE = (sin(_U) + _U * cos(_U)) * 2 * 1.5


def misprinted_line():
    return {
        "wrong_line": 4,
        "entry": _RIGHT_ENTRY,
        "dy_dx": _RIGHT_SLOPE,
    }


EXERCISE = Numbers(
    misprinted_line,
    title="Find the misprint",
    points=2,
    difficulty=2,
    minutes=3,
    read_again="Several routes: products add",
    slips=[
        slip("consequence blamed", result={"wrong_line": 5}).asks(
            "Line 5 is built from earlier lines. Are all of those right?"
        ),
        slip("last line blamed", result={"wrong_line": 7}).asks(
            "Line 7 only multiplies two earlier lines. Which line did the error enter by?"
        ),
        slip("printed entry kept", result={"entry": cos(1.5)}).asks(
            "Which quantity is the derivative of sin u by u a function of?"
        ),
        slip("degrees", result={"entry": cos(np.pi / 180 * _U)}).asks(
            "Is your calculator in degrees or in radians?"
        ),
        slip("first place of u only", result={"dy_dx": sin(_U) * 3}).asks(
            "In how many places does u occur in y = u · sin u?"
        ),
        slip("second place of u only", result={"dy_dx": _U * cos(_U) * 3}).asks(
            "What becomes of y when the u in front of the sine changes alone?"
        ),
        slip("slope by u", result={"dy_dx": _RIGHT_SLOPE / 3}).asks(
            "Is the slope that you gave by u, or by x?"
        ),
    ],
)
