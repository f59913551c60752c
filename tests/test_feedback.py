"""Random feedback and synthetic gradients: hand arithmetic, known special cases, errors."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bplib.beyond.feedback import (
    SyntheticGradient,
    angle,
    draw_feedback,
    feedback_backward,
    synthetic_backward,
)
from bplib.gradcheck import numerical_gradient
from bplib.network import Network

LOSSES = ("half_squared_error", "mse", "binary_cross_entropy", "cross_entropy")


def network_and_batch(loss="half_squared_error", seed=0):
    rng = np.random.default_rng(seed)
    net = Network((3, 5, 4, 2), "tanh", loss, rng=rng)
    X, Y = rng.normal(size=(6, 3)), np.eye(2)[rng.integers(2, size=6)]
    net.forward(X)
    return net, X, Y


def test_feedback_by_hand():
    # 1-1-1, identity, x = 2, w1 = 3, w2 = 5, y = 29, no biases: a = 6, p = 30, dz2 = p - y = 1.
    # Feedback B = -4 in place of w2: dz1 = -4; dW2 = 6 * 1, dW1 = 2 * -4 = -8.
    net = Network((1, 1, 1), ("identity", "identity"))
    net.parameters[...] = [3, 0, 5, 0]
    net.forward([[2]])
    gradient = feedback_backward(net, [[29]], [[[-4]]])
    np.testing.assert_array_equal(gradient, [-8, -4, 6, 1])
    np.testing.assert_array_equal(net.gradient, gradient)


@pytest.mark.parametrize("loss", LOSSES)
def test_feedback_through_w_is_the_gradient(loss):
    net, X, Y = network_and_batch(loss)

    def value(parameters):
        net.set_parameters(parameters)
        return net.loss(X, Y)

    mine = feedback_backward(net, Y, [W.copy() for W in net.W[1:]])
    numeric = numerical_gradient(value, net.parameters.copy())
    np.testing.assert_allclose(mine, numeric, rtol=1e-6, atol=1e-9)


def test_feedback_by_loops():
    net, X, Y = network_and_batch()
    Bs = draw_feedback(net, 7)
    assert [B.shape for B in Bs] == [(5, 4), (4, 2)]
    np.testing.assert_array_equal(draw_feedback(net, 7)[1], Bs[1])
    feedback_backward(net, Y, Bs)
    expected = [np.zeros_like(dW) for dW in net.dW]
    for n in range(6):
        delta = (net.layers[2].A[n] - Y[n]) / 6
        expected[2] += np.outer(net.layers[1].A[n], delta)
        delta = (Bs[1] @ delta) * (1 - net.layers[1].A[n] ** 2)
        expected[1] += np.outer(net.layers[0].A[n], delta)
        delta = (Bs[0] @ delta) * (1 - net.layers[0].A[n] ** 2)
        expected[0] += np.outer(X[n], delta)
    for mine, other in zip(net.dW, expected, strict=True):
        np.testing.assert_allclose(mine, other, rtol=1e-12)


def test_a_model_learns_by_hand():
    # One unit, one target, lr 0.5, one sample: A = 2, Y = 3, so it sees (2, 3, 1). M = 0 guesses 0.
    # dA = 4: error 1/2 * 16 = 8, gap -4, M <- 0 + 0.5 * 4 * (2, 3, 1) = (4, 6, 2).
    model = SyntheticGradient(1, 1, lr=0.5)
    assert model.guess([[2]], [[3]]) == 0
    assert model.learn([[2]], [[3]], [[4]]) == 8
    np.testing.assert_array_equal(model.M, [[4], [6], [2]])
    assert model.guess([[2]], [[3]]) == 28


def test_a_model_finds_a_linear_rule():
    rng = np.random.default_rng(0)
    A, Y = rng.normal(size=(50, 3)), rng.normal(size=(50, 2))
    rule = rng.normal(size=(6, 3))
    dA = np.column_stack([A, Y, np.ones(50)]) @ rule
    model = SyntheticGradient(3, 2, lr=0.5)
    errors = [model.learn(A, Y, dA) for _ in range(300)]
    assert errors[-1] < 1e-9 * errors[0]
    np.testing.assert_allclose(model.M, rule, atol=1e-4)


def test_untaught_models_leave_hidden_layers_alone_and_the_last_as_it_is():
    net, _, Y = network_and_batch("cross_entropy")
    net.backward(Y)
    true = [dW.copy() for dW in net.dW]
    models = [SyntheticGradient(5, 2, 0.1), SyntheticGradient(4, 2, 0.1)]
    synthetic_backward(net, Y, models)
    np.testing.assert_array_equal(net.dW[2], true[2])
    assert not net.dW[0].any()
    assert not net.dW[1].any()
    assert models[1].M.any()


def test_perfect_models_give_the_gradient():
    net, _, Y = network_and_batch("cross_entropy")
    net.backward(Y.argmax(axis=1))
    true = net.gradient.copy()
    upper, lower = SyntheticGradient(4, 2, 1e-9), SyntheticGradient(5, 2, 1e-9)
    dA2 = net.layers[2].backward_from_delta((net.layers[2].A - Y) / 6)
    dA1 = net.layers[1].backward(dA2)
    for model, layer, dA in ((upper, net.layers[1], dA2), (lower, net.layers[0], dA1)):
        seen = np.column_stack([layer.A, Y, np.ones(6)])
        model.M[...] = np.linalg.pinv(seen) @ (6 * dA)  # six samples, six or more features
        np.testing.assert_allclose(seen @ model.M, 6 * dA, atol=1e-9)
    mine = synthetic_backward(net, Y.argmax(axis=1), [lower, upper])
    np.testing.assert_allclose(mine, true, atol=1e-9)


@given(st.integers(0, 10**6), st.floats(0.01, 100))
def test_angles(seed, factor):
    a, b = np.random.default_rng(seed).normal(size=(2, 3, 4))
    cosine = np.sum(a * b) / np.sqrt(np.sum(a * a) * np.sum(b * b))
    assert angle(a, b) == pytest.approx(np.degrees(np.arccos(cosine)), abs=1e-6)
    assert angle(a, factor * a) == pytest.approx(0, abs=1e-6)
    assert angle(a, -factor * a) == pytest.approx(180, abs=1e-6)
    assert angle(a, b) + angle(a, -b) == pytest.approx(180)


def test_errors():
    net, _, Y = network_and_batch()
    with pytest.raises(ValueError, match=r"shapes \[\(5, 4\), \(4, 2\)\]"):
        feedback_backward(net, Y, [np.ones((5, 4))])
    with pytest.raises(ValueError, match="feedback must be finite"):
        feedback_backward(net, Y, [np.ones((5, 4)), np.full((4, 2), np.nan)])
    with pytest.raises(RuntimeError, match="call forward"):
        feedback_backward(Network((2, 3, 1)), [[1]], [np.ones((3, 1))])
    with pytest.raises(ValueError, match="2 hidden layers, got 1"):
        synthetic_backward(net, Y, [SyntheticGradient(5, 2, 0.1)])
    with pytest.raises(ValueError, match="lr must be a positive number, got 0"):
        SyntheticGradient(3, 2, 0)
    model = SyntheticGradient(3, 2, 0.1)
    with pytest.raises(ValueError, match=r"A must be \(N, 3\) and Y \(N, 2\)"):
        model.guess(np.ones((4, 3)), np.ones((4, 3)))
    with pytest.raises(ValueError, match=r"dA must have shape \(4, 3\)"):
        model.learn(np.ones((4, 3)), np.ones((4, 2)), np.ones(4))
    with pytest.raises(ValueError, match="one shape"):
        angle(np.ones(3), np.ones(4))
    with pytest.raises(ValueError, match="no direction"):
        angle(np.zeros(3), np.ones(3))
