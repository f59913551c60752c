"""Exercises of lesson 00: a function, named numbers and a SymPy expression, once each."""

from typing import Any

import numpy as np

from bplib.checks import Case, Exercise, Mistake, call_case


def double(x: Any) -> Any:
    """Return twice `x`."""
    return 2 * np.asarray(x)


def _double_cases(rng: np.random.Generator) -> list[Case]:
    return [
        call_case("a whole number", x=int(rng.integers(3, 50))),
        call_case("a fraction", x=float(rng.normal() + 5)),
        call_case("a negative number", x=float(-rng.uniform(1, 9))),
        call_case("an array", x=rng.normal(size=(2, 3))),
    ]


def _changes_its_input(x: Any) -> Any:
    if isinstance(x, np.ndarray):
        x *= 2
        return None
    return 2 * x


def _derivative_of_a_square() -> dict[str, Any]:
    import sympy

    x = sympy.Symbol("x")
    return {"derivative": 2 * x}


def _square() -> dict[str, Any]:
    import sympy

    return {"derivative": sympy.Symbol("x") ** 2}


def _by_power_alone() -> dict[str, Any]:
    import sympy

    return {"derivative": sympy.Symbol("x")}


def _integral() -> dict[str, Any]:
    import sympy

    return {"derivative": sympy.Symbol("x") ** 3 / 3}


def _exponent_kept() -> dict[str, Any]:
    import sympy

    return {"derivative": 2 * sympy.Symbol("x") ** 2}


EXERCISES = [
    Exercise(
        name="double",
        title="Double a number",
        kind="function",
        reference=double,
        cases=_double_cases,
        points=1,
        difficulty=1,
        minutes=1,
        read_again="Your first exercise",
        mistakes=(
            Mistake("square", "For which two numbers are x·x and x + x the same?", lambda x: x * x),
            Mistake(
                "two added", "What is x + 2 for x = 10, and what is twice 10?", lambda x: x + 2
            ),
            Mistake(
                "input returned", "What does your function do to x before `return`?", lambda x: x
            ),
            Mistake("half", "Should the result be larger than x, or smaller?", lambda x: x / 2),
            Mistake(
                "rounded down",
                "What does int() do to 2.9?",
                lambda x: (
                    (2 * np.floor(x)).astype(int) if isinstance(x, np.ndarray) else 2 * int(x)
                ),
            ),
            Mistake(
                "changed in place",
                "What does `x *= 2` return, and what happens to the caller's array?",
                _changes_its_input,
            ),
        ),
    ),
    Exercise(
        name="first_numbers",
        title="Name two numbers",
        kind="numbers",
        reference={"slope": 6.0, "change": 0.06},
        points=1,
        difficulty=1,
        minutes=2,
        read_again="Numbers with a name",
        mistakes=(
            Mistake(
                "value for slope",
                "Is 9 the height of the curve at 3, or its slope?",
                {"slope": 9.0},
            ),
            Mistake("half the slope", "What is the derivative of x²?", {"slope": 3.0}),
            Mistake(
                "slope for change",
                "The slope is the change per unit of x. How far does x move here?",
                {"slope": 6.0, "change": 6.0},
            ),
            Mistake(
                "exact change",
                "Did you compute 3.01² − 3²? What does the slope alone predict?",
                {"slope": 6.0, "change": 0.0601},
            ),
        ),
    ),
    Exercise(
        name="first_expression",
        title="Write a derivative",
        kind="expressions",
        reference=_derivative_of_a_square,
        symbols={"x": (-3.0, 3.0)},
        points=1,
        difficulty=1,
        minutes=2,
        read_again="Formulas as answers",
        mistakes=(
            Mistake("not differentiated", "Is this x² itself, or how fast it grows?", _square),
            Mistake("factor lost", "Where did the exponent 2 go?", _by_power_alone),
            Mistake("integrated", "Which of the two gets you to a slope?", _integral),
            Mistake("exponent kept", "What happens to the exponent itself?", _exponent_kept),
        ),
    ),
]
