"""Initial weights: shape, variance, reproducibility, and what the variance is for."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bplib.initializers import INITIALIZERS, get_initializer, he, lecun, normal, xavier, zeros

VARIANCE = {
    "xavier": lambda fan_in, fan_out: 2 / (fan_in + fan_out),
    "lecun": lambda fan_in, fan_out: 1 / fan_in,
    "he": lambda fan_in, fan_out: 2 / fan_in,
    "zeros": lambda fan_in, fan_out: 0,
    0.3: lambda fan_in, fan_out: 0.09,
}


@pytest.mark.parametrize("rule", VARIANCE)
@pytest.mark.parametrize(("fan_in", "fan_out"), [(400, 300), (100, 900)])
def test_mean_and_variance(rule, fan_in, fan_out):
    W = get_initializer(rule)(fan_in, fan_out, np.random.default_rng(0))
    variance = VARIANCE[rule](fan_in, fan_out)
    assert W.shape == (fan_in, fan_out)
    assert W.dtype == np.float64
    # Within 5 standard errors: relative sqrt(2 / n) for a variance of n normal numbers,
    # sqrt(variance / n) for their mean.
    assert abs(W.var() - variance) <= 5 * variance * np.sqrt(2 / W.size)
    assert abs(W.mean()) <= 5 * np.sqrt(variance / W.size)


def test_by_hand():
    # fan_in = 8, fan_out = 24: standard deviations 1/sqrt(8), sqrt(2/32) = 1/4, sqrt(2/8) = 1/2,
    # times the same standard normal numbers.
    noise = np.random.default_rng(3).standard_normal((8, 24))
    for rule, std in ((lecun, 1 / np.sqrt(8)), (xavier, 1 / 4), (he, 1 / 2), (normal(2), 2)):
        np.testing.assert_allclose(rule(8, 24, np.random.default_rng(3)), std * noise, rtol=1e-15)
    assert not zeros(8, 24, np.random.default_rng(3)).any()


@given(st.integers(1, 20), st.integers(1, 20), st.integers(0, 10))
def test_same_seed_same_weights(fan_in, fan_out, seed):
    for rule in INITIALIZERS.values():
        first, again = (rule(fan_in, fan_out, np.random.default_rng(seed)) for _ in range(2))
        assert first.shape == (fan_in, fan_out)
        np.testing.assert_array_equal(first, again)


def test_lecun_keeps_the_spread_of_sums_and_he_the_second_moment_after_relu():
    rng = np.random.default_rng(5)
    A = rng.normal(size=(500, 400))
    np.testing.assert_allclose((A @ lecun(400, 300, rng)).std(), 1, rtol=0.02)
    after_relu = np.maximum(A @ he(400, 300, rng), 0)
    np.testing.assert_allclose(np.mean(after_relu**2), 1, rtol=0.03)


def test_bad_input():
    with pytest.raises(ValueError, match=r"unknown initializer 'glorot'; .*xavier, lecun, he"):
        get_initializer("glorot")
    with pytest.raises(TypeError, match="init must be a name or a number, got list"):
        get_initializer([0.1])
    with pytest.raises(TypeError, match="got bool"):
        get_initializer(True)
    for std in (-0.1, float("nan"), float("inf")):
        with pytest.raises(ValueError, match=f"std must be a finite number >= 0, got {std}"):
            get_initializer(std)
