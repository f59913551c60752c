"""Measure a slope."""

from typing import Any

import numpy as np

from bplib.course.checks import Case, Formula, Function, call_case, slip
from bplib.course.exercises.lesson_01_chain_rule.shared import _coefficients, _number


def central_difference(f, x: Any, h: float) -> Any:
    """Return the slope of `f` at `x`, measured from x − h to x + h."""
    return (f(x + h) - f(x - h)) / (2 * h)


def _central_difference_cases(rng: np.random.Generator) -> list[Case]:
    a, b, c = _coefficients(rng, 3)
    return [
        call_case("a cubic", f=Formula(f"{a}*x**3 + {b}*x**2 + {c}*x"), x=_number(rng), h=0.1),
        call_case("a wave", f=Formula(f"sin({a}*x) + {b}*cos(x)"), x=_number(rng), h=0.02),
        call_case("x a whole number", f=Formula(f"exp({a}*x/4) + {b}*x"), x=2, h=0.25),
        call_case("x an array", f=Formula(f"{c}*exp(-x) + x**2"), x=rng.normal(size=4), h=0.05),
    ]


EXERCISE = Function(
    central_difference,
    _central_difference_cases,
    title="Measure a slope",
    points=2,
    difficulty=1,
    minutes=3,
    read_again="A derivative is a sensitivity",
    slips=[
        slip("one-sided, forwards", instead=lambda f, x, h: (f(x + h) - f(x)) / h).asks(
            "How far is the middle of your two places from x?"
        ),
        slip("one-sided, backwards", instead=lambda f, x, h: (f(x) - f(x - h)) / h).asks(
            "Is x in the middle of your two places, or at one end?"
        ),
        slip("divided by h", instead=lambda f, x, h: (f(x + h) - f(x - h)) / h).asks(
            "How far apart are x − h and x + h?"
        ),
        slip("wrong sign", instead=lambda f, x, h: (f(x - h) - f(x + h)) / (2 * h)).asks(
            "A rising f must give a positive slope. Which of the two values do you subtract?"
        ),
        slip("multiplied by h", instead=lambda f, x, h: (f(x + h) - f(x - h)) / 2 * h).asks(
            "In which order does Python work out a / 2 * h?"
        ),
        slip("not divided", instead=lambda f, x, h: f(x + h) - f(x - h)).asks(
            "Is this a change of f, or a change of f per unit of x?"
        ),
    ],
)
