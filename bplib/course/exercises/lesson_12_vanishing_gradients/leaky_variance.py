"""Derive the rule for a leaky ReLU."""

from typing import Any

from bplib.course.checks import Expressions, slip


def _leaky_symbols() -> tuple[Any, Any]:
    import sympy

    return sympy.symbols("s n", positive=True)


def _leaky_rule() -> dict[str, Any]:
    s, n = _leaky_symbols()
    return {"passed": (1 + s**2) / 2, "variance": 2 / (n * (1 + s**2))}


def _slope_not_squared() -> dict[str, Any]:
    s, n = _leaky_symbols()
    return {"passed": (1 + s) / 2, "variance": 2 / (n * (1 + s))}


def _without_the_leak() -> dict[str, Any]:
    import sympy

    _, n = _leaky_symbols()
    return {"passed": sympy.Rational(1, 2), "variance": 2 / n}


def _both_sides_whole() -> dict[str, Any]:
    s, n = _leaky_symbols()
    return {"passed": 1 + s**2, "variance": 1 / (n * (1 + s**2))}


def _spread_for_variance() -> dict[str, Any]:
    import sympy

    s, n = _leaky_symbols()
    return {"variance": sympy.sqrt(2 / (n * (1 + s**2)))}


def _fan_forgotten() -> dict[str, Any]:
    s, _ = _leaky_symbols()
    return {"variance": 2 / (1 + s**2)}


EXERCISE = Expressions(
    _leaky_rule,
    name="leaky_variance",
    title="Derive the rule for a leaky ReLU",
    points=1,
    difficulty=3,
    minutes=4,
    read_again="By SymPy: the spread that lasts",
    symbols={"s": (0.05, 0.9), "n": (2.0, 90.0)},
    slips=[
        slip("slope not squared", result=lambda out: {**out, **(_slope_not_squared)()}).asks(
            "What is (s z)² for a negative z?"
        ),
        slip("leak forgotten", result=lambda out: {**out, **(_without_the_leak)()}).asks(
            "What does this unit give for z = −1, and is that 0?"
        ),
        slip("both sides counted whole", result=lambda out: {**out, **(_both_sides_whole)()}).asks(
            "Which share of the sums is positive, and which negative?"
        ),
        slip("spread for variance", result=lambda out: {**out, **(_spread_for_variance)()}).asks(
            "Is the variance asked for, or its root?"
        ),
        slip("fan forgotten", result=lambda out: {**out, **(_fan_forgotten)()}).asks(
            "Does a sum of many terms need the same weights as a sum of two?"
        ),
    ],
)
