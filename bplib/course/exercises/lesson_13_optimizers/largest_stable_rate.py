"""Find the largest stable learning rate."""

from collections.abc import Callable
from typing import Any

import numpy as np

from bplib.course.checks import Case, Function, call_case, slip


def largest_stable_rate(H: Any, beta: float) -> float:
    """Return (2 + 2 beta) / (largest eigenvalue of H)."""
    return float((2 + 2 * beta) / np.linalg.eigvalsh(H)[-1])


def _rate_variant(kind: str) -> Callable[[Any, float], float]:
    """Return the largest stable rate with one mistake."""

    def rate(H: Any, beta: float) -> float:
        curvatures = np.linalg.eigvalsh(H)
        reach = {"forgotten": 2.0, "half": 1 + beta, "shrinks": 2 - 2 * beta}
        steepest = {
            "flattest": curvatures[0],
            "diagonal": np.diag(H).max(),
            "added": curvatures.sum(),
        }
        return float(reach.get(kind, 2 + 2 * beta) / steepest.get(kind, curvatures[-1]))

    return rate


def _rate_cases(rng: np.random.Generator) -> list[Case]:
    def hessian(size: int) -> np.ndarray:
        Q, _ = np.linalg.qr(rng.normal(size=(size, size)))
        curvatures = rng.uniform(0.5, 1.0, size) * np.geomspace(1, 40, size)
        H = Q * curvatures @ Q.T
        return (H + H.T) / 2

    return [
        call_case("no memory", H=hessian(2), beta=0.0),
        call_case("a little memory", H=hessian(3), beta=float(rng.uniform(0.2, 0.5))),
        call_case("five directions", H=hessian(5), beta=float(rng.uniform(0.55, 0.8))),
        call_case("long memory", H=hessian(4), beta=float(rng.uniform(0.85, 0.97))),
    ]


EXERCISE = Function(
    largest_stable_rate,
    _rate_cases,
    title="Find the largest stable learning rate",
    points=3,
    difficulty=3,
    minutes=4,
    read_again="By SymPy: the limit, with memory and without",
    slips=[
        slip("memory forgotten", instead=_rate_variant("forgotten")).asks(
            "Does a velocity change how far a single step may reach?"
        ),
        slip("half way", instead=_rate_variant("half")).asks(
            "Is this the rate at which the steepest direction stops converging, or half of it?"
        ),
        slip("memory shrinks it", instead=_rate_variant("shrinks")).asks(
            "At the limit one root is −1. What do the three terms of the polynomial sum to?"
        ),
        slip("flattest direction", instead=_rate_variant("flattest")).asks(
            "Which direction of the valley leaves first, the steep one or the flat one?"
        ),
        slip("diagonal for eigenvalues", instead=_rate_variant("diagonal")).asks(
            "When are the entries on the diagonal the curvatures of the valley?"
        ),
        slip("all curvatures added", instead=_rate_variant("added")).asks(
            "Do the steps in two perpendicular directions add up?"
        ),
    ],
)
