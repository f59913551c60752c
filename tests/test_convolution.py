"""Convolution and pooling: hand arithmetic, loops, automatic differentiation, laws and errors."""

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import grad
from hypothesis import given, settings
from hypothesis import strategies as st

from bplib.beyond.convolution import (
    conv1d,
    conv1d_backward,
    conv2d,
    conv2d_backward,
    max_pool2d,
    max_pool2d_backward,
    output_size,
)
from bplib.gradcheck import numerical_gradient, relative_error


def test_by_hand():
    # x = (1, 2, 3, 4), w = (1, -2, 5), b = 10, two places:
    #   z_0 = 1 - 4 + 15 + 10 = 22,   z_1 = 2 - 6 + 20 + 10 = 26
    # dz = (1, 3):
    #   dw = 1 (1, 2, 3) + 3 (2, 3, 4) = (7, 11, 15),   db = 1 + 3 = 4
    #   dx = 1 (1, -2, 5, 0) + 3 (0, 1, -2, 5) = (1, 1, -1, 15)
    X, W = [[[1, 2, 3, 4]]], [[[1, -2, 5]]]
    np.testing.assert_array_equal(conv1d(X, W, [10]), [[[22, 26]]])
    dX, dW, db = conv1d_backward([[[1, 3]]], X, W)
    np.testing.assert_array_equal(dX, [[[1, 1, -1, 15]]])
    np.testing.assert_array_equal(dW, [[[7, 11, 15]]])
    np.testing.assert_array_equal(db, [4])


def test_pooling_by_hand():
    # Tiles of the image:  [1 5 | 2 2]  winners: 5 (number 1) and the first 2 (number 0)
    #                      [3 0 | 1 2]
    X = [[[[1, 5, 2, 2], [3, 0, 1, 2]]]]
    A, winners = max_pool2d(X, 2)
    np.testing.assert_array_equal(A, [[[[5, 2]]]])
    np.testing.assert_array_equal(winners, [[[[1, 0]]]])
    dX = max_pool2d_backward([[[[7, -3]]]], winners, 2)
    np.testing.assert_array_equal(dX, [[[[0, 7, -3, 0], [0, 0, 0, 0]]]])


def slow_conv2d(X, W, b, stride, padding):
    """Place by place, in autograd's NumPy."""
    X = anp.pad(X, ((0, 0), (0, 0), (padding, padding), (padding, padding)), "constant")
    K, L = W.shape[2:]
    rows = range(0, X.shape[2] - K + 1, stride)
    columns = range(0, X.shape[3] - L + 1, stride)
    places = [
        [anp.einsum("nckl,fckl->nf", X[:, :, i : i + K, j : j + L], W) + b for j in columns]
        for i in rows
    ]
    return anp.transpose(anp.array(places), (2, 3, 0, 1))


@pytest.mark.parametrize(("stride", "padding"), [(1, 0), (2, 0), (1, 2), (2, 1), (3, 2)])
def test_conv2d_agrees_with_autograd(stride, padding):
    rng = np.random.default_rng(stride + padding)
    X, W = rng.normal(size=(2, 3, 7, 6)), rng.normal(size=(4, 3, 3, 2))
    b = rng.normal(size=4)
    Z = conv2d(X, W, b, stride, padding)
    np.testing.assert_allclose(Z, slow_conv2d(X, W, b, stride, padding), rtol=1e-12, atol=1e-12)
    dZ = rng.normal(size=Z.shape)

    def loss(X, W, b):
        return anp.sum(dZ * slow_conv2d(X, W, b, stride, padding))

    mine = conv2d_backward(dZ, X, W, stride, padding)
    for which, gradient in enumerate(mine):
        np.testing.assert_allclose(gradient, grad(loss, which)(X, W, b), rtol=1e-11, atol=1e-12)


def test_conv1d_is_a_conv2d_of_one_row():
    rng = np.random.default_rng(3)
    X, W, b = rng.normal(size=(3, 2, 9)), rng.normal(size=(4, 2, 3)), rng.normal(size=4)
    Z = conv1d(X, W, b)
    np.testing.assert_allclose(Z, slow_conv2d(X[:, :, None], W[:, :, None], b, 1, 0)[:, :, 0])
    dZ = rng.normal(size=Z.shape)
    dX, dW, db = conv1d_backward(dZ, X, W)
    numeric = [
        numerical_gradient(lambda v: np.sum(dZ * conv1d(v, W, b)), X),
        numerical_gradient(lambda v: np.sum(dZ * conv1d(X, v, b)), W),
        numerical_gradient(lambda v: np.sum(dZ * conv1d(X, W, v)), b),
    ]
    for mine, other in zip((dX, dW, db), numeric, strict=True):
        assert relative_error(mine, other) < 1e-9


def test_pooling_agrees_with_autograd():
    rng = np.random.default_rng(4)
    X, dA = rng.normal(size=(2, 3, 6, 4)), rng.normal(size=(2, 3, 3, 2))
    A, winners = max_pool2d(X, 2)

    def pooled(X):
        return anp.max(anp.reshape(X, (2, 3, 3, 2, 2, 2)), axis=(3, 5))

    np.testing.assert_array_equal(A, pooled(X))
    expected = grad(lambda X: anp.sum(dA * pooled(X)))(X)
    np.testing.assert_allclose(max_pool2d_backward(dA, winners, 2), expected, rtol=1e-13)


@settings(max_examples=30, deadline=None)
@given(
    seed=st.integers(0, 10**6),
    size=st.integers(1, 9),
    kernel=st.integers(1, 5),
    stride=st.integers(1, 3),
    padding=st.integers(0, 2),
)
def test_sizes_and_adjoint(seed, size, kernel, stride, padding):
    """<conv(X), dZ> = <X, conv^T(dZ)> and a size that counts the places."""
    if kernel > size + 2 * padding:
        with pytest.raises(ValueError, match="does not fit"):
            output_size(size, kernel, stride, padding)
        return
    places = output_size(size, kernel, stride, padding)
    assert places == len(range(0, size + 2 * padding - kernel + 1, stride))
    rng = np.random.default_rng(seed)
    X, W = rng.normal(size=(2, 2, size, size)), rng.normal(size=(3, 2, kernel, kernel))
    Z = conv2d(X, W, np.zeros(3), stride, padding)
    assert Z.shape == (2, 3, places, places)
    dZ = rng.normal(size=Z.shape)
    dX, dW, _ = conv2d_backward(dZ, X, W, stride, padding)
    scale = np.abs(Z * dZ).sum() + 1e-9
    assert abs(np.sum(Z * dZ) - np.sum(X * dX)) < 1e-12 * scale
    assert abs(np.sum(Z * dZ) - np.sum(W * dW)) < 1e-12 * scale


def test_types():
    X, W, b = np.ones((2, 1, 4, 4), np.float32), np.ones((3, 1, 3, 3)), np.zeros(3)
    Z = conv2d(X, W, b)
    A, winners = max_pool2d(Z, 2)
    back = max_pool2d_backward(A, winners, 2)
    assert {a.dtype for a in (Z, A, back, *conv2d_backward(back, X, W))} == {np.dtype("f4")}
    assert conv1d([[[1, 2]]], [[[1]]], [0]).dtype == np.float64
    before = X.copy()
    conv2d(X, W, b, padding=1)
    np.testing.assert_array_equal(X, before)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: conv2d(np.ones((2, 4, 4)), np.ones((1, 1, 2, 2)), [0]), "X must have shape"),
        (lambda: conv2d(np.ones((0, 1, 4, 4)), np.ones((1, 1, 2, 2)), [0]), "X must have shape"),
        (lambda: conv2d(np.ones((1, 2, 4, 4)), np.ones((1, 3, 2, 2)), [0]), "2 channels of X"),
        (lambda: conv2d(np.ones((1, 1, 4, 4)), np.ones((2, 1, 2, 2)), [0]), "one bias per kernel"),
        (lambda: conv2d(np.ones((1, 1, 2, 2)), np.ones((2, 1, 3, 3)), [0, 0]), "does not fit"),
        (lambda: conv2d(np.full((1, 1, 2, 2), np.nan), np.ones((1, 1, 1, 1)), [0]), "finite"),
        (lambda: conv2d(np.ones((1, 1, 2, 2)), np.ones((1, 1, 1, 1)), [0], 0), "stride"),
        (lambda: conv1d(np.ones((1, 1, 2)), np.ones((1, 1, 3)), [0]), "does not fit"),
        (
            lambda: conv1d_backward(np.ones((1, 1, 2)), np.ones((1, 1, 2)), np.ones((1, 1, 2))),
            r"\(1, 1, 1\), got \(1, 1, 2\)",
        ),
        (lambda: max_pool2d(np.ones((1, 1, 5, 4)), 2), "do not fill 5 x 4"),
        (lambda: max_pool2d(np.ones((1, 1, 4, 4)), 0), "size must be a whole number >= 1"),
        (
            lambda: max_pool2d_backward(np.ones((1, 1, 2, 2)), np.zeros((1, 1, 2, 1), int), 2),
            "shape of the winners",
        ),
        (
            lambda: max_pool2d_backward(np.ones((1, 1, 1, 1)), np.full((1, 1, 1, 1), 4), 2),
            "from 0 to 3",
        ),
    ],
)
def test_errors(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_against_torch():
    torch = pytest.importorskip("torch")
    rng = np.random.default_rng(5)
    X, W, b = rng.normal(size=(2, 3, 7, 7)), rng.normal(size=(4, 3, 3, 3)), rng.normal(size=4)
    x, w, c = (torch.tensor(a, requires_grad=True) for a in (X, W, b))
    F = torch.nn.functional
    z = F.max_pool2d(F.conv2d(x, w, c, stride=2, padding=1), 2)
    dA = rng.normal(size=z.shape)
    z.backward(torch.tensor(dA))
    A, winners = max_pool2d(conv2d(X, W, b, 2, 1), 2)
    np.testing.assert_allclose(A, z.detach().numpy(), rtol=1e-12)
    mine = conv2d_backward(max_pool2d_backward(dA, winners, 2), X, W, 2, 1)
    for gradient, theirs in zip(mine, (x, w, c), strict=True):
        np.testing.assert_allclose(gradient, theirs.grad.numpy(), rtol=1e-11, atol=1e-13)
