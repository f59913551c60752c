"""Bound the derivative of a chain."""

from collections.abc import Callable
from typing import Any

import numpy as np

from bplib.course.checks import Case, Function, call_case, slip

LARGEST_SLOPE = {"sigmoid": 0.25, "tanh": 1.0, "relu": 1.0}


def gradient_bound(activation: str, weights: Any) -> float:
    """Return the product of (largest slope) |w| over the links of a chain."""
    return float(np.prod(LARGEST_SLOPE[activation] * np.abs(weights)))


def _bound_variant(kind: str) -> Callable[[str, Any], float]:
    """Return the bound with one mistake."""

    def bound(activation: str, weights: Any) -> float:
        slope, w = LARGEST_SLOPE[activation], np.abs(weights)
        if kind == "quarter":
            slope = min(slope, 0.25) if activation == "tanh" else slope
        if kind == "values":
            slope = 1.0
        if kind == "signs":
            w = np.asarray(weights)
        if kind == "slopes only":
            w = np.ones(len(w))
        if kind == "one short":
            w = w[1:]
        if kind == "added":
            return float(np.sum(slope * w))
        if kind == "one slope":
            return float(slope * np.prod(w))
        if kind == "largest":
            return float((slope * w.max()) ** len(w))
        return float(np.prod(slope * w))

    return bound


def _bound_cases(rng: np.random.Generator) -> list[Case]:
    def weights(length: int, negative: int) -> np.ndarray:
        signs = rng.permutation([-1.0] * negative + [1.0] * (length - negative))
        return signs * rng.uniform(1.3, 3.0, length)

    return [
        call_case("three links", activation="sigmoid", weights=weights(3, 1)),
        call_case("five links", activation="tanh", weights=weights(5, 3)),
        call_case("six links", activation="relu", weights=weights(6, 2)),
        call_case("seven links", activation="sigmoid", weights=weights(7, 3)),
        call_case("four links", activation="tanh", weights=weights(4, 1)),
    ]


EXERCISE = Function(
    gradient_bound,
    _bound_cases,
    title="Bound the derivative of a chain",
    points=2,
    difficulty=2,
    minutes=4,
    read_again="By hand: one factor a layer",
    slips=[
        slip("tanh below a quarter", instead=_bound_variant("quarter")).asks(
            "Which of the two squashing functions has slope 1 at 0?"
        ),
        slip("largest value for largest slope", instead=_bound_variant("values")).asks(
            "Is 1 the sigmoid's largest slope, or something else of the sigmoid's?"
        ),
        slip("signs kept", instead=_bound_variant("signs")).asks(
            "Can the size of a derivative be bounded by a negative number?"
        ),
        slip("weights left out", instead=_bound_variant("slopes only")).asks(
            "Doubling one weight: what does that do to the derivative of the chain?"
        ),
        slip("one link missing", instead=_bound_variant("one short")).asks(
            "The derivative is by the input a₀. Through which weights does it pass?"
        ),
        slip("sum for product", instead=_bound_variant("added")).asks(
            "Do the links of a chain add up, or does each act on what the next one gives?"
        ),
        slip("one slope for all links", instead=_bound_variant("one slope")).asks(
            "How many activations are there, and how many slopes did you use?"
        ),
        slip("largest weight for all", instead=_bound_variant("largest")).asks(
            "This is a bound too. Does every link have the largest weight?"
        ),
    ],
)
