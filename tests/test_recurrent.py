"""A recurrent layer: hand arithmetic, automatic differentiation, a law and errors."""

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import grad
from hypothesis import given, settings
from hypothesis import strategies as st

from bplib.beyond.recurrent import Recurrent


def layer(n_in=2, n_hidden=3, seed=0):
    rng = np.random.default_rng(seed)
    cell = Recurrent(n_in, n_hidden, rng=rng, init=0.8)
    cell.b[...] = rng.normal(size=n_hidden)
    return cell, rng


def test_by_hand():
    # One unit, two steps, u = 1, w = 2, b = 0, h_0 = 0, x = (ln 3 / 2, 0), tanh(ln 3 / 2) = 1/2:
    #   h_1 = tanh(ln 3 / 2) = 1/2,   h_2 = tanh(2 * 1/2) = tanh 1
    # dL/dh_2 = 1:
    #   delta_2 = 1 - tanh(1)^2 = s,  delta_1 = s * 2 * (1 - 1/4) = 1.5 s
    #   dw = delta_2 h_1 + delta_1 h_0 = s/2,  du = delta_2 * 0 + delta_1 ln 3 / 2 = 0.75 s ln 3
    #   db = 2.5 s,  dx = (1.5 s, s),  dh_0 = 2 * 1.5 s = 3 s
    cell = Recurrent(1, 1)
    cell.W_x[...], cell.W_h[...] = 1, 2
    H = cell.forward([[[np.log(3) / 2]], [[0]]])
    np.testing.assert_allclose(H[:, 0, 0], [0, 0.5, np.tanh(1)])
    dX, dh_0 = cell.backward([[[0]], [[0]], [[1]]])
    s = 1 - np.tanh(1) ** 2
    np.testing.assert_allclose(cell.dW_h, [[s / 2]])
    np.testing.assert_allclose(cell.dW_x, [[0.75 * s * np.log(3)]])
    np.testing.assert_allclose(cell.db, [2.5 * s])
    np.testing.assert_allclose(dX[:, 0, 0], [1.5 * s, s])
    np.testing.assert_allclose(dh_0, [[3 * s]])


@pytest.mark.parametrize("T", [1, 3, 6])
def test_agrees_with_autograd(T):
    cell, rng = layer()
    X, h_0 = rng.normal(size=(T, 4, 2)), rng.normal(size=(4, 3))
    R = rng.normal(size=(T + 1, 4, 3))

    def loss(X, h_0, W_x, W_h, b):
        h, total = h_0, anp.sum(R[0] * h_0)
        for t in range(T):
            h = anp.tanh(X[t] @ W_x + h @ W_h + b)
            total = total + anp.sum(R[t + 1] * h)
        return total

    inputs = X, h_0, cell.W_x, cell.W_h, cell.b
    H = cell.forward(X, h_0)
    np.testing.assert_allclose(np.sum(R * H), loss(*inputs), rtol=1e-12)
    for _ in range(2):  # going back twice adds nothing up
        dX, dh_0 = cell.backward(R)
    for which, mine in enumerate((dX, dh_0, cell.dW_x, cell.dW_h, cell.db)):
        np.testing.assert_allclose(mine, grad(loss, which)(*inputs), rtol=1e-10, atol=1e-12)


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10**6), cut=st.integers(1, 4))
def test_a_sequence_may_be_cut_in_two(seed, cut):
    """Running to the cut and on from there, and back the same way, changes nothing."""
    whole, rng = layer(seed=seed)
    X, R = rng.normal(size=(5, 2, 2)), rng.normal(size=(6, 2, 3))
    first, second = layer(seed=seed)[0], layer(seed=seed)[0]
    H = whole.forward(X)
    early = first.forward(X[:cut])
    late = second.forward(X[cut:], early[-1])
    np.testing.assert_array_equal(np.concatenate([early, late[1:]]), H)
    dX, dh_0 = whole.backward(R)
    want_late = R[cut:].copy()
    want_late[0] = 0
    dX_late, dh_cut = second.backward(want_late)
    want_early = R[: cut + 1].copy()
    want_early[-1] += dh_cut
    dX_early, dh_early = first.backward(want_early)
    np.testing.assert_allclose(np.concatenate([dX_early, dX_late]), dX, rtol=1e-10, atol=1e-12)
    np.testing.assert_allclose(dh_early, dh_0, rtol=1e-10, atol=1e-12)
    np.testing.assert_allclose(first.dW_h + second.dW_h, whole.dW_h, rtol=1e-10, atol=1e-12)


def test_inputs_are_copied():
    cell, rng = layer()
    X = rng.normal(size=(3, 2, 2))
    dH = np.ones((4, 2, 3))
    cell.forward(X)
    cell.backward(dH)
    before = cell.dW_x.copy()
    X[...] = 0
    cell.backward(dH)
    np.testing.assert_array_equal(cell.dW_x, before)


def test_errors():
    with pytest.raises(ValueError, match="n_in must be a whole number >= 1"):
        Recurrent(0, 3)
    with pytest.raises(ValueError, match="unknown initializer"):
        Recurrent(2, 3, init="nice")
    cell, _ = layer()
    with pytest.raises(RuntimeError, match="call forward first"):
        cell.backward(np.ones((2, 1, 3)))
    for X in (np.ones((2, 2)), np.ones((0, 1, 2)), np.ones((2, 1, 3))):
        with pytest.raises(ValueError, match="time comes first"):
            cell.forward(X)
    with pytest.raises(ValueError, match="X must be finite"):
        cell.forward(np.full((2, 1, 2), np.inf))
    with pytest.raises(ValueError, match=r"h_0 must have shape \(1, 3\), got \(3,\)"):
        cell.forward(np.ones((2, 1, 2)), np.ones(3))
    cell.forward(np.ones((2, 1, 2)))
    with pytest.raises(ValueError, match=r"dH must have shape \(3, 1, 3\), got \(2, 1, 3\)"):
        cell.backward(np.ones((2, 1, 3)))


def test_against_torch():
    torch = pytest.importorskip("torch")
    cell, rng = layer()
    X, R = rng.normal(size=(6, 4, 2)), rng.normal(size=(6, 4, 3))
    net = torch.nn.RNN(2, 3).double()
    with torch.no_grad():
        net.weight_ih_l0.copy_(torch.tensor(cell.W_x.T))
        net.weight_hh_l0.copy_(torch.tensor(cell.W_h.T))
        net.bias_ih_l0.copy_(torch.tensor(cell.b))
        net.bias_hh_l0.zero_()
    outputs, _ = net(torch.tensor(X))
    outputs.backward(torch.tensor(R))
    np.testing.assert_allclose(cell.forward(X)[1:], outputs.detach().numpy(), rtol=1e-11)
    cell.backward(np.concatenate([np.zeros((1, 4, 3)), R]))
    np.testing.assert_allclose(cell.dW_x.T, net.weight_ih_l0.grad.numpy(), rtol=1e-10)
    np.testing.assert_allclose(cell.dW_h.T, net.weight_hh_l0.grad.numpy(), rtol=1e-10)
    np.testing.assert_allclose(cell.db, net.bias_hh_l0.grad.numpy(), rtol=1e-10)
