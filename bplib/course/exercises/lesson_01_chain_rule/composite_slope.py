"""The slope of f(g(x))."""

from typing import Any

import numpy as np

from bplib.course.checks import Case, Formula, Function, call_case, slip
from bplib.course.exercises.lesson_01_chain_rule.shared import _coefficients, _number


def composite_slope(f_prime, g, g_prime, x: Any) -> Any:
    """Return the derivative of f(g(x)) by x, the outer slope taken where f is."""
    return f_prime(g(x)) * g_prime(x)


def _composite_slope_cases(rng: np.random.Generator) -> list[Case]:
    a, b, c, d = _coefficients(rng, 4)
    wave = Formula(f"{a}*cos({a}*u)", "u"), Formula(f"x**2 + {b}*x"), Formula(f"2*x + {b}")
    cube = Formula(f"3*u**2 + {c}", "u"), Formula(f"{a}*sin(x)"), Formula(f"{a}*cos(x)")
    growth = Formula("exp(u)", "u"), Formula(f"{d}*tanh(x)"), Formula(f"{d}*(1 - tanh(x)**2)")
    power = Formula(f"4*u**3 + {d}*u", "u"), Formula(f"x/2 + {c}*x**2"), Formula(f"1/2 + 2*{c}*x")
    return [
        _composite_case("a wave of a parabola", wave, _number(rng)),
        _composite_case("a cubic of a wave", cube, _number(rng)),
        _composite_case("an exponential of tanh", growth, _number(rng)),
        _composite_case("x an array", power, rng.uniform(0.4, 1.4, size=3)),
    ]


def _composite_case(note: str, link: tuple[Formula, Formula, Formula], x: Any) -> Case:
    f_prime, g, g_prime = link
    return call_case(note, f_prime=f_prime, g=g, g_prime=g_prime, x=x)


EXERCISE = Function(
    composite_slope,
    _composite_slope_cases,
    title="The slope of f(g(x))",
    points=3,
    difficulty=2,
    minutes=3,
    read_again="One chain: links multiply",
    slips=[
        slip(
            "outer slope at x", instead=lambda f_prime, _, g_prime, x: f_prime(x) * g_prime(x)
        ).asks("Which number does f receive: x, or something else?"),
        slip("inner slope forgotten", instead=lambda f_prime, g, _, x: f_prime(g(x))).asks(
            "When x moves by a little, does g move by the same amount?"
        ),
        slip(
            "sum for product", instead=lambda f_prime, g, g_prime, x: f_prime(g(x)) + g_prime(x)
        ).asks("If g doubles a change and f triples it, by how much has it grown?"),
        slip(
            "outer slope at g′(x)",
            instead=lambda f_prime, _, g_prime, x: f_prime(g_prime(x)) * g_prime(x),
        ).asks("Does f receive the value of g, or the slope of g?"),
        slip("g for g′", instead=lambda f_prime, g, _, x: f_prime(g(x)) * g(x)).asks(
            "Is your second factor a slope or a value?"
        ),
        slip(
            "inside out", instead=lambda f_prime, _, g_prime, x: f_prime(x) * g_prime(f_prime(x))
        ).asks("Which of the two functions sees x itself?"),
    ],
)
