"""Measure the slope of a function from a place on either side of x."""

import numpy as np

from bplib.course.checks import Formula, Function, call_case, slip
from bplib.course.exercises.lesson_02_chain_rule.shared import coefficients, number


def central_difference(f, x, h, *, left=1, right=1, run=lambda sides, h: sides * h):
    """Return the slope of `f` at `x`, measured from x − h to x + h."""
    ahead = f(x + right * h)
    behind = f(x - left * h)
    return (ahead - behind) / run(left + right, h)


def cases(rng):
    """Draw a cubic, a wave of very small height, a whole number and an array."""
    a, b, c = coefficients(rng, 3)
    small = Formula(f"(sin({a}*x) + {b}*x)/1000000")
    return [
        call_case("a cubic", f=Formula(f"{a}*x**3 + {b}*x**2 + {c}*x"), x=number(rng), h=0.1),
        call_case("a small wave", f=small, x=number(rng), h=0.02),
        call_case("x a whole number", f=Formula(f"exp({a}*x/4) + {b}*x"), x=2, h=0.25),
        call_case("x an array", f=Formula(f"{c}*exp(-x) + x**2"), x=rng.normal(size=4), h=0.05),
    ]


EXERCISE = Function(
    central_difference,
    cases,
    title="Measure a slope",
    points=2,
    core=True,
    difficulty=1,
    read_again="A derivative is a sensitivity",
    met={"ahead": "f one step further"},
    slips=[
        slip("one-sided, forwards", left=0).asks(
            "How far is the middle of your two places from x?"
        ),
        slip("one-sided, backwards", right=0).asks(
            "Is x in the middle of your two places, or at one end?"
        ),
        slip("divided by h", run=lambda sides, h: h).asks("How far apart are x − h and x + h?"),
        slip("wrong sign", result=lambda slope: -slope).asks(
            "A rising f must give a positive slope. Which of the two values do you subtract?"
        ),
        slip("multiplied by h", run=lambda sides, h: sides / h).asks(
            "In which order does Python work out a / 2 * h?"
        ),
        slip("places h apart", given=lambda f, x, h: (f, x, h / 2)).asks(
            "How far is each of your two places from x?"
        ),
        slip("rounded", result=lambda slope: np.round(slope, 4)).asks(
            "A slope may be as small as 0.000001. How many of its digits are left in your result?"
        ),
        slip("places 2h from x", left=2, right=2, run=lambda sides, h: 2 * h).asks(
            "How far is each of your two places from x, and how far apart are they?"
        ),
        slip("a step of its own", given=lambda f, x, h: (f, x, 1e-5)).asks(
            "What does your function do with the h that it is given?"
        ),
        slip(
            "second derivative",
            instead=lambda f, x, h: (f(x + h) - 2 * f(x) + f(x - h)) / h**2,
        ).asks("Is that how steep f is, or how fast its slope changes?"),
        slip("brackets lost", instead=lambda f, x, h: f(x + h) - f(x - h) / (2 * h)).asks(
            "What is divided in your expression: the difference, or one of the two values?"
        ),
        slip("not divided", run=lambda sides, h: 1).asks(
            "Is this a change of f, or a change of f per unit of x?"
        ),
    ],
)
