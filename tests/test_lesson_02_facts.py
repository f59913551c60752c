"""The numbers that lesson 02 states, computed again in another way than the lesson does."""

import itertools
import math

import numpy as np
import pytest

from bplib.course.registry import find


def cheapest_by_trying_all(shapes):
    """Fewest multiplications of a product of matrices, by joining neighbours in every order."""
    if len(shapes) == 1:
        return 0
    costs = []
    for k, ((m, n), (_, p)) in enumerate(itertools.pairwise(shapes)):
        joined = [*shapes[:k], (m, p), *shapes[k + 2 :]]
        costs.append(m * n * p + cheapest_by_trying_all(joined))
    return min(costs)


def test_nine_routes_and_six_roads_give_the_same_change():
    first, second = [2, -1, 3], [4, 1, -2]
    # 8 + 2 − 4 − 4 − 1 + 2 + 12 + 3 − 6 = 12 = 4 · 3
    assert sum(r * s for r, s in itertools.product(first, second)) == 12
    assert sum(first) * sum(second) == 12


def test_width_three_has_many_routes_over_few_roads():
    stages = [(1, 3), *[(3, 3)] * 10, (3, 1)]
    places = [1]
    for _, columns in stages:
        places = [sum(places)] * columns
    assert places == [177_147]  # routes to the last place: 3 to the power of 11
    assert sum(rows * columns for rows, columns in stages) == 96


def test_six_links_of_400():
    # Four products of 400 × 400 matrices and one of a row with a matrix; or five of the latter.
    assert find("sweep_costs").reference([400] * 6 + [1]) == (
        4 * 400**3 + 400**2,
        5 * 400**2,
    )
    assert find("sweep_costs").reference([400] * 6 + [1]) == (256_160_000, 800_000)


def test_sweep_costs_multiply_out():
    sizes = [5, 7, 2, 9, 3]
    matrices = [np.zeros((after, before)) for before, after in itertools.pairwise(sizes)]
    counts = []
    for order in ("forwards", "backwards"):
        queue, count = list(matrices), 0
        while len(queue) > 1:
            if order == "forwards":
                right, left = queue[0], queue[1]
                queue[:2] = [left @ right]
            else:
                right, left = queue[-2], queue[-1]
                queue[-2:] = [left @ right]
            count += left.shape[0] * left.shape[1] * right.shape[1]
        counts.append(count)
    assert find("sweep_costs").reference(sizes) == tuple(counts)


def test_the_exercise_on_brackets():
    right = find("bracket_counts").right_answer()
    assert right == {
        "left": 240 + 360 + 1800,
        "right": 600 + 400 + 1200,
        "pairs": 240 + 600 + 120,
    }
    assert right["pairs"] == cheapest_by_trying_all([(6, 20), (20, 2), (2, 30), (30, 10)])


def test_the_end_with_one_number_cannot_be_beaten():
    rng = np.random.default_rng(6)
    for _ in range(20):
        inner = [int(n) for n in rng.integers(2, 40, size=4)]
        for sizes, end in (([*inner, 50, 1], 1), ([1, 50, *inner], 0)):
            shapes = [(after, before) for before, after in itertools.pairwise(sizes)][::-1]
            assert find("sweep_costs").reference(sizes)[end] == cheapest_by_trying_all(shapes)


def test_the_misprinted_page():
    """Only line 4 is wrong in itself: it is cos x; lines 5 and 7 follow from what is printed."""
    x, u = 1.5, 2.25
    assert x**2 == u
    assert f"{math.sin(u):.4f}" == "0.7781"
    assert f"{u * math.sin(u):.4f}" == "1.7507"
    assert f"{math.cos(x):.4f}" == "0.0707"
    assert f"{math.sin(u) + u * math.cos(x):.4f}" == "0.9372"
    assert f"{0.9372 * 3:.4f}" == "2.8116"
    right = find("misprinted_line").right_answer()
    h = 1e-5
    slope = (math.sin(u + h) - math.sin(u - h)) / (2 * h)
    assert right["entry"] == pytest.approx(slope, rel=1e-6)
    measured = [(t**2) * math.sin(t**2) for t in (1.5 - h, 1.5 + h)]
    assert right["dy_dx"] == pytest.approx((measured[1] - measured[0]) / (2 * h), rel=1e-6)
    assert right["wrong_line"] == 4
