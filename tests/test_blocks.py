"""Blocks between layers: hand arithmetic, automatic differentiation, laws, and bad input."""

from importlib.util import find_spec

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import grad
from hypothesis import given, settings
from hypothesis import strategies as st

from bplib.activations import ACTIVATIONS
from bplib.beyond.blocks import (
    RunningStatistics,
    batch_norm,
    batch_norm_backward,
    dropout,
    dropout_backward,
    residual,
    residual_backward,
)
from bplib.gradcheck import numerical_gradient


def draws(N=5, n=3, seed=0):
    """Return Z, gamma, beta and an upstream gradient, none of them special."""
    rng = np.random.default_rng(seed)
    Z, upstream = rng.normal(0.7, 1.5, (N, n)), rng.normal(size=(N, n))
    return Z, rng.normal(size=n), rng.normal(size=n), upstream


# ---- batch normalisation -------------------------------------------------------------------------


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


# ---- dropout -------------------------------------------------------------------------------------


def test_dropout_by_hand():
    # default_rng(0).random(3) = 0.637, 0.270, 0.041: with p = 1/4 the third is silenced,
    # the others are multiplied by 1 / (3/4) = 4/3.
    Y, M = dropout([[3.0, -6.0, 9.0]], 0.25, 0, training=True)
    np.testing.assert_allclose(Y, [[4.0, -8.0, 0.0]], rtol=1e-15)
    np.testing.assert_allclose(dropout_backward([[1, 1, 1]], M), [[4 / 3, 4 / 3, 0]], rtol=1e-15)


@given(st.floats(0, 0.9), st.integers(0, 50))
@settings(max_examples=25, deadline=None)
def test_dropout_keeps_the_mean_and_silences_the_share(p, seed):
    """Within five standard errors of a Bernoulli mean."""
    A = np.ones((100, 100))
    Y, M = dropout(A, p, seed, training=True)
    error = 5 * np.sqrt(p * (1 - p)) / 100
    assert abs(np.mean(Y == 0) - p) <= error + 1e-12
    assert abs(Y.mean() - 1) <= error / (1 - p) + 1e-12
    assert np.isin(M, [0, 1 / (1 - p)]).all()


def test_dropout_backward_is_the_slope_with_the_mask_held():
    A, _, _, upstream = draws()
    Y, M = dropout(A, 0.4, 3, training=True)
    assert 0 < np.count_nonzero(Y) < Y.size

    def loss(A):
        return float(np.sum(upstream * dropout(A, 0.4, 3, training=True)[0]))

    numeric = numerical_gradient(loss, A)
    np.testing.assert_allclose(dropout_backward(upstream, M), numeric, rtol=1e-7, atol=1e-9)


def test_dropout_does_nothing_when_evaluating_and_draws_only_when_training():
    A, _, _, upstream = draws()
    rng = np.random.default_rng(1)
    Y, M = dropout(A, 0.5, rng, training=False)
    np.testing.assert_array_equal(Y, A)
    np.testing.assert_array_equal(dropout_backward(upstream, M), upstream)
    assert rng.random() == np.random.default_rng(1).random()
    first, second = (dropout(A, 0.5, rng, training=True)[1] for _ in range(2))
    assert (first != second).any()


# ---- residual connection -------------------------------------------------------------------------


def test_residual_by_hand():
    # a = (1, 2), W = [[1, 0], [1, -1]], b = (0, 1), ReLU, scale 1/2:
    #   z = (1 + 2, -2 + 1) = (3, -1), f = (3, 0), out = (1 + 3/2, 2 + 0) = (5/2, 2)
    # Upstream (4, 6): dZ = (1/2 4 1, 1/2 6 0) = (2, 0), dW = [[2, 0], [4, 0]], db = (2, 0),
    #   da = (4, 6) + (2, 0) W^T = (4, 6) + (2, 2) = (6, 8)
    A, cache = residual([[1, 2]], [[1, 0], [1, -1]], [0, 1], "relu", 0.5)
    np.testing.assert_array_equal(A, [[2.5, 2]])
    dA_prev, dW, db = residual_backward([[4, 6]], cache)
    np.testing.assert_array_equal(dA_prev, [[6, 8]])
    np.testing.assert_array_equal(dW, [[2, 0], [4, 0]])
    np.testing.assert_array_equal(db, [2, 0])


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_residual_backward_agrees_with_central_differences(activation):
    rng = np.random.default_rng(4)
    inputs = rng.normal(size=(5, 3)), rng.normal(size=(3, 3)), rng.normal(size=3)
    upstream = rng.normal(size=(5, 3))
    _, cache = residual(*inputs, activation, 0.7)
    for k, mine in enumerate(residual_backward(upstream, cache)):

        def loss(x, k=k):
            moved = [x if i == k else given for i, given in enumerate(inputs)]
            return float(np.sum(upstream * residual(*moved, activation, 0.7)[0]))

        np.testing.assert_allclose(mine, numerical_gradient(loss, inputs[k]), rtol=2e-6, atol=1e-8)


def test_without_a_branch_everything_passes():
    A, _, _, upstream = draws()
    out, cache = residual(A, np.zeros((3, 3)), np.zeros(3), "tanh")
    np.testing.assert_array_equal(out, A)
    np.testing.assert_array_equal(residual_backward(upstream, cache)[0], upstream)


# ---- all -----------------------------------------------------------------------------------------


def test_float32_stays_float32():
    Z, gamma, beta, upstream = (x.astype(np.float32) for x in draws())
    Y, cache = batch_norm(Z, gamma, beta, RunningStatistics.fresh(3), training=True)
    outputs = [Y, *batch_norm_backward(upstream, cache)]
    Y, M = dropout(Z, 0.3, 0, training=True)
    outputs += [Y, M, dropout_backward(upstream, M)]
    A, kept = residual(Z, np.eye(3, dtype=np.float32), beta, "tanh", 0.5)
    outputs += [A, *residual_backward(upstream, kept)]
    assert {x.dtype for x in outputs} == {np.dtype(np.float32)}


def test_bad_input_is_refused_with_a_reason():
    Z, gamma, beta, upstream = draws()
    fresh, W = RunningStatistics.fresh(3), np.eye(3)
    _, cache = batch_norm(Z, gamma, beta, fresh, training=True)
    _, kept = residual(Z, W, beta, "relu")
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
        (lambda: RunningStatistics.fresh(3, 1.5), "momentum must lie between 0 and 1, got 1.5"),
        (lambda: dropout(Z, 1.0, 0, training=True), "0 <= p < 1 is needed, got 1.0"),
        (lambda: dropout(Z[:0], 0.5, 0, training=True), "A is empty"),
        (lambda: dropout(hole, 0.5, 0, training=False), "A must be finite"),
        (lambda: dropout_backward(upstream, Z[:2]), "dY must have the shape of the block's"),
        (lambda: residual(Z, W[:2], beta, "relu"), r"W must be \(3, 3\) and b \(3,\)"),
        (lambda: residual(Z, W, beta, "rely"), "rely"),
        (lambda: residual_backward(hole, kept), "dA must be finite"),
    ):
        with np.errstate(divide="ignore"), pytest.raises(ValueError, match=message):
            call()


if find_spec("torch"):
    import torch

    def test_batch_norm_agrees_with_torch():
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
