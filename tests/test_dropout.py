"""Dropout: hand arithmetic, its mean, its way back, and bad input."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bplib.beyond.dropout import dropout, dropout_backward
from bplib.gradcheck import numerical_gradient


def draws():
    """Return activations and an upstream gradient, none of them special."""
    rng = np.random.default_rng(0)
    return rng.normal(0.7, 1.5, (5, 3)), rng.normal(size=(5, 3))


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
    A, upstream = draws()
    Y, M = dropout(A, 0.4, 3, training=True)
    assert 0 < np.count_nonzero(Y) < Y.size

    def loss(A):
        return float(np.sum(upstream * dropout(A, 0.4, 3, training=True)[0]))

    numeric = numerical_gradient(loss, A)
    np.testing.assert_allclose(dropout_backward(upstream, M), numeric, rtol=1e-7, atol=1e-9)


def test_dropout_does_nothing_when_evaluating_and_draws_only_when_training():
    A, upstream = draws()
    rng = np.random.default_rng(1)
    Y, M = dropout(A, 0.5, rng, training=False)
    np.testing.assert_array_equal(Y, A)
    np.testing.assert_array_equal(dropout_backward(upstream, M), upstream)
    assert rng.random() == np.random.default_rng(1).random()
    first, second = (dropout(A, 0.5, rng, training=True)[1] for _ in range(2))
    assert (first != second).any()


def test_float32_stays_float32():
    A, upstream = (x.astype(np.float32) for x in draws())
    Y, M = dropout(A, 0.3, 0, training=True)
    outputs = [Y, M, dropout_backward(upstream, M)]
    assert {x.dtype for x in outputs} == {np.dtype(np.float32)}


def test_bad_input_is_refused_with_a_reason():
    A, upstream = draws()
    hole = np.where(A == A[1, 1], np.nan, A)
    for call, message in (
        (lambda: dropout(A, 1.0, 0, training=True), "p must be a number >= 0 and < 1, got 1.0"),
        (lambda: dropout(A[:0], 0.5, 0, training=True), "A is empty"),
        (lambda: dropout(hole, 0.5, 0, training=False), "A must be finite"),
        (lambda: dropout_backward(upstream, A[:2]), "dY must have the shape of the block's"),
    ):
        with pytest.raises(ValueError, match=message):
            call()
