"""The numbers that lesson 02 states, computed again in another way than the lesson does."""

import itertools
import math

import pytest

from bplib.course.registry import find


def test_nine_routes_and_six_roads_give_the_same_change():
    first, second = [2, -1, 3], [4, 1, -2]
    # 8 + 2 − 4 − 4 − 1 + 2 + 12 + 3 − 6 = 12 = 4 · 3
    assert sum(r * s for r, s in itertools.product(first, second)) == 12
    assert sum(first) * sum(second) == 12


def test_a_second_start_needs_a_second_walk_from_the_front_and_none_from_the_end():
    def walk(*leaving):  # from A over its three roads, from A′ over a road × 5; at B, then at C
        from_a, from_a2 = leaving
        at_b = (2 - 1 + 3) * from_a + 5 * from_a2
        return at_b, (4 + 1 - 2) * at_b

    assert walk(0.01, 0) == pytest.approx((0.04, 0.12))
    assert walk(0, 0.01) == pytest.approx((0.05, 0.15))
    assert (4 * 3, 5 * 3) == (walk(1, 0)[1], walk(0, 1)[1]) == (12, 15)


def test_width_three_has_many_routes_over_few_roads():
    stages = [(1, 3), *[(3, 3)] * 10, (3, 1)]
    places = [1]
    for _, columns in stages:
        places = [sum(places)] * columns
    assert places == [177_147]  # routes to the last place: 3 to the power of 11
    assert sum(rows * columns for rows, columns in stages) == 96


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


def test_the_gap_of_a_parabola_is_the_square_of_the_step():
    for h in (1.0, 0.1, 0.01):
        assert (3 + h) ** 2 - 9 - 6 * h == pytest.approx(h**2)


def test_a_central_difference_beats_a_step_to_one_side():
    # x³ at 1: ((1 + h)³ − 1)/h = 3 + 3h + h²; both sides leave 3 + h².
    for h in (0.1, 0.01):
        assert ((1 + h) ** 3 - 1) / h == pytest.approx(3 + 3 * h + h**2)
        assert ((1 + h) ** 3 - (1 - h) ** 3) / (2 * h) == pytest.approx(3 + h**2)


def test_the_slope_of_the_sigmoid_as_a_chain_of_two_links():
    for z in (-2.0, 0.0, 1.5):
        u = 1 + math.exp(-z)
        assert -1 / u**2 * -math.exp(-z) == pytest.approx(1 / u * (1 - 1 / u))
    assert 0.5 * 0.5 == 1 / 2 * (1 - 1 / 2)


def test_two_routes_of_a_product_add():
    # y = x²(3x + 1) = 3x³ + x², so dy/dx = 9x² + 2x = 40 at 2; over u 7 · 4, over v 4 · 3.
    assert 7 * 4 + 4 * 3 == 9 * 4 + 2 * 2 == 40


def test_at_the_corner_both_sides_cancel():
    for h in (1e-6, 0.3, 1.0):
        assert (abs(h) - abs(-h)) / (2 * h) == 0


def test_what_ten_thousand_steps_take():
    # 10⁶ runs of 10⁻³ s for each of 10⁴ steps are 10⁷ s; three runs a step are 30 s.
    assert round(1e7 / 86_400) == 116
    assert 3 * 1e-3 * 1e4 == 30


def test_multiplications_route_by_route_and_factored():
    first, second = (2, -1, 3), (4, 1, -2)
    by_routes = [r * t for r in first for t in second]
    assert (len(by_routes), len(by_routes) - 1) == (9, 8)  # multiplications, additions
    assert sum(by_routes) == sum(first) * sum(second)  # one multiplication
    assert (len(first) - 1) + (len(second) - 1) == 4  # additions
