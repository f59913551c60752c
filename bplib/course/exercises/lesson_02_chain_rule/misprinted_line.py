"""Find the line of a worked page where the error entered, and put it right."""

from math import cos, radians, sin

from bplib.course.checks import Numbers, slip


def misprinted_line(*, entry=cos, front=1, inside=1, by_x=2 * 1.5):
    """Return the line, its right entry and the slope of y = u·sin u, u = x², at x = 1.5."""
    u = 1.5**2
    by_u = front * sin(u) + inside * u * cos(u)
    return {"wrong_line": 4, "entry": entry(u), "dy_dx": by_u * by_x}


EXERCISE = Numbers(
    misprinted_line,
    title="Find the misprint",
    points=2,
    difficulty=2,
    read_again="Several routes: products add",
    labels=("wrong_line",),
    slips=[
        slip("consequence blamed", result={"wrong_line": 5}).asks(
            "Line 5 is built from earlier lines. Are all of those right?"
        ),
        slip("last line blamed", result={"wrong_line": 7}).asks(
            "Line 7 only multiplies two earlier lines. Which line did the error enter by?"
        ),
        slip("another consequence blamed", result={"wrong_line": 6}).asks(
            "Line 6 is built from earlier lines. Are all of those right?"
        ),
        slip(
            "printed entry carried on",
            result={"dy_dx": 3 * (sin(1.5**2) + 1.5**2 * cos(1.5))},
        ).asks("Which lines use the entry that you corrected?"),
        slip("printed entry kept", entry=lambda u: cos(1.5)).asks(
            "Which quantity is the derivative of sin u by u a function of?"
        ),
        slip("degrees", entry=lambda u: cos(radians(u))).asks(
            "Is your calculator in degrees or in radians?"
        ),
        slip("first place of u only", inside=0).asks(
            "In how many places does u occur in y = u · sin u?"
        ),
        slip("second place of u only", front=0).asks(
            "What becomes of y when the u in front of the sine changes alone?"
        ),
        slip("slope by u", by_x=1).asks("Is the slope that you gave by u, or by x?"),
    ],
)
