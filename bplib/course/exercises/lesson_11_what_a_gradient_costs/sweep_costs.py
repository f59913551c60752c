"""Count the multiplications of a product of Jacobians, begun at either end."""

from math import prod
from operator import mul

import numpy as np

from bplib.course.checks import Function, call_case, slip


def sweep_costs(sizes, *, outer=lambda n: n, pair=mul, first=1, total=sum):
    """Return the multiplications of J_L ⋯ J_2 J_1, from the input's end and from the output's."""

    def cost(sizes):
        pairs = pair(sizes[:-1], sizes[1:])
        return int(outer(sizes[0]) * total(pairs[first:]))

    sizes = np.asarray(sizes)
    return cost(sizes), cost(sizes[::-1])


def cases(rng):
    """Draw three chains, the shortest among them, and one with a single number at either end."""

    def chain(links):
        sizes = [int(n) for n in rng.permutation(np.arange(2, 40))[: links + 1]]
        return call_case(f"{links} links", sizes=sizes)

    chains = [chain(links) for links in (3, 2, 6)]
    inner = [int(n) for n in rng.permutation(np.arange(5, 60))[:4]]
    return [
        *chains,
        call_case("many inputs, one output", sizes=[500, *inner, 1]),
        call_case("one input, many outputs", sizes=[1, *inner[::-1], 700]),
    ]


def triples(sizes):
    """Multiply each three sizes in a row, as if every product were of two single Jacobians."""
    cost = sum(a * b * c for a, b, c in zip(sizes, sizes[1:], sizes[2:], strict=False))
    return cost, cost


EXERCISE = Function(
    sweep_costs,
    cases,
    title="Count the multiplications",
    points=3,
    difficulty=2,
    read_again="Vectors: a row times matrices",
    slips=[
        slip("ends exchanged", result=lambda counts: counts[::-1]).asks(
            "Which of your two counts depends on the number of inputs?"
        ),
        slip("first product for all", total=lambda pairs: len(pairs) * pairs[0]).asks(
            "After the first product the sizes are others. Which of the three stays?"
        ),
        slip("triples of neighbours", instead=triples).asks(
            "The running product keeps one of its sizes to the end. Which one?"
        ),
        slip("all sizes multiplied", instead=lambda sizes: (prod(sizes), prod(sizes))).asks(
            "Several products are formed one after another: are their costs multiplied, or added?"
        ),
        slip("outer size left out", outer=lambda n: 1).asks(
            "How many rows or columns does the running product have?"
        ),
        slip("one product too many", first=0).asks("How many products join L matrices?"),
        slip("last product left out", total=lambda pairs: sum(pairs[:-1])).asks(
            "Does your loop reach the last matrix?"
        ),
        slip("entries counted", pair=lambda a, b: b).asks(
            "How many multiplications go into one entry of a product?"
        ),
    ],
)
