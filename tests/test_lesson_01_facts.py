"""The numbers that lesson 01 tells, computed again from formulas, without a nudge."""

from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest

MINUTES = np.array([3.6, 1.8, 3.3, 2.3, 4.5, 2.9, 4.7, 3.6, 2.0, 4.4])
WAIT = np.array([79, 54, 74, 62, 85, 55, 88, 85, 51, 85])
NEW_MINUTES = np.array([1.8, 3.9, 4.2, 1.8, 4.7, 2.2, 1.8, 4.8, 1.6, 4.2])
NEW_WAIT = np.array([54, 84, 78, 47, 83, 52, 62, 84, 52, 79])
X, Y = MINUTES - 3, (WAIT - 60) / 10
NEW_X, NEW_Y = NEW_MINUTES - 3, (NEW_WAIT - 60) / 10


def loss(w, b, x=X, y=Y):
    return sum((w * u + b - v) ** 2 for u, v in zip(x, y, strict=True)) / len(x)


def gradient(w, b, x=X, y=Y):
    errors = w * x + b - y
    return np.array([2 * np.mean(errors * x), 2 * np.mean(errors)])


def train(rate, steps, w=0.0, b=0.0):
    knobs = np.array([w, b])
    for _ in range(steps):
        knobs = knobs - rate * gradient(*knobs)
    return knobs


def bottom():
    return np.linalg.lstsq(np.column_stack([X, np.ones(10)]), Y, rcond=None)[0]


def test_the_round_by_hand_in_fractions():
    x = [Fraction(6, 10), Fraction(-12, 10), Fraction(3, 10)]
    y = [Fraction(19, 10), Fraction(-6, 10), Fraction(14, 10)]
    half, rate = Fraction(1, 2), Fraction(1, 10)
    errors = [half * u + half - v for u, v in zip(x, y, strict=True)]
    assert errors == [Fraction(-11, 10), Fraction(1, 2), Fraction(-3, 4)]
    before = loss(half, half, x, y)
    assert float(before) == pytest.approx(0.6742, abs=5e-5)
    dw = 2 * sum(e * u for e, u in zip(errors, x, strict=True)) / 3
    db = 2 * sum(errors) / 3
    assert (dw, db) == (Fraction(-99, 100), Fraction(-9, 10))
    after = loss(half - rate * dw, half - rate * db, x, y)
    assert float(after) == pytest.approx(0.5076, abs=5e-5)
    promised = -rate * (dw**2 + db**2)
    assert promised == Fraction(-179010, 1_000_000)
    assert float((after - before) / promised) == pytest.approx(0.930, abs=5e-4)


def test_the_missing_part_of_the_promise_shrinks_with_the_rate():
    """For a line and squared errors it is exactly a multiple of the rate."""
    g = gradient(0.5, 0.5)
    missing = [
        1 - (loss(*(0.5 - rate * g)) - loss(0.5, 0.5)) / (-rate * g @ g) for rate in (0.1, 0.01)
    ]
    assert missing[0] == pytest.approx(10 * missing[1], rel=1e-9)


def test_one_large_error_costs_more_than_two_of_half_its_size():
    assert 2.0**2 > 1.0**2 + 1.0**2


def test_no_direction_is_better_than_against_the_gradient():
    g = gradient(0.5, 0.5, X[:3], Y[:3])
    against = np.degrees(np.arctan2(-g[1], -g[0]))
    assert round(against) == 42
    angles = np.radians(np.arange(0, 360, 0.25))
    moves = 1e-3 * np.column_stack([np.cos(angles), np.sin(angles)])
    losses = [loss(*(0.5 + move), X[:3], Y[:3]) for move in moves]
    assert np.degrees(angles[np.argmin(losses)]) == pytest.approx(against, abs=0.5)


def test_training_ends_at_the_bottom():
    w, b = bottom()
    assert w == pytest.approx(12942 / 9889, rel=1e-12)
    assert b == pytest.approx(247 / 319, rel=1e-12)
    assert gradient(w, b) == pytest.approx([0, 0], abs=1e-12)
    assert train(0.1, 50) == pytest.approx([w, b], abs=2e-4)
    assert loss(0, 0) == pytest.approx(3.362, abs=5e-4)
    assert loss(*train(0.1, 5)) == pytest.approx(0.416, abs=5e-4)
    assert round(60 + 10 * (w * 1.0 + b)) == 81
    assert not any(MINUTES == 4), "the question is about an eruption that is not in the data"


def test_held_out_eruptions_and_the_baseline():
    w, b = bottom()
    assert loss(w, b) == pytest.approx(0.28, abs=0.005)
    assert loss(w, b, NEW_X, NEW_Y) == pytest.approx(0.33, abs=0.005)
    assert loss(0, Y.mean(), NEW_X, NEW_Y) == pytest.approx(2.33, abs=0.005)
    w, b = train(0.1, 50)
    assert np.abs(w * NEW_X + b - NEW_Y).max() < 0.997, "all within ten minutes"


def test_smaller_batches_come_further_in_as_many_epochs():
    ends = {}
    for size in (10, 5, 2):
        knobs = np.zeros(2)
        for first in list(range(0, 10, size)) * 5:
            part = slice(first, first + size)
            knobs = knobs - 0.1 * gradient(*knobs, X[part], Y[part])
        ends[size] = loss(*knobs)
    assert ends[2] < ends[5] < ends[10]


def test_the_bowl_is_longer_where_one_knob_goes_up_and_the_other_down():
    w, b = bottom()
    assert X.mean() > 0
    assert loss(w + 0.5, b - 0.5) < loss(w + 0.5, b + 0.5) - 0.1


def test_the_first_of_the_rates_that_is_too_large():
    rates = (0.001, 0.01, 0.1, 0.3, 0.6, 0.8, 1)
    fails = [rate for rate in rates if loss(*train(rate, 20)) > loss(0, 0)]
    assert fails == [0.8, 1]
    largest = np.linalg.eigvalsh(2 * np.array([[np.mean(X * X), X.mean()], [X.mean(), 1]]))[-1]
    assert 0.6 < 2 / largest < 0.8
    assert loss(*train(0.001, 20)) > 0.9 * loss(0, 0), "20 steps get almost nowhere"


def test_beyond_the_limit_the_path_jumps_to_the_other_side_and_steps_grow():
    w, b = bottom()
    path = np.array([train(0.8, steps) for steps in range(7)])
    sides = np.sign((path - [w, b]) @ [1, 1])
    assert (sides[1:] == -sides[:-1]).all()
    lengths = np.linalg.norm(np.diff(path, axis=0), axis=1)
    assert (np.diff(lengths) > 0).all()


def test_knobs_and_runs():
    def knobs(*sizes):
        return sum((n + 1) * m for n, m in pairwise(sizes))

    assert [knobs(1, 1), knobs(2, 3, 1), knobs(64, 32, 10)] == [2, 13, 2410]
    assert 0.9e6 < knobs(784, 1000, 200, 10) < 1.1e6


def test_a_picture_of_lines_and_errors():
    from bplib.course.experiments.lesson_01 import draw_lines

    lines = [("before", 0.0, 0.0), ("after", 1.3, 0.8)]
    plain = draw_lines(X, Y, alt="Ten dots.")
    full = draw_lines(X, Y, lines, alt="Ten dots, two lines.", sticks=True, asked=1.0)
    assert repr(full) == "Ten dots, two lines."
    assert plain.content != full.content
