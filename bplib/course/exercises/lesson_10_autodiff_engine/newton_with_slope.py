"""Differentiate a loop, forwards."""

import math
from collections.abc import Callable

import numpy as np

from bplib.course.checks import Case, Function, call_case, slip

Pair = tuple[float, float]


def newton_with_slope(a: float, x: float, rounds: int) -> Pair:
    """Return x after some rounds of x ← (x + a/x)/2, and its derivative by a."""
    slope = 0.0
    for _ in range(rounds):
        x, slope = (x + a / x) / 2, (slope + 1 / x - a * slope / x**2) / 2
    return x, slope


def _newton(
    rule: Callable[[float, float, float, float], float], start: float = 0.0
) -> Callable[[float, float, int], Pair]:
    """Return the loop with another rule: rule(a, old x, new x, old slope)."""

    def answer(a: float, x: float, rounds: int) -> Pair:
        slope = start
        for _ in range(rounds):
            new = (x + a / x) / 2
            x, slope = new, rule(a, x, new, slope)
        return x, slope

    return answer


def _newton_cases(rng: np.random.Generator) -> list[Case]:
    cases = [call_case("one round", a=float(rng.uniform(2, 3)), x=1.0, rounds=1)]
    for rounds in (2, 2, 3, 3):
        a, x = float(rng.uniform(3, 9)), float(rng.uniform(0.6, 1.2))
        cases.append(call_case(a=a, x=x, rounds=rounds))
    return cases


EXERCISE = Function(
    newton_with_slope,
    _newton_cases,
    title="Differentiate a loop, forwards",
    points=3,
    difficulty=3,
    minutes=6,
    read_again="The other direction: forward mode",
    slips=[
        slip(
            "the divisor's share forgotten", instead=_newton(lambda a, x, new, s: (s + 1 / x) / 2)
        ).asks("In a/x, who moves when a moves: a alone, or x as well?"),
        slip("x taken as fixed", instead=_newton(lambda a, x, new, s: 1 / x / 2)).asks(
            "After the first round, does x know nothing of a?"
        ),
        slip(
            "x changed before its slope",
            instead=_newton(lambda a, x, new, s: (s + 1 / new - a * s / new**2) / 2),
        ).asks("Which x does a round divide by: the old one or the new one?"),
        slip(
            "slope of the start 1",
            instead=_newton(lambda a, x, new, s: (s + 1 / x - a * s / x**2) / 2, start=1.0),
        ).asks("How much does the first x move when a moves?"),
        slip(
            "sign of the divisor's share",
            instead=_newton(lambda a, x, new, s: (s + 1 / x + a * s / x**2) / 2),
        ).asks("If x grows, does a/x grow?"),
        slip(
            "slope of the true root", instead=_newton(lambda a, x, new, s: 0.5 / math.sqrt(a))
        ).asks("Is the slope asked for that of √a, or that of what the loop has reached?"),
    ],
)
