"""Carry a derivative along a loop: each round of Newton's square root also moves the slope by a."""

import math

from bplib.course.checks import Function, call_case, slip


def newton_with_slope(a, x, rounds, *, start=0.0, known=1, divisor=1, early=False):
    """Return x after some rounds of x ← (x + a/x)/2, and its derivative by a."""
    slope = start
    for _ in range(rounds):
        old, x = x, (x + a / x) / 2
        at, slope = (x if early else old), known * slope
        slope = (slope + 1 / at - divisor * a * slope / at**2) / 2
    return x, slope


def cases(rng):
    """Draw one round, then two and three rounds, from a start that is not the root."""
    drawn = [call_case("one round", a=float(rng.uniform(2, 3)), x=1.0, rounds=1)]
    for rounds in (2, 2, 3, 3):
        a, x = float(rng.uniform(3, 9)), float(rng.uniform(0.6, 1.2))
        drawn.append(call_case(a=a, x=x, rounds=rounds))
    return drawn


def of_the_root(answer):
    """Return an answer that gives the slope of √a, however few the rounds."""
    return lambda a, x, rounds: (answer(a, x, rounds)[0], 0.5 / math.sqrt(a))


EXERCISE = Function(
    newton_with_slope,
    cases,
    title="Differentiate a loop, forwards",
    points=3,
    difficulty=2,
    read_again="The other direction: forward mode",
    slips=[
        slip("the divisor's share forgotten", divisor=0).asks(
            "In a/x, who moves when a moves: a alone, or x as well?"
        ),
        slip("x taken as fixed", known=0).asks("After the first round, does x know nothing of a?"),
        slip("x changed before its slope", early=True).asks(
            "Which x does a round divide by: the old one or the new one?"
        ),
        slip("slope of the start 1", start=1.0).asks(
            "How much does the first x move when a moves?"
        ),
        slip("sign of the divisor's share", divisor=-1).asks("If x grows, does a/x grow?"),
        slip("slope of a root at x", result=lambda out: (out[0], 0.5 / out[0])).asks(
            "Is the slope asked for that of √a, or that of what the loop has reached?"
        ),
        slip("slope of the true root", around=of_the_root).asks(
            "Is the slope asked for that of √a, or that of what the loop has reached?"
        ),
    ],
)
