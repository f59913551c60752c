"""Many networks at once: each is the network that it would be alone."""

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import grad
from hypothesis import given, settings
from hypothesis import strategies as st

from bplib.data.datasets import xor
from bplib.fast.many_seeds import (
    SLOPE_FROM_OUTPUT,
    ManyNetworks,
    cross_entropy_gradients,
    draw,
    losses,
    solved,
    train,
)
from bplib.network import Network

X, Y = xor()
F = {
    "sigmoid": lambda z: 1 / (1 + anp.exp(-z)),
    "tanh": anp.tanh,
    "relu": lambda z: anp.maximum(z, 0),
    "leaky_relu": lambda z: anp.where(z > 0, z, 0.01 * z),
}


def test_one_step_by_hand():
    # One unit, W1 = (1, -1), b1 = 0, W2 = 2, b2 = -1, ReLU, the sample (3, 1) with label 1:
    # a = max(3 - 1, 0) = 2, z2 = 2 * 2 - 1 = 3, dZ2 = sigmoid(3) - 1 = -d,
    # dW2 = -2 d, db2 = -d, dZ1 = -2 d, dW1 = (-6 d, -2 d), db1 = -2 d.
    d = 1 - 1 / (1 + np.exp(-3.0))
    networks = ManyNetworks(
        "relu", np.array([[[1.0]], [[-1.0]]]), np.zeros((1, 1)), np.array([[2.0]]), np.array([-1.0])
    )
    after = train(networks, [[3, 1]], [[1]], lr=0.5, steps=1, progress=False)
    expected = [[[1 + 3 * d], [-1 + d]], [d], [[2 + d]], [-1 + 0.5 * d]]
    for got, right in zip(after.one(0), expected, strict=True):
        np.testing.assert_allclose(got, right, rtol=1e-14)
    assert networks.b2[0] == -1.0  # those given stay as they are


@pytest.mark.parametrize("name", SLOPE_FROM_OUTPUT)
def test_gradients_against_autograd(name):
    rng = np.random.default_rng(1)
    networks = draw([3, 4, 5], 4, name, inputs=3)
    networks.b1[...], networks.b2[...] = rng.normal(size=(4, 3)), rng.normal(size=3)
    inputs, labels = rng.normal(size=(5, 3)), np.array([[0.0], [1.0], [1.0], [0.0], [1.0]])
    found = cross_entropy_gradients(networks, inputs, labels)

    def loss(parameters):
        W1, b1, W2, b2 = parameters
        z = anp.dot(F[name](anp.dot(inputs, W1) + b1), W2) + b2
        return anp.mean(anp.log(1 + anp.exp(z)) - labels * z)

    values = losses(networks, inputs, labels)
    for k in range(3):
        right = grad(loss)(networks.one(k))
        assert np.isclose(values[k], loss(networks.one(k)), rtol=1e-12)
        mine = [found[0][..., k], found[1][..., k], found[2][:, [k]], found[3][[k]]]
        for got, expected in zip(mine, right, strict=True):
            np.testing.assert_allclose(got, expected, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("name", SLOPE_FROM_OUTPUT)
def test_each_is_the_network_that_it_would_be_alone(name):
    many = train(draw([7, 2, 11], 3, name, scale=0.8), X, Y, lr=0.4, steps=60, progress=False)
    for k, seed in enumerate([7, 2, 11]):
        alone = Network((2, 3, 1), name, "binary_cross_entropy", init=0.8, rng=seed)
        for _ in range(60):
            alone.parameters -= 0.4 * alone.loss_and_gradient(X, Y)[1]
        for got, (_, right) in zip(many.one(k), alone.named_parameters(), strict=True):
            np.testing.assert_allclose(got, right, rtol=1e-9, atol=1e-12)
        np.testing.assert_allclose(many.forward(X)[:, [k]], alone.forward(X), rtol=1e-9)


@given(st.permutations(range(6)), st.integers(1, 5))
@settings(max_examples=20, deadline=None)
def test_seeds_do_not_see_each_other(order, kept):
    whole = train(draw(range(6), 2, "tanh"), X, Y, lr=0.5, steps=20, progress=False)
    chosen = np.isin(np.arange(6), order[:kept])
    part = train(draw(range(6), 2, "tanh").keep(chosen), X, Y, lr=0.5, steps=20, progress=False)
    for left, right in zip(part.parameters, whole.keep(chosen).parameters, strict=True):
        np.testing.assert_allclose(left, right, rtol=1e-12)


def test_twins_stay_twins_to_the_last_bit():
    one = draw([5], 1, "sigmoid")
    twins = ManyNetworks("sigmoid", *(np.repeat(a, 2, axis=-2) for a in one.parameters[:3]), one.b2)
    after = train(twins, X, Y, lr=0.5, steps=300, progress=False)
    assert (after.W1[:, 0] == after.W1[:, 1]).all()
    assert (after.W2[0] == after.W2[1]).all()


def test_an_answer_of_one_half_is_not_solved():
    zero = ManyNetworks(
        "tanh", np.zeros((2, 1, 2)), np.zeros((1, 2)), np.zeros((1, 2)), np.zeros(2)
    )
    assert not solved(zero, X, Y).any()
    exact = np.zeros((2, 2, 1)) + 1.0, np.array([[0.0], [-1.0]]), np.array([[9.0], [-18.0]])
    assert solved(ManyNetworks("relu", *exact, np.array([-4.5])), X, Y).all()


def test_a_bar_counts_the_steps_unless_asked_not_to(capsys, monkeypatch):
    networks = draw([0, 1], 2, "tanh")
    train(networks, X, Y, lr=0.1, steps=3)  # TQDM_DISABLE is set in tests
    assert capsys.readouterr() == ("", "")
    seen = []
    monkeypatch.setattr("bplib.fast.many_seeds.bar", lambda *asked: seen.append(asked) or range(3))
    train(networks, X, Y, lr=0.1, steps=3)
    train(networks, X, Y, lr=0.1, steps=3, progress=False)
    assert seen == [(3, "2 networks", "step", True), (3, "2 networks", "step", False)]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda n: draw([], 2, "tanh"), "no seed"),
        (lambda n: draw([1], 2, "softmax"), "softmax.*sigmoid, tanh"),
        (lambda n: ManyNetworks("tanh", n.W1, n.b1, n.W2, n.b1), "seeds are the last axis"),
        (lambda n: train(n, X, Y[:, 0], lr=0.1, steps=1), r"Y must have shape \(4, 1\)"),
        (lambda n: train(n, X[:, :1], Y, lr=0.1, steps=1), r"X must have shape \(N, 2\)"),
        (lambda n: train(n, X * np.nan, Y, lr=0.1, steps=1), "X must be finite"),
        (lambda n: train(n, X, Y + 1, lr=0.1, steps=1), "0 and 1 only"),
        (lambda n: train(n, X, Y, lr=-1, steps=1), "lr must be a positive number"),
        (lambda n: train(n, X, Y, lr=0.1, steps=-1), "steps must be a whole number >= 0"),
        (lambda n: train(n, X * 1e200, Y, lr=1e200, steps=9), "diverged"),
        (lambda n: solved(n, X, Y, margin=0.5), "margin must be"),
    ],
)
def test_bad_input_is_refused_with_one_clear_sentence(call, message):
    with pytest.raises(ValueError, match=message):
        call(draw([1, 2], 3, "relu"))
