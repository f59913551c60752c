"""Say how sure a score is."""

from collections.abc import Callable
from typing import Any

import numpy as np

from bplib.course.checks import Case, Function, call_case, slip

SURE = "How sure is a score"


def wilson_interval(right: int, n: int, z: float) -> Any:
    """Return [low, high]: right / n is within z of p's own standard errors of every p between.

    One array, so that an end at 0 is judged against the other one and not against itself.
    """
    share, stretch = right / n, 1 + z**2 / n
    centre = (share + z**2 / (2 * n)) / stretch
    half = z * np.sqrt(share * (1 - share) / n + z**2 / (4 * n**2)) / stretch
    return np.array([centre - half, centre + half])


def _wilson_variant(kind: str) -> Callable[..., Any]:
    def interval(right: int, n: int, z: float) -> Any:
        share = right / n
        if kind == "error at the measured share":
            half = z * np.sqrt(share * (1 - share) / n)
            return np.array([share - half, share + half])
        if kind == "widest error":
            return np.array([share - z / np.sqrt(4 * n), share + z / np.sqrt(4 * n)])
        low, high = wilson_interval(right, n, z)
        centre, half = (low + high) / 2, (high - low) / 2
        if kind == "around the measured share":
            return np.array([share - half, share + half])
        if kind == "not divided":
            return np.array([centre * (1 + z**2 / n) - half, centre * (1 + z**2 / n) + half])
        if kind == "one standard error":
            return wilson_interval(right, n, 1.0)
        if kind == "z for its square":
            return wilson_interval(right, n, float(np.sqrt(z)))
        if kind == "counts":
            return np.array([n * low, n * high])
        if kind == "centre and half":
            return np.array([centre, half])
        return np.array([high, low])

    return interval


def _wilson_cases(rng: np.random.Generator) -> list[Case]:
    n, small = int(rng.integers(40, 400)), int(rng.integers(5, 30))
    z = round(float(rng.uniform(1.3, 2.8)), 2)
    return [
        call_case("most are right", right=round(0.93 * n), n=n, z=z),
        call_case("all are right", right=small, n=small, z=1.96),
        call_case("none is right", right=0, n=int(rng.integers(5, 30)), z=1.64),
        call_case("a few of few", right=2, n=int(rng.integers(5, 9)), z=2.58),
    ]


EXERCISE = Function(
    wilson_interval,
    _wilson_cases,
    title="Say how sure a score is",
    points=3,
    difficulty=3,
    minutes=8,
    read_again=SURE,
    slips=[
        slip(
            "error at the measured share", instead=_wilson_variant("error at the measured share")
        ).asks("If all images are read correctly, how sure are you that the share is exactly 1?"),
        slip("widest error", instead=_wilson_variant("widest error")).asks(
            "At which share p is the standard error as large as yours?"
        ),
        slip(
            "around the measured share", instead=_wilson_variant("around the measured share")
        ).asks("Is the measured share in the middle of the interval?"),
        slip("not divided", instead=_wilson_variant("not divided")).asks(
            "What is the factor of p² after you have brought everything to one side?"
        ),
        slip("one standard error", instead=_wilson_variant("one standard error")).asks(
            "Where does z enter?"
        ),
        slip("z for its square", instead=_wilson_variant("z for its square")).asks(
            "Both sides were squared. What became of z?"
        ),
        slip("counts", instead=_wilson_variant("counts")).asks(
            "Are shares asked for, or numbers of images?"
        ),
        slip("centre and half", instead=_wilson_variant("centre and half")).asks(
            "Which two numbers are asked for?"
        ),
        slip("ends swapped", instead=_wilson_variant("ends swapped")).asks(
            "Which end comes first?"
        ),
    ],
)
