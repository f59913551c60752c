"""Count the multiplications."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from bplib.course.checks import Case, Function, call_case, slip


def sweep_costs(sizes: Sequence[int]) -> tuple[int, int]:
    """Return the multiplications of J_L ⋯ J_2 J_1, from the input's end and from the output's."""
    pairs = [a * b for a, b in pairwise(sizes)]
    return sizes[0] * sum(pairs[1:]), sizes[-1] * sum(pairs[:-1])


def _sweep_costs_cases(rng: np.random.Generator) -> list[Case]:
    cases = []
    for links, note in ((3, "3 links"), (4, "4 links"), (6, "6 links")):
        sizes = [int(n) for n in rng.permutation(np.arange(2, 40))[: links + 1]]
        cases.append(call_case(note, sizes=sizes))
    inner = [int(n) for n in rng.permutation(np.arange(5, 60))[:4]]
    cases.append(call_case("many inputs, one output", sizes=[500, *inner, 1]))
    cases.append(call_case("one input, many outputs", sizes=[1, *inner[::-1], 700]))
    return cases


def _first_product_for_all(sizes: Sequence[int]) -> tuple[int, int]:
    """Charge every product what the first one costs."""
    products = len(sizes) - 2
    first = sizes[0] * sizes[1] * sizes[2], sizes[-1] * sizes[-2] * sizes[-3]
    return products * first[0], products * first[1]


def _outer_size_left_out(sizes: Sequence[int]) -> tuple[int, int]:
    pairs = [a * b for a, b in pairwise(sizes)]
    return sum(pairs[1:]), sum(pairs[:-1])


def _identity_charged(sizes: Sequence[int]) -> tuple[int, int]:
    pairs = [a * b for a, b in pairwise(sizes)]
    return sizes[0] * sum(pairs), sizes[-1] * sum(pairs)


def _last_product_left_out(sizes: Sequence[int]) -> tuple[int, int]:
    pairs = [a * b for a, b in pairwise(sizes)]
    return sizes[0] * sum(pairs[1:-1]), sizes[-1] * sum(pairs[1:-1])


def _entries_counted(sizes: Sequence[int]) -> tuple[int, int]:
    return sizes[0] * sum(sizes[2:]), sizes[-1] * sum(sizes[:-2])


EXERCISE = Function(
    sweep_costs,
    _sweep_costs_cases,
    title="Count the multiplications",
    points=3,
    difficulty=3,
    minutes=3,
    read_again="Vectors: a row times matrices",
    slips=[
        slip("ends exchanged", instead=lambda sizes: sweep_costs(sizes)[::-1]).asks(
            "Which of your two counts depends on the number of inputs?"
        ),
        slip("first product for all", instead=_first_product_for_all).asks(
            "After the first product the sizes are others. Which of the three stays?"
        ),
        slip("outer size left out", instead=_outer_size_left_out).asks(
            "How many rows or columns does the running product have?"
        ),
        slip("one product too many", instead=_identity_charged).asks(
            "How many products join L matrices?"
        ),
        slip("last product left out", instead=_last_product_left_out).asks(
            "Does your loop reach the last matrix?"
        ),
        slip("entries counted", instead=_entries_counted).asks(
            "How many multiplications go into one entry of a product?"
        ),
    ],
)
