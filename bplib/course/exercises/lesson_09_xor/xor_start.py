"""Repair a start that makes twins."""

from collections.abc import Callable

import numpy as np

from bplib.course.checks import Case, Function, call_case, slip
from bplib.course.exercises.lesson_09_xor.shared import Parameters


def xor_start(hidden: int, scale: float, seed: int) -> Parameters:
    """Return W1 (2, H) and W2 (H, 1) drawn in this order from one generator, and zero biases."""
    rng = np.random.default_rng(seed)
    W1 = rng.normal(0, scale, (2, hidden))
    return W1, np.zeros(hidden), rng.normal(0, scale, (hidden, 1)), np.zeros(1)


def _start_variant(kind: str) -> Callable[[int, float, int], Parameters]:
    """Return the start with one mistake."""

    def start(hidden: int, scale: float, seed: int) -> Parameters:
        rng = np.random.default_rng(seed)
        spread = {"no scale": 1.0, "variance": np.sqrt(scale)}.get(kind, scale)
        b1, b2 = np.zeros(hidden), np.zeros(1)
        if kind == "not repaired":
            columns = [np.random.default_rng(seed).normal(0, scale, (2, 1)) for _ in range(hidden)]
            W2 = np.full((hidden, 1), np.random.default_rng(seed).normal(0, scale))
            return np.hstack(columns), b1, W2, b2
        if kind == "W2 first":
            W2 = rng.normal(0, spread, (hidden, 1))
            return rng.normal(0, spread, (2, hidden)), b1, W2, b2
        if kind == "unit by unit":
            W1 = np.hstack([rng.normal(0, spread, (2, 1)) for _ in range(hidden)])
        elif kind == "uniform":
            W1 = rng.uniform(-spread, spread, (2, hidden))
        else:
            W1 = rng.normal(0, spread, (2, hidden))
        if kind == "biases drawn":
            b1 = rng.normal(0, spread, hidden)
        if kind == "seed again":
            rng = np.random.default_rng(seed)
        W2 = rng.normal(0, spread, (hidden, 1))
        return W1, b1, np.full((hidden, 1), W2[0]) if kind == "one W2" else W2, b2

    return start


def _start_cases(rng: np.random.Generator) -> list[Case]:
    def case(hidden: int, low: float, high: float) -> Case:
        scale, seed = float(rng.uniform(low, high)), int(rng.integers(1, 10_000))
        return call_case("", hidden=hidden, scale=scale, seed=seed)

    return [case(3, 0.05, 0.3), case(5, 1.5, 3.0), case(4, 0.3, 0.7), case(7, 3.0, 5.0)]


EXERCISE = Function(
    xor_start,
    _start_cases,
    title="Repair a start that makes twins",
    points=2,
    difficulty=2,
    minutes=4,
    read_again="Twins stay twins",
    slips=[
        slip("not repaired yet", instead=_start_variant("not repaired")).asks(
            "What does a generator return first if it is made anew from the same seed?"
        ),
        slip("the seed used again for W2", instead=_start_variant("seed again")).asks(
            "How many generators does the specification allow?"
        ),
        slip("W2 drawn first", instead=_start_variant("W2 first")).asks(
            "Which array should get the generator's first numbers?"
        ),
        slip("unit by unit", instead=_start_variant("unit by unit")).asks(
            "In which order does one call for the whole matrix fill it, by row or by column?"
        ),
        slip("all output weights equal", instead=_start_variant("one W2")).asks(
            "How many numbers does W2 need if every unit is to have its own?"
        ),
        slip("scale forgotten", instead=_start_variant("no scale")).asks(
            "What is the standard deviation of your weights?"
        ),
        slip("scale as a variance", instead=_start_variant("variance")).asks(
            "Is the scale the standard deviation or its square?"
        ),
        slip("uniform numbers", instead=_start_variant("uniform")).asks(
            "From which distribution should the weights come?"
        ),
        slip("biases drawn", instead=_start_variant("biases drawn")).asks(
            "What should the biases be at the start?"
        ),
    ],
)
