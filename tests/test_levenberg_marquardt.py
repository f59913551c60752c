"""Levenberg–Marquardt: hand arithmetic, automatic differentiation, limits, errors."""

from itertools import pairwise

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import jacobian
from hypothesis import given, settings
from hypothesis import strategies as st

from bplib.beyond.levenberg_marquardt import (
    fit_levenberg_marquardt,
    levenberg_marquardt_step,
    residual_jacobian,
)
from bplib.network import Network


def test_by_hand():
    # One parameter, residuals r = (1, 2) with slopes J = (1, 3), damping 2:
    #   (1 + 9 + 2) s = -(1 * 1 + 3 * 2), so s = -7/12.
    np.testing.assert_allclose(levenberg_marquardt_step([[1], [3]], [1, 2], 2), [-7 / 12])


@pytest.mark.parametrize(
    ("sizes", "activations"),
    [((3, 4, 2), ("tanh", "identity")), ((2, 3, 4, 1), ("sigmoid", "tanh", "sigmoid"))],
)
def test_jacobian_agrees_with_autograd(sizes, activations):
    rng = np.random.default_rng(0)
    net = Network(sizes, activations, "mse", rng=rng)
    net.parameters[...] = rng.normal(size=net.parameters.size)
    X, Y = rng.normal(size=(5, sizes[0])), rng.normal(size=(5, sizes[-1]))
    f = {"tanh": anp.tanh, "identity": lambda z: z, "sigmoid": lambda z: 1 / (1 + anp.exp(-z))}

    def residuals(w):
        A, start = X, 0
        for n_in, n_out, name in zip(sizes[:-1], sizes[1:], activations, strict=True):
            W = anp.reshape(w[start : start + n_in * n_out], (n_in, n_out))
            b = w[start + n_in * n_out : start + (n_in + 1) * n_out]
            A, start = f[name](A @ W + b), start + (n_in + 1) * n_out
        return anp.ravel(A - Y)

    r, J = residual_jacobian(net, X, Y)
    np.testing.assert_allclose(r, residuals(net.parameters), rtol=1e-12)
    np.testing.assert_allclose(J, jacobian(residuals)(net.parameters), rtol=1e-10, atol=1e-13)


def test_jacobian_gives_the_gradient():
    rng = np.random.default_rng(1)
    net = Network((3, 5, 2), "tanh", "half_squared_error", rng=rng)
    X, Y = rng.normal(size=(7, 3)), rng.normal(size=(7, 2))
    r, J = residual_jacobian(net, X, Y)
    _, gradient = net.loss_and_gradient(X, Y)
    np.testing.assert_allclose(J.T @ r / 7, gradient, rtol=1e-12)


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10**6), damping=st.floats(1e-3, 1e3))
def test_step_solves_the_damped_least_squares_problem(seed, damping):
    rng = np.random.default_rng(seed)
    J, r = rng.normal(size=(6, 4)), rng.normal(size=6)
    s = levenberg_marquardt_step(J, r, damping)
    tall = np.vstack([J, np.sqrt(damping) * np.eye(4)])
    other = np.linalg.lstsq(tall, -np.concatenate([r, np.zeros(4)]), rcond=None)[0]
    np.testing.assert_allclose(s, other, rtol=1e-7, atol=1e-12)
    assert s @ (J.T @ r) < 0  # downhill


def test_limits():
    rng = np.random.default_rng(2)
    J, r = rng.normal(size=(6, 3)), rng.normal(size=6)
    gauss_newton = -np.linalg.lstsq(J, r, rcond=None)[0]
    np.testing.assert_allclose(levenberg_marquardt_step(J, r, 1e-12), gauss_newton, rtol=1e-8)
    np.testing.assert_allclose(
        1e9 * levenberg_marquardt_step(J, r, 1e9), -J.T @ r, rtol=1e-6, atol=1e-9
    )


def test_a_linear_network_is_fitted_in_a_few_steps():
    rng = np.random.default_rng(3)
    X = rng.normal(size=(20, 3))
    Y = X @ rng.normal(size=(3, 2)) + 1
    net = Network((3, 2), ("identity",), "mse")
    errors = fit_levenberg_marquardt(net, X, Y, steps=6)
    assert errors[-1] < 1e-18
    assert all(b <= a for a, b in pairwise(errors))


def test_it_stops_at_the_target_and_takes_bad_steps_back():
    x = np.linspace(-1, 1, 30)[:, np.newaxis]
    net = Network((1, 5, 1), "tanh", "mse")
    net.parameters[...] = np.random.default_rng(0).normal(size=16)
    start = net.parameters.copy()
    errors = fit_levenberg_marquardt(net, x, np.sin(np.pi * x)[:, 0], steps=200, target=1e-5)
    assert len(errors) <= 200
    assert errors[-1] < 1e-5 <= errors[-2]
    net.parameters[...] = start
    again = fit_levenberg_marquardt(net, x, np.sin(np.pi * x), steps=3, damping=1e-9)
    assert again[-1] <= again[0]
    np.testing.assert_allclose(
        again[-1], np.mean((net.forward(x) - np.sin(np.pi * x)) ** 2), rtol=1e-12
    )


def test_errors():
    X, Y = np.ones((3, 2)), np.ones((3, 1))
    net = Network((2, 1), ("identity",), "mse")
    with pytest.raises(ValueError, match="squared loss, got 'cross_entropy'"):
        residual_jacobian(Network((2, 2), loss="cross_entropy"), X, [0, 1, 0])
    with pytest.raises(ValueError, match=r"shape of the prediction, \(3, 1\), got \(3, 2\)"):
        residual_jacobian(net, X, np.ones((3, 2)))
    with pytest.raises(ValueError, match="Y must be finite"):
        residual_jacobian(net, X, Y * np.nan)
    with pytest.raises(ValueError, match=r"J must be \(R, P\)"):
        levenberg_marquardt_step(np.ones((3, 2)), np.ones(2), 1.0)
    with pytest.raises(ValueError, match="J must be finite"):
        levenberg_marquardt_step(np.full((3, 2), np.nan), np.ones(3), 1.0)
    for damping in (0, -1, np.inf, np.nan):
        with pytest.raises(ValueError, match="damping must be a positive number"):
            levenberg_marquardt_step(np.ones((3, 2)), np.ones(3), damping)
    with pytest.raises(ValueError, match="steps must be a whole number >= 1"):
        fit_levenberg_marquardt(net, X, Y, steps=0)
