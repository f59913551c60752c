"""Differentiate by a complex step."""

from collections.abc import Callable
from typing import Any

import numpy as np

from bplib.course.checks import Case, Function, call_case, slip
from bplib.course.checks.formula import Formula
from bplib.course.exercises.lesson_08_gradient_checking.shared import _signed

COMPLEX = "A step into the complex plane"


def complex_gradient(f: Callable[[Any], Any], x: Any, h: float) -> np.ndarray:
    """Return df/dx by complex steps, one entry at a time."""
    z = np.array(x, dtype=complex)
    gradient = np.zeros(z.shape)
    for index in np.ndindex(z.shape):
        kept = z[index]
        z[index] = kept + 1j * h
        gradient[index] = np.imag(f(z)) / h
        z[index] = kept
    return gradient


def _complex_variant(kind: str) -> Callable[..., Any]:
    def step(f: Any, x: Any, h: float) -> Any:
        z = np.array(x, dtype=complex)
        gradient = np.zeros(z.shape)
        if kind == "all at once":
            return np.full(z.shape, np.imag(f(z + 1j * h)) / h)
        for index in np.ndindex(z.shape):
            kept = z[index]
            z[index] = kept + (h if kind in ("real step", "lost") else 1j * h)
            value = f(z)
            if kind != "not restored":
                z[index] = kept
            gradient[index] = {
                "real part": np.real(value) / h,
                "magnitude": abs(value) / h,
                "not divided": np.imag(value),
                "halved": np.imag(value) / (2 * h),
                "sign": -np.imag(value) / h,
                "real step": np.real(value - f(np.array(x, dtype=complex))) / h,
            }.get(kind, np.imag(value) / h)
        return gradient

    return step


def _complex_cases(rng: np.random.Generator) -> list[Case]:
    a, b = (round(float(v), 2) for v in rng.uniform(0.5, 1.2, 2))
    return [
        call_case(
            "a vector",
            f=Formula(f"sum(sin({a}*x)) * sum(x**2)/4 + sum(x**3)"),
            x=_signed(rng, 3),
            h=1e-20,
        ),
        call_case(
            "a very small step",
            f=Formula(f"log(sum(exp({a}*x))) + {b}*sum(x**3)"),
            x=_signed(rng, (2, 3)),
            h=1e-200,
        ),
        call_case(
            "a sigmoid, three axes",
            f=Formula(f"sigmoid({b}*sum(x)) + sum(x**4)/8"),
            x=_signed(rng, (2, 1, 3)),
            h=1e-8,
        ),
        call_case(
            "whole numbers",
            f=Formula(f"sum(x**3)/5 + cos({a}*sum(x)/4) - 50"),
            x=rng.integers(1, 4, 4) * rng.choice([-1, 1], 4),
            h=1e-30,
        ),
    ]


EXERCISE = Function(
    complex_gradient,
    _complex_cases,
    title="Differentiate by a complex step",
    points=2,
    difficulty=3,
    minutes=3,
    read_again=COMPLEX,
    slips=[
        slip("real part taken", instead=_complex_variant("real part")).asks(
            "In which part of f(x + ih) does the slope stand?"
        ),
        slip("magnitude taken", instead=_complex_variant("magnitude")).asks(
            "Is the length of a complex number its imaginary part?"
        ),
        slip("not divided", instead=_complex_variant("not divided")).asks(
            "Is that the slope, or h times the slope?"
        ),
        slip("divided by 2h", instead=_complex_variant("halved")).asks(
            "How many values of f do you subtract here, and how far apart are they?"
        ),
        slip("entry not put back", instead=_complex_variant("not restored")).asks(
            "When the second entry is nudged, is the first one real again?"
        ),
        slip("every entry nudged at once", instead=_complex_variant("all at once")).asks(
            "How many entries of x have an imaginary part when f is called?"
        ),
        slip("real step", instead=_complex_variant("real step")).asks(
            "What is x + h in floating point, if h is 1e-200?"
        ),
        slip("imaginary part lost", instead=_complex_variant("lost")).asks(
            "What is left of a step of ih in the array that you hand to f?"
        ),
        slip("wrong sign", instead=_complex_variant("sign")).asks(
            "Which way did you step, to +ih or to −ih?"
        ),
    ],
)
