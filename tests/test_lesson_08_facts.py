"""The numbers that lesson 08 tells a story about, from plain Python and autograd."""

import itertools

import autograd
import autograd.numpy as anp
import numpy as np
import pytest


def multiplications(sizes, samples):
    """Count the products of both passes by walking over shapes."""
    forward = backward = 0
    for layer, (n_in, n_out) in enumerate(itertools.pairwise(sizes)):
        forward += samples * n_in * n_out  # Z = A_prev W
        backward += n_in * samples * n_out  # dW = A_prevᵀ dZ
        if layer > 0:
            backward += samples * n_out * n_in  # dA_prev = dZ Wᵀ
    return forward, backward


def parameters(sizes):
    return sum((n_in + 1) * n_out for n_in, n_out in itertools.pairwise(sizes))


def test_the_opening_by_hand():
    # 64·32 + 32 + 32·10 + 10 = 2048 + 32 + 320 + 10 = 2410, nudged up and down: 4820
    assert parameters((64, 32, 10)) == 2410
    assert parameters((64, 256, 256, 10)) == 85_002


@pytest.mark.parametrize(("sizes", "share"), [((64, 32, 10), 1.14), ((512,) * 6, 1.80)])
def test_what_a_backward_pass_costs(sizes, share):
    forward, backward = multiplications(sizes, 7)
    assert round(backward / forward, 2) == share


def test_two_forward_passes_are_a_limit():
    shares = []
    for depth in (1, 3, 10, 30, 100):
        forward, backward = multiplications((64, *[64] * depth, 10), 1)
        shares.append(backward / forward)
    assert shares == sorted(shares)
    assert 1.98 < shares[-1] < 2


def fitting(shape_p, shape_q, wanted):
    """Count the products of two arrays, either transposed or not, in either order, that fit."""
    count = 0
    for p, q in itertools.product((shape_p, shape_p[::-1]), (shape_q, shape_q[::-1])):
        count += p[1] == q[0] and (p[0], q[1]) == wanted
        count += q[1] == p[0] and (q[0], p[1]) == wanted
    return count


@pytest.mark.parametrize(
    ("sizes", "wrong"),
    [((5, 3, 4), 0), ((4, 4, 3), 2), ((4, 3, 4), 2), ((3, 4, 4), 2), ((4, 4, 4), 14)],
)
def test_how_many_wrong_products_have_the_right_shape(sizes, wrong):
    N, n_in, n_out = sizes
    fits = fitting((N, n_in), (N, n_out), (n_in, n_out))
    fits += fitting((N, n_out), (n_in, n_out), (N, n_in))
    assert fits - 2 == wrong


def layer_sums(bend, seed, biases=0.0, l2=0.0):
    """Return the sum of W * dW of each layer of a 6-9-7-3 network, by autograd."""
    rng = np.random.default_rng(seed)
    sizes = (6, 9, 7, 3)
    weights = [rng.normal(size=pair) / pair[0] ** 0.5 for pair in itertools.pairwise(sizes)]
    shifts = [biases * rng.normal(size=n) for n in sizes[1:]]
    X, Y = rng.normal(size=(12, 6)), rng.normal(size=(12, 3))

    def loss(weights):
        A = X
        for layer, (W, b) in enumerate(zip(weights, shifts, strict=True)):
            A = A @ W + b
            A = bend(A) if layer < 2 else A
        return anp.sum((A - Y) ** 2) / 24 + l2 / 2 * sum(anp.sum(W**2) for W in weights)

    gradients = autograd.grad(loss)(weights)
    return np.array([np.sum(W * dW) for W, dW in zip(weights, gradients, strict=True)])


def relu(z):
    return anp.maximum(0, z)


def leaky_relu(z):
    return anp.where(z > 0, z, 0.01 * z)


@pytest.mark.parametrize("bend", [relu, leaky_relu])
def test_the_sum_is_the_same_in_every_layer(bend):
    for seed in range(10):
        sums = layer_sums(bend, seed)
        np.testing.assert_allclose(sums, sums[0], rtol=1e-10)


@pytest.mark.parametrize(
    ("bend", "options"), [(relu, {"biases": 1.0}), (relu, {"l2": 0.1}), (anp.tanh, {})]
)
def test_biases_a_penalty_and_tanh_break_the_law(bend, options):
    distances = [
        np.ptp(sums) / np.abs(sums).max()
        for sums in (layer_sums(bend, seed, **options) for seed in range(10))
    ]
    assert np.median(distances) > 0.1
