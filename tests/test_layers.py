"""A dense layer: arithmetic by hand, the complex step, laws and errors."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bplib.activations import ACTIVATIONS
from bplib.layers import Dense

NAMES = [*ACTIVATIONS, "softmax"]


def layer_and_batch(activation, n_in=3, n_out=4, N=5, seed=0, dtype=float):
    rng = np.random.default_rng(seed)
    layer = Dense(n_in, n_out, activation)
    layer.bind(
        rng.normal(size=layer.n_parameters).astype(dtype), np.zeros(layer.n_parameters, dtype)
    )
    return (
        layer,
        rng.normal(size=(N, n_in)).astype(dtype),
        rng.normal(size=(N, n_out)).astype(dtype),
    )


def test_by_hand():
    # Two samples, two inputs, one ReLU neuron: W = (2, -1), b = 1.
    #   sample 1: x = (1, 2),  z = 2 - 2 + 1 = 1,   a = 1, slope 1
    #   sample 2: x = (-3, 1), z = -6 - 1 + 1 = -6, a = 0, slope 0
    # Upstream dA = (5, 7): delta = (5 * 1, 7 * 0) = (5, 0).
    #   dW = 5 (1, 2) + 0 (-3, 1) = (5, 10), db = 5 + 0 = 5, dA_prev = (10, -5) and (0, 0).
    layer = Dense(2, 1, "relu")
    layer.W[...], layer.b[...] = [[2], [-1]], [1]
    np.testing.assert_array_equal(layer.forward([[1, 2], [-3, 1]]), [[1], [0]])
    np.testing.assert_array_equal(layer.Z, [[1], [-6]])
    np.testing.assert_array_equal(layer.backward([[5], [7]]), [[10, -5], [0, 0]])
    np.testing.assert_array_equal(layer.dW, [[5], [10]])
    np.testing.assert_array_equal(layer.db, [5])


@pytest.mark.parametrize("activation", NAMES)
def test_backward_agrees_with_a_complex_step(activation):
    layer, X, dA = layer_and_batch(activation)
    layer.forward(X)
    dX = layer.backward(dA)
    parameters = np.concatenate([layer.W.ravel(), layer.b])
    gradient = np.concatenate([layer.dW.ravel(), layer.db])

    twin = Dense(3, 4, activation)
    for i in range(parameters.size):
        stepped = parameters.astype(complex)
        stepped[i] += 1e-200j
        twin.bind(stepped, np.zeros_like(stepped))
        slope = np.sum(dA * twin.forward(X)).imag / 1e-200
        np.testing.assert_allclose(gradient[i], slope, rtol=1e-12, atol=1e-14)
    twin.bind(parameters.astype(complex), np.zeros(parameters.size, complex))
    for index in np.ndindex(X.shape):
        stepped = X.astype(complex)
        stepped[index] += 1e-200j
        slope = np.sum(dA * twin.forward(stepped)).imag / 1e-200
        np.testing.assert_allclose(dX[index], slope, rtol=1e-12, atol=1e-14)


@given(
    activation=st.sampled_from(NAMES),
    sizes=st.tuples(*[st.integers(1, 5)] * 3),
    seed=st.integers(0, 99),
    factor=st.floats(-8, 8),
)
def test_backward_is_linear_in_the_upstream_gradient(activation, sizes, seed, factor):
    n_in, n_out, N = sizes
    layer, X, dA = layer_and_batch(activation, n_in, n_out, N, seed)
    other = np.random.default_rng(seed + 1).normal(size=(N, n_out))
    assert layer.forward(X).shape == (N, n_out)

    def gradients(upstream):
        dX = layer.backward(upstream)
        assert (dX.shape, layer.dW.shape, layer.db.shape) == ((N, n_in), (n_in, n_out), (n_out,))
        return np.concatenate([dX.ravel(), layer.dW.ravel(), layer.db])

    combined = gradients(dA + factor * other)
    separate = gradients(dA) + factor * gradients(other)
    np.testing.assert_allclose(combined, separate, rtol=1e-11, atol=1e-12)


@given(seed=st.integers(0, 99), activation=st.sampled_from(NAMES))
def test_gradients_of_a_batch_add_up_over_samples(seed, activation):
    layer, X, dA = layer_and_batch(activation, seed=seed)
    layer.forward(X)
    layer.backward(dA)
    dW, db = layer.dW.copy(), layer.db.copy()
    for x, da in zip(X, dA, strict=True):
        layer.forward(x[np.newaxis])
        layer.backward(da[np.newaxis])
        dW -= layer.dW
        db -= layer.db
    np.testing.assert_allclose(dW, 0, atol=1e-13)
    np.testing.assert_allclose(db, 0, atol=1e-13)


def test_input_may_change_between_forward_and_backward():
    layer, X, dA = layer_and_batch("tanh")
    layer.forward(X)
    layer.backward(dA)
    expected = layer.dW.copy()
    layer.forward(X)
    X[...] = 0
    layer.backward(dA)
    np.testing.assert_array_equal(layer.dW, expected)


def test_parameters_and_gradients_live_in_the_arrays_given():
    layer, X, dA = layer_and_batch("tanh", n_in=2, n_out=3)
    parameters, gradient = np.arange(9.0), np.zeros(9)
    layer.bind(parameters, gradient)
    np.testing.assert_array_equal(layer.W, [[0, 1, 2], [3, 4, 5]])
    np.testing.assert_array_equal(layer.b, [6, 7, 8])
    layer.forward(X)
    layer.backward(dA)
    np.testing.assert_array_equal(gradient, np.concatenate([layer.dW.ravel(), layer.db]))
    assert gradient.all()


@pytest.mark.parametrize("activation", NAMES)
def test_float32_stays_float32(activation):
    layer, X, dA = layer_and_batch(activation, dtype=np.float32)
    assert layer.forward(X.astype(float)).dtype == np.float32
    assert layer.backward(dA.astype(float)).dtype == np.float32
    assert layer.dW.dtype == layer.db.dtype == np.float32


def test_whole_numbers_are_not_truncated():
    layer, _, _ = layer_and_batch("identity")
    layer.W[...] = 0.5
    layer.b[...] = 0
    np.testing.assert_array_equal(layer.forward([[1, 0, 0]]), [[0.5] * 4])
    np.testing.assert_array_equal(layer.backward([[1, 0, 0, 0]]), [[0.5] * 3])


def test_bad_input():
    layer, X, dA = layer_and_batch("tanh")
    with pytest.raises(RuntimeError, match="call forward first"):
        layer.backward(dA)
    with pytest.raises(ValueError, match=r"A_prev must have shape \(N, 3\), got \(5, 4\)"):
        layer.forward(dA)
    with pytest.raises(ValueError, match=r"A_prev must have shape \(N, 3\), got \(3,\)"):
        layer.forward(X[0])
    layer.forward(X)
    for backward, name in ((layer.backward, "dA"), (layer.backward_from_delta, "dZ")):
        with pytest.raises(ValueError, match=rf"{name} must have .* \(5, 4\), got \(5, 1\)"):
            backward(dA[:, :1])
    with pytest.raises(ValueError, match="n_in must be a whole number >= 1, got 0"):
        Dense(0, 2, "tanh")
    with pytest.raises(ValueError, match="unknown activation 'tan'"):
        Dense(1, 2, "tan")
    assert repr(layer) == "Dense(3, 4, 'tanh')"
