"""Seven operations and their slopes."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from bplib.course.checks import Case, Function, call_case, slip
from bplib.course.exercises.lesson_10_autodiff_engine.shared import _signed

Three = tuple[float, float, float]


def operation_slopes(operation: str, a: float, b: float) -> Three:
    """Return the value, the slope by a and the slope by b."""
    if operation == "+":
        return a + b, 1.0, 1.0
    if operation == "*":
        return a * b, b, a
    if operation == "**":
        return a**b, b * a ** (b - 1), 0.0
    if operation == "exp":
        return math.exp(a), math.exp(a), 0.0
    if operation == "log":
        return math.log(a), 1 / a, 0.0
    if operation == "tanh":
        return math.tanh(a), 1 - math.tanh(a) ** 2, 0.0
    return max(a, 0.0), float(a > 0), 0.0


def _operation_cases(rng: np.random.Generator) -> list[Case]:
    cases = []
    for operation in ("+", "*", "**", "exp", "log", "tanh"):
        a, b = (float(v) for v in _signed(rng, 2))
        a *= 1 if abs(abs(a) - abs(b)) > 0.05 else 1.3
        if operation == "log":
            a = abs(a) + 0.7
        b = 3.0 if operation == "**" else b if operation in "+*" else 0.0
        cases.append(call_case(operation=operation, a=a, b=b))
    for note, b in (("a square", 2.0), ("a reciprocal", -1.0), ("a square root", 0.5)):
        a = float(rng.uniform(1.2, 2.5))
        cases.append(call_case(note, operation="**", a=a, b=b))
    size = float(rng.uniform(1.5, 3))
    cases += [call_case(note, operation="relu", a=a, b=0.0) for note, a in (("a > 0", size),)]
    return [*cases, call_case("a < 0", operation="relu", a=-size, b=0.0)]


def _but(operation: str, slopes: Callable[[float, float], tuple[float, float]]) -> Any:
    """Return the right function with other slopes for one operation."""

    def answer(given: str, a: float, b: float) -> Three:
        right = operation_slopes(given, a, b)
        return (right[0], *slopes(a, b)) if given == operation else right

    return answer


EXERCISE = Function(
    operation_slopes,
    _operation_cases,
    title="Seven operations and their slopes",
    points=4,
    difficulty=2,
    minutes=6,
    read_again="One operation: a number that remembers",
    slips=[
        slip("product not swapped", instead=_but("*", lambda a, b: (a, b))).asks(
            "If b is 1000, by how much does a nudge of a move the product?"
        ),
        slip("exponent not lowered", instead=_but("**", lambda a, b: (b * a**b, 0.0))).asks(
            "Is the slope of a³ again a third power?"
        ),
        slip(
            "factor of the power forgotten", instead=_but("**", lambda a, b: (a ** (b - 1), 0.0))
        ).asks("How steep is a² at a = 1: 1, or 2?"),
        slip(
            "power rule for exp", instead=_but("exp", lambda a, _: (a * math.exp(a - 1), 0.0))
        ).asks("In eᵃ, is a the base or the exponent?"),
        slip(
            "slope of log at its value", instead=_but("log", lambda a, _: (1 / math.log(a), 0.0))
        ).asks("Is the slope taken at what goes into the logarithm, or at what comes out?"),
        slip("1 − a² with the input", instead=_but("tanh", lambda a, _: (1 - a * a, 0.0))).asks(
            "In 1 − t², is t what goes into tanh, or what comes out?"
        ),
        slip(
            "1 − tanh, not squared", instead=_but("tanh", lambda a, _: (1 - math.tanh(a), 0.0))
        ).asks("Where tanh is −0.5, is it steeper than where it is 0?"),
        slip(
            "ReLU's value for its slope", instead=_but("relu", lambda a, _: (max(a, 0.0), 0.0))
        ).asks("Is a line of slope 1 steeper where it is higher?"),
        slip("ReLU passes everything", instead=_but("relu", lambda a, _: (1.0, 0.0))).asks(
            "Left of 0, does a small nudge of a move the ReLU?"
        ),
    ],
)
