"""Count the multiplications of both passes."""

from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np

from bplib.course.checks import Case, Function, call_case, slip

COSTS = "Count a backward pass"


def pass_costs(sizes: Sequence[int], N: int) -> tuple[int, int]:
    """Return the multiplications in the matrix products of a forward and of a backward pass."""
    products = [n_in * n_out for n_in, n_out in pairwise(sizes)]
    return N * sum(products), N * (2 * sum(products) - products[0])


def _costs_variant(kind: str) -> Callable[[Sequence[int], int], tuple[int, int]]:
    """Return both counts with one mistake."""

    def costs(sizes: Sequence[int], N: int) -> tuple[int, int]:
        products = [n_in * n_out for n_in, n_out in pairwise(sizes)]
        forward, backward = pass_costs(sizes, N)
        return {
            "two for every layer": (forward, 2 * forward),
            "weights only": (forward, forward),
            "deltas only": (forward, backward - forward),
            "last for first": (forward, N * (2 * sum(products) - products[-1])),
            "one sample": (forward // N, backward // N),
            "first layer left out": (forward, 2 * N * sum(products[1:])),
            "parameters": (forward + N * sum(sizes[1:]), backward + N * sum(sizes[1:])),
        }[kind]

    return costs


def _costs_cases(rng: np.random.Generator) -> list[Case]:
    cases = []
    for depth in (2, 3, 4, 1, 5):
        while True:
            sizes = [int(n) for n in rng.permutation(np.arange(2, 40))[: depth + 1]]
            if depth == 1 or sizes[0] * sizes[1] != sizes[-2] * sizes[-1]:
                break
        N = int(rng.integers(2, 50))
        cases.append(call_case(f"{depth} layer{'s' * (depth > 1)}", sizes=sizes, N=N))
    return cases


EXERCISE = Function(
    pass_costs,
    _costs_cases,
    title="Count the multiplications of both passes",
    points=3,
    difficulty=3,
    minutes=5,
    read_again=COSTS,
    slips=[
        slip("two products in every layer", instead=_costs_variant("two for every layer")).asks(
            "Who needs the derivative of the loss by the data?"
        ),
        slip("gradients of the weights only", instead=_costs_variant("weights only")).asks(
            "What does it take to bring the delta to the layer before?"
        ),
        slip("deltas only", instead=_costs_variant("deltas only")).asks(
            "What does it take to turn a delta into the gradient of the weights?"
        ),
        slip("last layer for first", instead=_costs_variant("last for first")).asks(
            "At which end of the network does the walk back stop?"
        ),
        slip("one sample", instead=_costs_variant("one sample")).asks(
            "How does the count change when the batch is twice as large?"
        ),
        slip("first layer left out", instead=_costs_variant("first layer left out")).asks(
            "No delta is sent on from layer 1. Has it no gradient either?"
        ),
        slip("biases counted", instead=_costs_variant("parameters")).asks(
            "Is a bias multiplied by anything?"
        ),
    ],
)
