"""Batch normalisation: hand arithmetic, automatic differentiation, laws, and bad input."""

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import grad
from hypothesis import given, settings
from hypothesis import strategies as st

from bplib.beyond.batch_norm import RunningStatistics, batch_norm, batch_norm_backward


def draws(N=5, n=3, seed=0):
    """Return Z, gamma, beta and an upstream gradient, none of them special."""
    rng = np.random.default_rng(seed)
    Z, upstream = rng.normal(0.7, 1.5, (N, n)), rng.normal(size=(N, n))
    return Z, rng.normal(size=n), rng.normal(size=n), upstream


def test_batch_norm_by_hand():
    # One unit, sums 1 and 5: mean 3, variance ((-2)^2 + 2^2) / 2 = 4; eps = 12 makes the spread 4.
    #   z_hat = (-1/2, 1/2), gamma = 6, beta = 1: y = (-2, 4)
    # Upstream (1, 3): dgamma = (-1 + 3)/2 = 1, dbeta = 4, g = (6, 18), mean 12,
    #   mean of g z_hat = (-3 + 9)/2 = 3:
    #   dz = ((6 - 12 + 3/2) / 4, (18 - 12 - 3/2) / 4) = (-9/8, 9/8)
    # Running statistics with momentum 1/4: mean 3/4, variance 3/4 + 4/4 = 7/4.
    running = RunningStatistics.fresh(1, momentum=0.25)
    Y, cache = batch_norm([[1], [5]], [6], [1], running, training=True, eps=12)
    np.testing.assert_allclose(Y, [[-2], [4]], rtol=1e-15)
    dZ, dgamma, dbeta = batch_norm_backward([[1], [3]], cache)
    np.testing.assert_allclose(dZ, [[-9 / 8], [9 / 8]], rtol=1e-15)
    assert (dgamma, dbeta) == (1, 4)
    assert (running.mean, running.variance) == (0.75, 1.75)


@pytest.mark.parametrize("training", [True, False])
def test_batch_norm_backward_agrees_with_autograd(training):
    Z, gamma, beta, upstream = draws()
    fixed_mean, fixed_variance = np.array([0.3, -1.0, 2.0]), np.array([0.5, 2.0, 3.0])
    running = RunningStatistics(fixed_mean, fixed_variance)

    def loss(Z, gamma, beta):
        mean = anp.sum(Z, 0) / 5 if training else fixed_mean
        variance = anp.sum((Z - mean) ** 2, 0) / 5 if training else fixed_variance
        return anp.sum(upstream * (gamma * (Z - mean) / anp.sqrt(variance + 0.1) + beta))

    Y, cache = batch_norm(Z, gamma, beta, running, training=training, eps=0.1)
    assert np.sum(upstream * Y) == pytest.approx(loss(Z, gamma, beta), rel=1e-12)
    for k, mine in enumerate(batch_norm_backward(upstream, cache)):
        np.testing.assert_allclose(mine, grad(loss, k)(Z, gamma, beta), rtol=1e-9, atol=1e-13)


@given(st.integers(0, 100), st.floats(0.1, 50), st.floats(-50, 50))
@settings(max_examples=25, deadline=None)
def test_training_does_not_notice_scale_or_shift(seed, scale, move):
    """Then dZ is orthogonal to both directions of Z that change nothing."""
    Z, gamma, beta, upstream = draws(seed=seed)
    fresh = RunningStatistics.fresh(3)
    Y, cache = batch_norm(Z, gamma, beta, fresh, training=True, eps=1e-12)
    moved, _ = batch_norm(scale * Z + move, gamma, beta, fresh, training=True, eps=1e-12)
    np.testing.assert_allclose(moved, Y, rtol=1e-6, atol=1e-6)
    dZ, _, _ = batch_norm_backward(upstream, cache)
    np.testing.assert_allclose(dZ.sum(axis=0), 0, atol=1e-9)
    np.testing.assert_allclose((dZ * Z).sum(axis=0), 0, atol=1e-8)


def test_evaluating_treats_every_sample_alone_and_moves_nothing():
    Z, gamma, beta, _ = draws()
    running = RunningStatistics.fresh(3)
    for _ in range(3):
        batch_norm(Z, gamma, beta, running, training=True)
    kept = running.mean.copy(), running.variance.copy()
    whole, _ = batch_norm(Z, gamma, beta, running, training=False)
    alone = [batch_norm(Z[[k]], gamma, beta, running, training=False)[0][0] for k in range(5)]
    np.testing.assert_allclose(whole, alone, rtol=1e-14)
    np.testing.assert_array_equal(running.mean, kept[0])
    np.testing.assert_array_equal(running.variance, kept[1])
    # After three batches with one mean m, a mean that started at 0 is m (1 - 0.9^3).
    np.testing.assert_allclose(running.mean, Z.mean(axis=0) * (1 - 0.9**3), rtol=1e-12)


def test_float32_stays_float32():
    Z, gamma, beta, upstream = (x.astype(np.float32) for x in draws())
    Y, cache = batch_norm(Z, gamma, beta, RunningStatistics.fresh(3), training=True)
    outputs = [Y, *batch_norm_backward(upstream, cache)]
    assert {x.dtype for x in outputs} == {np.dtype(np.float32)}


def test_bad_input_is_refused_with_a_reason():
    Z, gamma, beta, upstream = draws()
    fresh = RunningStatistics.fresh(3)
    _, cache = batch_norm(Z, gamma, beta, fresh, training=True)
    hole = np.where(Z == Z[1, 1], np.nan, Z)
    for call, message in (
        (lambda: batch_norm(Z[0], gamma, beta, fresh, training=True), r"Z must have shape \(N, n"),
        (lambda: batch_norm(Z[:0], gamma, beta, fresh, training=True), "at least one sample"),
        (lambda: batch_norm(hole, gamma, beta, fresh, training=True), "Z must be finite, got nan"),
        (lambda: batch_norm(Z, gamma[:2], beta, fresh, training=True), "Z has 3 columns"),
        (lambda: batch_norm(Z, gamma / 0.0, beta, fresh, training=True), "gamma must be finite"),
        (lambda: batch_norm(Z, gamma, beta, fresh, training=True, eps=0), "eps must be a positive"),
        (lambda: batch_norm_backward(upstream.T, cache), "dY must have the shape of the block's"),
        (lambda: RunningStatistics(np.zeros(3), np.ones(2)), "mean and variance must both have"),
        (lambda: RunningStatistics.fresh(3, 1.5), "momentum must be a number >= 0 and <= 1, got 1"),
    ):
        with np.errstate(divide="ignore"), pytest.raises(ValueError, match=message):
            call()


def test_batch_norm_agrees_with_torch():
    torch = pytest.importorskip("torch")
    Z, gamma, beta, upstream = draws()
    z, g, b = (torch.tensor(x, requires_grad=True) for x in (Z, gamma, beta))
    running = RunningStatistics.fresh(3)
    mean, variance = torch.zeros(3, dtype=z.dtype), torch.ones(3, dtype=z.dtype)
    theirs = torch.nn.functional.batch_norm(z, mean, variance, g, b, training=True)
    theirs.backward(torch.tensor(upstream))
    Y, cache = batch_norm(Z, gamma, beta, running, training=True)
    np.testing.assert_allclose(Y, theirs.detach().numpy(), rtol=1e-9)
    for mine, other in zip(batch_norm_backward(upstream, cache), (z, g, b), strict=True):
        np.testing.assert_allclose(mine, other.grad.numpy(), rtol=1e-8, atol=1e-12)
    np.testing.assert_allclose(running.mean, mean.numpy(), rtol=1e-12)
    # PyTorch's running variance divides by N - 1 = 4, ours by N = 5.
    np.testing.assert_allclose((running.variance - 0.9) * 5 / 4, variance - 0.9, rtol=1e-9)
