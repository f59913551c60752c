"""Mini-batches: every sample once, in random order, with its own target."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bplib.data.batches import minibatches


@given(st.integers(1, 40), st.integers(1, 50), st.integers(0, 5))
def test_every_sample_comes_once_with_its_own_target(n, size, seed):
    X = np.arange(n)[:, np.newaxis] * [1.0, 10.0]
    batches = list(minibatches(X, np.arange(n), size, seed))
    assert [len(Y) for _, Y in batches[:-1]] == [size] * (len(batches) - 1)
    assert len(batches) == -(-n // size)
    for X_batch, Y_batch in batches:
        np.testing.assert_array_equal(X_batch, Y_batch[:, np.newaxis] * [1.0, 10.0])
    assert sorted(np.concatenate([Y for _, Y in batches])) == list(range(n))


def test_the_generator_decides_the_order():
    def orders(rng):
        return [
            np.concatenate([Y for _, Y in minibatches(range(50), range(50), 8, rng)]).tolist()
            for _ in range(2)
        ]

    rng_orders = orders(np.random.default_rng(0))
    assert rng_orders[0] != rng_orders[1]
    assert rng_orders[0] != list(range(50))
    assert rng_orders == orders(np.random.default_rng(0))
    assert orders(0)[0] == orders(0)[1]


def test_batches_are_copies():
    X = np.ones((4, 2))
    for X_batch, _ in minibatches(X, X, 2, 0):
        X_batch[...] = 0
    assert X.all()


def test_bad_input_is_named():
    X, y = np.ones((23, 3)), np.zeros(23)
    for call, message in (
        (lambda: minibatches(X, y[:-1], 4, 0), r"got \(23, 3\) and \(22,\)"),
        (lambda: minibatches(X[:0], y[:0], 4, 0), "at least 1"),
        (lambda: minibatches(X, y, 0, 0), "batch_size must be a whole number >= 1, got 0"),
    ):
        with pytest.raises(ValueError, match=message):
            call()
    with pytest.raises(TypeError, match=r"batch_size must be a whole number >= 1, got 2\.0"):
        minibatches(X, y, 2.0, 0)
