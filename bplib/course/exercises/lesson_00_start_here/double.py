"""Double a number: the first function that a check calls."""

import numpy as np

from bplib.course.checks import Function, call_case, slip


def double(x):
    """Return twice `x`."""
    return 2 * np.asarray(x)


def cases(rng):
    """Draw a whole number, a fraction, a negative number and an array of three axes."""
    return [
        call_case("a whole number", x=int(rng.integers(3, 50))),
        call_case("a fraction", x=float(rng.normal() + 5)),
        call_case("a negative number", x=float(-rng.uniform(1, 9))),
        call_case("an array", x=rng.normal(size=(2, 1, 3))),
    ]


def rounded_down(x):
    """Double what int() leaves of a number."""
    return (2 * np.floor(x)).astype(int) if isinstance(x, np.ndarray) else 2 * int(x)


def changed_in_place(x):
    """Double an array where it stands, and return nothing."""
    if isinstance(x, np.ndarray):
        x *= 2
        return None
    return 2 * x


EXERCISE = Function(
    double,
    cases,
    title="Double a number",
    points=1,
    difficulty=1,
    core=True,
    read_again="Your first exercise",
    slips=[
        slip("square", instead=lambda x: x * x).asks(
            "For which two numbers are x·x and x + x the same?"
        ),
        slip("two added", instead=lambda x: x + 2).asks(
            "What is x + 2 for x = 10, and what is twice 10?"
        ),
        slip("input returned", instead=lambda x: x).asks(
            "What does your function do to x before `return`?"
        ),
        slip("half", instead=lambda x: x / 2).asks(
            "Should the result be larger than x, or smaller?"
        ),
        slip("rounded down", instead=rounded_down).asks("What does int() do to 2.9?"),
        slip("changed in place", instead=changed_in_place).asks(
            "What does `x *= 2` return, and what happens to the caller's array?"
        ),
    ],
)
