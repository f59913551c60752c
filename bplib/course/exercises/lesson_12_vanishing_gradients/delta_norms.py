"""Measure the delta of every layer."""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from bplib.course.checks import Case, Function, call_case, slip


def delta_norms(dA: Any, weights: Sequence[Any], slopes: Sequence[Any]) -> list[float]:
    """Return the norm of dL/dZ for layers 1 to L."""
    norms = []
    for W, slope in zip(reversed(weights), reversed(slopes), strict=True):
        dZ = dA * slope
        norms.append(float(np.linalg.norm(dZ)))
        dA = dZ @ W.T
    return norms[::-1]


def _gauge_variant(kind: str) -> Callable[[Any, Any, Any], list[float]]:
    """Return the gauge with one mistake."""

    def size(dZ: Any, dA: Any) -> float:
        if kind == "squared":
            return float(np.sum(dZ**2))
        if kind == "root mean square":
            return float(np.sqrt(np.mean(dZ**2)))
        if kind == "absolute values":
            return float(np.abs(dZ).sum())
        if kind == "summed first":
            return float(np.linalg.norm(dZ.sum(axis=0)))
        return float(np.linalg.norm(dA if kind == "before the slope" else dZ))

    def norms(dA: Any, weights: Any, slopes: Any) -> list[float]:
        found = []
        for layer in range(len(weights) - 1, -1, -1):
            last = layer == len(weights) - 1
            skipped = kind == "no slopes" or (kind == "last slope" and last)
            dZ = dA if skipped else dA * slopes[layer]
            found.append(size(dZ, dA))
            dA = (dA if kind == "slope not passed on" else dZ) @ weights[layer].T
        return found if kind == "reversed" else found[::-1]

    return norms


def _gauge_cases(rng: np.random.Generator) -> list[Case]:
    def case(note: str, samples: int, *sizes: int) -> Case:
        weights = [rng.normal(size=pair) for pair in pairwise(sizes)]
        slopes = [rng.uniform(0.1, 0.9, (samples, size)) for size in sizes[1:]]
        return call_case(
            note, dA=rng.normal(size=(samples, sizes[-1])), weights=weights, slopes=slopes
        )

    return [
        case("three layers", 5, 3, 4, 6, 2),
        case("two layers", 4, 5, 3, 2),
        case("four layers", 3, 2, 5, 4, 6, 7),
        case("five layers", 6, 4, 3, 5, 2, 7, 3),
    ]


EXERCISE = Function(
    delta_norms,
    _gauge_cases,
    title="Measure the delta of every layer",
    points=2,
    difficulty=3,
    minutes=5,
    read_again="In NumPy: gauges and repairs",
    slips=[
        slip("slopes forgotten", instead=_gauge_variant("no slopes")).asks(
            "The loss feels Z only through A = f(Z). Where is f in your delta?"
        ),
        slip("last slope forgotten", instead=_gauge_variant("last slope")).asks(
            "Is the array that you were handed ∂L/∂A of the last layer, or ∂L/∂Z?"
        ),
        slip("slope not passed on", instead=_gauge_variant("slope not passed on")).asks(
            "Which of the two goes back through the weights, ∂L/∂A or ∂L/∂Z?"
        ),
        slip("measured before the slope", instead=_gauge_variant("before the slope")).asks(
            "Is what you measure ∂L/∂Z, or still ∂L/∂A?"
        ),
        slip("last layer first", instead=_gauge_variant("reversed")).asks(
            "You walk backwards. In which order are the norms asked for?"
        ),
        slip("root forgotten", instead=_gauge_variant("squared")).asks(
            "If every entry doubles, should a norm double or quadruple?"
        ),
        slip("averaged", instead=_gauge_variant("root mean square")).asks(
            "Does the specification divide by the number of entries?"
        ),
        slip("absolute values added", instead=_gauge_variant("absolute values")).asks(
            "What is the length of the vector (3, 4)?"
        ),
        slip("samples added first", instead=_gauge_variant("summed first")).asks(
            "What is left when one sample's delta is the opposite of another's?"
        ),
    ],
)
