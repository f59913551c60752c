"""A chain of any length."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from bplib.course.checks import Case, Formula, Function, call_case, slip
from bplib.course.exercises.lesson_01_chain_rule.shared import _coefficients, _number


def chain_slope(links: Sequence[Any], slopes: Sequence[Any], x: float) -> float:
    """Return the derivative of the last link's output by `x`."""
    product = 1.0
    for link, slope in zip(links, slopes, strict=True):
        product *= slope(x)
        x = link(x)
    return product


def _chain_slope_cases(rng: np.random.Generator) -> list[Case]:
    return [_chain_case(rng, length) for length in (2, 3, 4, 6)]


def _chain_case(rng: np.random.Generator, length: int) -> Case:
    kinds = ("sin({a}*x) + x", "x**2/4 + {a}*x", "exp(-{a}*x/4)", "tanh(x) + {a}*x")
    primes = ("{a}*cos({a}*x) + 1", "x/2 + {a}", "-{a}/4*exp(-{a}*x/4)", "1 - tanh(x)**2 + {a}")
    order = [*rng.permutation(4), *rng.permutation(4)][:length]
    factors = _coefficients(rng, length)
    links = [Formula(kinds[k].format(a=a)) for k, a in zip(order, factors, strict=True)]
    slopes = [Formula(primes[k].format(a=a)) for k, a in zip(order, factors, strict=True)]
    return call_case(f"{length} links", links=links, slopes=slopes, x=_number(rng))


def _slopes_all_at_x(_links: Sequence[Any], slopes: Sequence[Any], x: float) -> float:
    return float(np.prod([slope(x) for slope in slopes]))


def _slopes_after_the_link(links: Sequence[Any], slopes: Sequence[Any], x: float) -> float:
    product = 1.0
    for link, slope in zip(links, slopes, strict=True):
        x = link(x)
        product *= slope(x)
    return product


def _summed(links: Sequence[Any], slopes: Sequence[Any], x: float) -> float:
    total = 0.0
    for link, slope in zip(links, slopes, strict=True):
        total += slope(x)
        x = link(x)
    return total


def _outermost_first(links: Sequence[Any], slopes: Sequence[Any], x: float) -> float:
    return chain_slope(links[::-1], slopes[::-1], x)


def _last_link_forgotten(links: Sequence[Any], slopes: Sequence[Any], x: float) -> float:
    return chain_slope(links[:-1], slopes[:-1], x)


def _first_slope_forgotten(links: Sequence[Any], slopes: Sequence[Any], x: float) -> float:
    return chain_slope(links[1:], slopes[1:], links[0](x))


def _value_of_the_chain(links: Sequence[Any], _slopes: Sequence[Any], x: float) -> float:
    for link in links:
        x = link(x)
    return x


EXERCISE = Function(
    chain_slope,
    _chain_slope_cases,
    title="A chain of any length",
    points=4,
    difficulty=3,
    minutes=4,
    read_again="One chain: links multiply",
    slips=[
        slip("all slopes at x", instead=_slopes_all_at_x).asks(
            "What does the second link receive?"
        ),
        slip("slope at the output", instead=_slopes_after_the_link).asks(
            "Do you take a link's slope before or after x has passed through that link?"
        ),
        slip("sum for product", instead=_summed).asks(
            "Two links that each double a change: what do they do together?"
        ),
        slip("outermost link first", instead=_outermost_first).asks(
            "Which link sees x itself: the first of the list, or the last?"
        ),
        slip("last link forgotten", instead=_last_link_forgotten).asks(
            "How many slopes does your product hold for two links?"
        ),
        slip("first slope forgotten", instead=_first_slope_forgotten).asks(
            "Which link's slope is missing from your product?"
        ),
        slip("value of the chain", instead=_value_of_the_chain).asks(
            "Is this where the chain ends, or how fast its end moves?"
        ),
    ],
)
