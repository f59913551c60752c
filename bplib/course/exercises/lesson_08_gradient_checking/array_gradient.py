"""Differentiate by every entry of an array."""

from collections.abc import Callable
from typing import Any

import numpy as np

from bplib.course.checks import Case, Function, call_case, slip
from bplib.course.checks.formula import Formula
from bplib.course.exercises.lesson_08_gradient_checking.shared import _signed

ARRAYS = "A gradient by nudging"


def array_gradient(f: Callable[[Any], Any], x: Any, h: float) -> np.ndarray:
    """Return the central differences of f by every entry of x, in double precision."""
    x = np.array(x, dtype=float)
    gradient = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        kept = x[index]
        x[index] = kept + h
        above = f(x)
        x[index] = kept - h
        below = f(x)
        x[index] = kept
        gradient[index] = (above - below) / (2 * h)
    return gradient


def _array_variant(kind: str) -> Callable[..., Any]:
    def nudge(f: Any, x: Any, h: float) -> Any:
        keeps_type = kind in ("type kept", "both types kept") or (
            kind == "single kept" and x.dtype == np.float32
        )
        x = x.copy() if keeps_type else np.array(x, dtype=float)
        h = {"own step": 1e-5, "tiny step": 1e-13}.get(kind, h)
        gradient = np.zeros_like(x) if kind == "both types kept" else np.zeros(x.shape)
        if kind == "all at once":
            return np.full(x.shape, (f(x + h) - f(x - h)) / (2 * h))
        for index in np.ndindex(x.shape):
            kept = x[index]
            middle = f(x)
            x[index] = kept + h
            above = f(x)
            x[index] = kept - h
            below = f(x)
            if kind != "not restored":
                x[index] = kept
            slope = {
                "one-sided": (above - middle) / h,
                "divided by h": (above - below) / h,
                "sign": (below - above) / (2 * h),
            }.get(kind, (above - below) / (2 * h))
            gradient[index] = slope
        return gradient.ravel() if kind == "flat" else gradient

    return nudge


def _nudged_in_place(f: Any, x: Any, h: float) -> Any:
    """Return the gradient, nudging the caller's own array where it is in double precision."""
    x = np.asarray(x, dtype=float)
    gradient = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        x[index] += h
        gradient[index] = f(x)
        x[index] -= 2 * h
        gradient[index] -= f(x)
        x[index] += h
    return gradient / (2 * h)


def _array_cases(rng: np.random.Generator) -> list[Case]:
    a, b = (round(float(v), 2) for v in rng.uniform(0.5, 1.2, 2))
    whole = rng.integers(1, 4, (2, 2)) * rng.choice([-1, 1], (2, 2))
    return [
        call_case(
            "a vector",
            f=Formula(f"sum(sin({a}*x)) * sum(x**2)/4 + sum(x**3)"),
            x=_signed(rng, 3),
            h=0.125,
        ),
        call_case(
            "a matrix",
            f=Formula(f"log(sum(exp({a}*x))) + {b}*sum(x**3)"),
            x=_signed(rng, (2, 3)),
            h=0.05,
        ),
        call_case(
            "three axes",
            f=Formula(f"tanh({b}*sum(x)/4) + sum(x**4)/8"),
            x=_signed(rng, (2, 1, 3)),
            h=0.08,
        ),
        call_case("whole numbers", f=Formula(f"sum(x**3)/5 + cos({a}*sum(x)/4)"), x=whole, h=0.25),
        call_case(
            "x in single precision",
            f=Formula(f"sum(exp({a}*x)) + {b}*sum(x**2)"),
            x=_signed(rng, 4).astype(np.float32),
            h=1e-4,
        ),
    ]


EXERCISE = Function(
    array_gradient,
    _array_cases,
    title="Differentiate by every entry of an array",
    points=4,
    difficulty=3,
    minutes=6,
    read_again=ARRAYS,
    pure=True,
    slips=[
        slip("entry not put back", instead=_array_variant("not restored")).asks(
            "When the second entry is nudged, where does the first one stand?"
        ),
        slip("one-sided", instead=_array_variant("one-sided")).asks(
            "Is x in the middle of your two places, or at one end?"
        ),
        slip("divided by h", instead=_array_variant("divided by h")).asks(
            "How far apart are your two places?"
        ),
        slip("wrong sign", instead=_array_variant("sign")).asks(
            "A rising f must give a positive slope. Which of the two values do you subtract?"
        ),
        slip("every entry nudged at once", instead=_array_variant("all at once")).asks(
            "How many entries of x move between your two calls of f?"
        ),
        slip("a step of its own", instead=_array_variant("own step")).asks(
            "Which step was asked for, and which did you take?"
        ),
        slip("step far too small", instead=_array_variant("tiny step")).asks(
            "How many digits of f(x + h) and f(x − h) still differ with your step?"
        ),
        slip("x keeps its type", instead=_array_variant("type kept")).asks(
            "What is left of 2 + 0.25 in an array of whole numbers?"
        ),
        slip("x and gradient keep their type", instead=_array_variant("both types kept")).asks(
            "Which type do np.zeros_like(x) and x.copy() have when x holds whole numbers?"
        ),
        slip("single precision kept", instead=_array_variant("single kept")).asks(
            "With seven digits in f(x + h) and f(x − h), how many are left in the difference?"
        ),
        slip("flat result", instead=_array_variant("flat")).asks(
            "Which shape has x, and which has your gradient?"
        ),
        slip("caller's array nudged", instead=_nudged_in_place).asks(
            "Is x + h − 2h + h always x, to the last bit?"
        ),
    ],
)
