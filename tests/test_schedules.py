"""Schedules: hand values, mpmath at 40 digits, and the laws they promise."""

import mpmath
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bplib import schedules

STEPS = range(12)


def test_values_by_hand():
    # step_decay: 0.8 until t = 2, then halved at 3, 6, 9
    assert [schedules.step_decay(0.8, 3)(t) for t in (0, 2, 3, 5, 6, 9)] == [
        0.8, 0.8, 0.4, 0.4, 0.2, 0.1,
    ]  # fmt: skip
    # exponential: 1, 1/2, 1/4, 1/8
    assert [schedules.exponential(1, 0.5)(t) for t in range(4)] == [1, 0.5, 0.25, 0.125]
    # cosine from 1 to 0 in 4 steps: cos of 0, 45, 90, 135, 180 degrees, moved to [0, 1]
    half = 2**-0.5
    expected = [1, (1 + half) / 2, 0.5, (1 - half) / 2, 0, 0, 0]
    assert [schedules.cosine(1, 4)(t) for t in range(7)] == pytest.approx(expected, abs=1e-15)
    # warm-up over 4 of 8 steps: 1/4, 2/4, 3/4, 4/4, then the same cosine from t = 4
    expected = [0.25, 0.5, 0.75, 1, *expected]
    assert [schedules.warmup_cosine(1, 4, 8)(t) for t in range(11)] == pytest.approx(
        expected, abs=1e-15
    )
    assert [schedules.constant(0.3)(t) for t in STEPS] == [0.3] * 12


def test_cosine_agrees_with_mpmath():
    with mpmath.workdps(40):
        for t in STEPS:
            share = (1 + mpmath.cos(mpmath.pi * min(t, 10) / 10)) / 2
            expected = mpmath.mpf("0.01") + (mpmath.mpf("0.3") - mpmath.mpf("0.01")) * share
            assert abs(schedules.cosine(0.3, 10, 0.01)(t) - expected) < mpmath.mpf(10) ** -16


@given(
    st.floats(1e-6, 1e3), st.integers(0, 20), st.integers(1, 50), st.floats(0, 1),
    st.integers(0, 100),
)  # fmt: skip
def test_rates_stay_between_their_ends(lr, warmup, steps, share, t):
    final = share * lr
    rate = schedules.warmup_cosine(lr, warmup, warmup + steps, final)
    least = min(final, lr / warmup) if warmup else final
    assert least * (1 - 1e-12) <= rate(t) <= lr * (1 + 1e-12)
    if t >= warmup:
        assert rate(t + 1) <= rate(t) * (1 + 1e-12)
        assert rate(t) == schedules.cosine(lr, steps, final)(t - warmup)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: schedules.constant(-1), "lr must be a finite number >= 0, got -1"),
        (lambda: schedules.constant(float("nan")), "got nan"),
        (lambda: schedules.step_decay(1, 0), "every must be a whole number >= 1, got 0"),
        (lambda: schedules.exponential(1, 1.5), "factor must be a number > 0 and <= 1, got 1.5"),
        (lambda: schedules.cosine(1, 0), "steps must be a whole number >= 1"),
        (lambda: schedules.cosine(1, 5, float("inf")), "final must be a finite number"),
        (lambda: schedules.warmup_cosine(1, 5, 5), "warmup must be smaller than steps"),
        (lambda: schedules.constant(1)(-1), "t must be a whole number >= 0, got -1"),
    ],
)
def test_bad_numbers_are_named(make, message):
    with pytest.raises(ValueError, match=message):
        make()


def test_bad_types_are_named():
    with pytest.raises(TypeError, match="lr must be a number, got 'fast'"):
        schedules.constant("fast")
    with pytest.raises(TypeError, match=r"steps must be a whole number >= 1, got 2\.5"):
        schedules.cosine(1, 2.5)
