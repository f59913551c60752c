"""The residual connection: hand arithmetic, central differences, and bad input."""

import numpy as np
import pytest

from bplib.activations import ACTIVATIONS
from bplib.beyond.residual import residual, residual_backward
from bplib.gradcheck import numerical_gradient


def draws():
    """Return activations, a bias and an upstream gradient, none of them special."""
    rng = np.random.default_rng(0)
    return rng.normal(0.7, 1.5, (5, 3)), rng.normal(size=3), rng.normal(size=(5, 3))


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
    A, _, upstream = draws()
    out, cache = residual(A, np.zeros((3, 3)), np.zeros(3), "tanh")
    np.testing.assert_array_equal(out, A)
    np.testing.assert_array_equal(residual_backward(upstream, cache)[0], upstream)


def test_float32_stays_float32():
    A, b, upstream = (x.astype(np.float32) for x in draws())
    out, cache = residual(A, np.eye(3, dtype=np.float32), b, "tanh", 0.5)
    outputs = [out, *residual_backward(upstream, cache)]
    assert {x.dtype for x in outputs} == {np.dtype(np.float32)}


def test_bad_input_is_refused_with_a_reason():
    A, b, upstream = draws()
    W = np.eye(3)
    _, cache = residual(A, W, b, "relu")
    hole = np.where(upstream == upstream[1, 1], np.nan, upstream)
    for call, message in (
        (lambda: residual(A, W[:2], b, "relu"), r"W must be \(3, 3\) and b \(3,\)"),
        (lambda: residual(A, W, b, "rely"), "rely"),
        (lambda: residual_backward(hole, cache), "dA must be finite"),
    ):
        with pytest.raises(ValueError, match=message):
            call()
