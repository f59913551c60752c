"""Measure a success rate."""

from collections.abc import Callable
from typing import Any

import numpy as np

from bplib.course.checks import Case, Function, call_case, slip


def success_rate(P: Any, Y: Any, margin: float) -> tuple[float, float]:
    """Return the share of networks with every answer right by more than a margin, and its error."""
    towards_right = (P - 0.5) * (2 * Y - 1)
    right = towards_right > margin
    share = right.all(axis=0).mean()
    return float(share), float(np.sqrt(share * (1 - share) / P.shape[1]))


def _success_variant(kind: str) -> Callable[[Any, Any, float], tuple[float, float]]:
    """Return the rate with one mistake."""

    def rate(P: Any, Y: Any, margin: float) -> tuple[float, float]:
        towards = (P - 0.5) * (2 * Y - 1)
        right = towards > (0.0 if kind == "no margin" else margin)
        if kind == "at the margin":
            right = towards >= margin
        if kind == "ones only":
            right = np.where(Y == 1, towards > margin, towards > -margin)
        if kind == "from zero":
            right = towards > 0.5 - margin
        solved = right.any(axis=0) if kind == "any" else right.all(axis=0)
        if kind == "mean answer":
            solved = towards.mean(axis=0) > margin
        if kind == "answers":
            share = right.mean()
        elif kind == "samples":
            share = right.all(axis=1).mean()
        else:
            share = solved.mean()
        variance = share * (1 - share)
        networks = len(P) if kind == "samples counted" else P.shape[1]
        error = np.sqrt(variance / networks)
        if kind == "spread":
            error = np.sqrt(variance)
        if kind == "no root":
            error = variance / networks
        if kind == "counted":
            share = solved.sum()
        return float(share), float(error)

    return rate


def _success_cases(rng: np.random.Generator) -> list[Case]:
    def case(
        note: str, samples: int, networks: int, margin: float, at_margin: bool = False
    ) -> Case:
        Y = np.array([0.0, 1.0, *rng.integers(0, 2, samples - 2)])[:, np.newaxis]
        towards = rng.uniform(margin + 0.01, 0.49, (samples, networks))
        hardly = margin if at_margin else rng.uniform(0.1, 0.9) * margin
        towards[0, 1::10] = hardly  # a 0 that is right, but hardly
        towards[1, 6::10] = hardly  # and a 1
        towards[-1, 2::5] *= -1  # one answer wrong
        towards[np.arange(samples) != 1, 3::5] *= -1  # one answer right
        towards[0, 4::5] = -0.9 * margin  # a 0 answered with a little more than 1/2
        P = 0.5 + towards * (2 * Y - 1)
        return call_case(note, P=P[:, rng.permutation(networks)], Y=Y, margin=margin)

    return [
        case("eleven networks", 4, 11, float(rng.uniform(0.1, 0.2))),
        case("six samples", 6, 17, float(rng.uniform(0.2, 0.3))),
        case("twenty-three networks", 7, 23, float(rng.uniform(0.05, 0.15))),
        case("five samples", 5, 14, float(rng.uniform(0.1, 0.3))),
        case("answers at the margin", 4, 19, 0.25, at_margin=True),
    ]


EXERCISE = Function(
    success_rate,
    _success_cases,
    title="Measure a success rate",
    points=3,
    difficulty=2,
    minutes=5,
    read_again="How often, and how sure",
    slips=[
        slip("share of right answers", instead=_success_variant("answers")).asks(
            "Three of four answers are right. Has that network learnt XOR?"
        ),
        slip("any for all", instead=_success_variant("any")).asks(
            "How many answers of a network must be right for it to count?"
        ),
        slip("mean over a network's answers", instead=_success_variant("mean answer")).asks(
            "Can three good answers make up for a wrong one?"
        ),
        slip("margin forgotten", instead=_success_variant("no margin")).asks(
            "Does an answer of 0.5000001 count as a 1?"
        ),
        slip("at the margin", instead=_success_variant("at the margin")).asks(
            "With a margin of 0.25, does an answer of exactly 0.75 succeed?"
        ),
        slip("margin for ones only", instead=_success_variant("ones only")).asks(
            "How far below one half must the answer to a 0 be?"
        ),
        slip("margin from 0 and 1", instead=_success_variant("from zero")).asks(
            "From where is the margin measured: from one half, or from the labels?"
        ),
        slip("samples for networks", instead=_success_variant("samples")).asks(
            "Which axis holds the networks, and over which one must all be right?"
        ),
        slip("counted, not divided", instead=_success_variant("counted")).asks(
            "Is the rate a number of networks or a share of them?"
        ),
        slip("error of one network", instead=_success_variant("spread")).asks(
            "Does your standard error shrink if there are a hundred times as many networks?"
        ),
        slip("root forgotten", instead=_success_variant("no root")).asks(
            "Is the standard error a variance?"
        ),
        slip("error by the number of samples", instead=_success_variant("samples counted")).asks(
            "How many independent trials are there?"
        ),
    ],
)
