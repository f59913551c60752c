"""A wire that forks."""

from collections.abc import Callable

import numpy as np

from bplib.course.checks import Case, Function, call_case, slip
from bplib.course.exercises.lesson_02_computational_graphs.shared import _sigmoid, _signed

Pair = tuple[float, float]


def fork_backward(x: float, y: float) -> Pair:
    """Return the derivatives of f = (x·y)·σ(x) by x and y."""
    p, s = x * y, _sigmoid(x)
    return s * y + p * s * (1 - s), s * x


def _fork_cases(rng: np.random.Generator) -> list[Case]:
    cases = []
    for note, signs in (("", (1, 1)), ("x is negative", (-1, 1)), ("y is negative", (1, -1))):
        x, y = (sign * abs(v) for sign, v in zip(signs, _signed(rng, 2), strict=True))
        cases.append(call_case(note, x=x, y=y))
    x, y = _signed(rng, 2)
    return [*cases, call_case("", x=x, y=y)]


def _reports(x: float, y: float) -> Pair:
    """Return what the product and what the sigmoid report to x."""
    p, s = x * y, _sigmoid(x)
    return s * y, p * s * (1 - s)


def _fork_mistake(combine: Callable[[float, float], float]) -> Callable[[float, float], Pair]:
    return lambda x, y: (combine(*_reports(x, y)), _sigmoid(x) * x)


def _fork_not_swapped(x: float, y: float) -> Pair:
    p, s = x * y, _sigmoid(x)
    return p * y + s * s * (1 - s), p * x


def _fork_slope_at_s(x: float, y: float) -> Pair:
    p, s = x * y, _sigmoid(x)
    t = _sigmoid(s)
    return s * y + p * t * (1 - t), s * x


EXERCISE = Function(
    fork_backward,
    _fork_cases,
    title="A wire that forks",
    points=3,
    difficulty=2,
    minutes=4,
    read_again="A wire that forks: fan-out adds",
    slips=[
        slip(
            "overwrites: the sigmoid's report alone",
            instead=_fork_mistake(lambda _, second: second),
        ).asks("Two gates report to x. What became of the first report when the second one came?"),
        slip("the product's report alone", instead=_fork_mistake(lambda first, _: first)).asks(
            "In how many gates does x occur?"
        ),
        slip(
            "reports multiplied", instead=_fork_mistake(lambda first, second: first * second)
        ).asks("Two gates move f at the same time: do their effects multiply, or add?"),
        slip(
            "reports averaged", instead=_fork_mistake(lambda first, second: (first + second) / 2)
        ).asks("When x moves, does it move both gates fully, or each of them half?"),
        slip(
            "reports subtracted", instead=_fork_mistake(lambda first, second: first - second)
        ).asks("If both reports say that f grows with x, can one take away from the other?"),
        slip("last product not swapped", instead=_fork_not_swapped).asks(
            "What multiplies p in the last gate: p itself, or s?"
        ),
        slip(
            "slope of the sigmoid forgotten",
            instead=lambda x, y: (_sigmoid(x) * y + x * y, _sigmoid(x) * x),
        ).asks("What does the sigmoid's gate do to a gradient that passes it?"),
        slip("slope at the output", instead=_fork_slope_at_s).asks(
            "At which place is the slope of the sigmoid taken: at x, or at s?"
        ),
        slip(
            "sigmoid as its own slope",
            instead=lambda x, y: (_sigmoid(x) * y + x * y * _sigmoid(x), _sigmoid(x) * x),
        ).asks("Is your factor how high the sigmoid is, or how steep?"),
    ],
)
