"""The numbers that lesson 08 tells a story about, from plain Python and autograd."""

import itertools
import math
from fractions import Fraction as F

import autograd
import autograd.numpy as anp
import numpy as np
import pytest

from bplib.course.experiments import lesson_08
from bplib.course.notebooks import read

# The batch of "By hand", in exact numbers: two samples, three tanh neurons, four linear ones.
A1 = [[F(1, 2), F(-3, 5), F(4, 5)], [F(0), F(3, 5), F(-4, 5)]]
W2 = [[F(1), F(-1), F(2), F(1, 2)], [F(2), F(1), F(1, 2), F(-1, 2)], [F(-1), F(1, 2), F(1), F(2)]]
B2 = [F(1, 2), F(-3, 10), F(1, 2), F(-3, 20)]
Y = [[F(-7, 5), F(-4, 5), F(6, 5), F(8, 5)], [F(23, 10), F(-7, 10), F(2, 5), F(-5, 4)]]
DELTA2 = [
    [(sum(A1[n][i] * W2[i][j] for i in range(3)) + B2[j] - Y[n][j]) / 2 for j in range(4)]
    for n in range(2)
]


@pytest.fixture(scope="module")
def prose(root):
    notebook = read(root / "solutions/08_any_depth/08_any_depth.ipynb")
    return {cell.id: cell.source for cell in notebook.cells}


def test_equation_one_gives_round_deltas():
    assert DELTA2 == [
        [F(1, 5), F(-1, 10), F(2, 5), F(1, 5)],
        [F(1, 10), F(3, 10), F(-1, 5), F(-2, 5)],
    ]


def test_equation_two_for_one_entry(prose):
    total = sum(DELTA2[0][j] * W2[1][j] for j in range(4))
    slope = 1 - A1[0][1] ** 2
    assert (total, slope, total * slope) == (F(4, 10), F(64, 100), F(256, 1000))
    assert r"= 0.4 \cdot 0.64 = 0.256$" in prose["delta-proof"]


def test_equations_three_and_four_for_one_entry_each(prose):
    assert sum(A1[n][1] * DELTA2[n][0] for n in range(2)) == F(-6, 100)
    assert r"(-0.6) \cdot 0.2 + 0.6 \cdot 0.1 = -0.06$" in prose["gradients"]
    assert sum(DELTA2[n][0] for n in range(2)) == F(3, 10)
    assert "$0.2 + 0.1 = 0.3$" in prose["gradients"]


def test_all_four_equations_are_the_gradients_of_the_loss():
    a, w, b, y = (np.array(array, dtype=float) for array in (A1, W2, B2, Y))

    def loss(Z1, W, bias):
        return anp.sum((anp.dot(anp.tanh(Z1), W) + bias - y) ** 2) / 4

    dZ1, dW, db = (autograd.grad(loss, k)(np.arctanh(a), w, b) for k in range(3))
    delta = np.array(DELTA2, dtype=float)
    np.testing.assert_allclose(dZ1, (delta @ w.T) * (1 - a**2), rtol=1e-12)
    np.testing.assert_allclose(dW, a.T @ delta, atol=1e-14)
    np.testing.assert_allclose(db, delta.sum(axis=0), atol=1e-14)


def routes(depth, layer=1, neuron=0):
    """Return all routes from one neuron of a layer to the outputs, each a tuple of weights."""
    if layer == depth:
        return [()]
    return [
        ((layer, neuron, following), *rest)
        for following in range(2)
        for rest in routes(depth, layer + 1, following)
    ]


def test_how_many_routes_there_are_and_of_how_many_weights(root, prose):
    assert [len(routes(depth)) for depth in (2, 3, 10)] == [2, 4, 512]
    assert "it has 512" in prose["title"]
    assert "six bold weights" in prose["question"]
    notebook = read(root / "solutions/08_any_depth/08_any_depth.ipynb")
    said = next(cell for cell in notebook.cells if cell.id == "roads-count").outputs[0].text
    lines = [line.replace(",", "").split() for line in said.splitlines()]
    printed = {int(line[0]): (int(line[4]), int(line[-2])) for line in lines}
    for depth in (2, 3, 10):
        found = routes(depth)
        assert printed[depth] == (len(found), len({weight for route in found for weight in route}))
    assert [pieces for _, pieces in printed.values()] == [2, 6, 34, 114]


def test_the_delta_of_the_whole_picture(prose):
    """0.39 in the answer that unfolds, from the network of the picture."""
    weights = [[[0.8, -0.5], [0.3, 1.0]], [[1.2, -0.7], [0.4, 0.9]], [[0.6, -1.0], [1.1, 0.5]]]
    a, outputs = [1.0, 0.5], []
    for k, W in enumerate(weights):
        z = [sum(a[i] * W[i][j] for i in range(2)) + (0.1, -0.2)[j] for j in range(2)]
        a = z if k == 2 else [math.tanh(s) for s in z]
        outputs.append(a)
    delta3 = [outputs[2][0] - 0.2, outputs[2][1] - 0.1]
    delta2 = [
        sum(delta3[j] * weights[2][i][j] for j in range(2)) * (1 - outputs[1][i] ** 2)
        for i in range(2)
    ]
    a11 = outputs[0][0]
    delta = (delta2[0] * 1.2 + delta2[1] * -0.7) * (1 - a11**2)
    said = f"({delta2[0]:.3f} · 1.2 + {-delta2[1]:.3f} · 0.7) · (1 − {a11:.3f}²) = {delta:.2f}"
    assert said in prose["whole-picture-read"]


def test_one_over_n_may_stand_in_the_delta_or_in_the_gradient_but_not_in_both():
    error = np.random.default_rng(7).normal(size=(4, 2))
    inside, outside = (error / 4).sum(axis=0), error.sum(axis=0) / 4
    np.testing.assert_allclose(inside, outside, rtol=1e-12)
    np.testing.assert_allclose((error / 4).sum(axis=0) / 4, inside / 4, rtol=1e-12)


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
    assert len(lesson_08.surviving_products(*sizes)) == wrong


def test_what_a_surviving_product_does():
    distances, downhill = lesson_08.square_networks(200)
    right = ("dW2 = Aᵀ δ", "dA1 = δ Wᵀ")
    assert all(max(distances[name]) < 1e-12 and all(downhill[name]) for name in right)
    wrong = {name: np.median(d) for name, d in distances.items() if name not in right}
    assert len(wrong) == 15  # 14 products and the random one
    assert min(wrong.values()) > 0.5  # a random direction is at 0.71
    shares = {name: np.mean(downhill[name]) for name in wrong}
    assert max(shares, key=shares.get) == "dW2 = δᵀ A"
    assert shares["dW2 = δᵀ A"] > 0.8
    assert 0.4 < shares["random"] < 0.6


def test_pictures_hold_their_numbers():
    ways = lesson_08.ways_out([2, 1, 0.5, -0.5], [0.2, -0.1, 0.4, 0.2], 0.64)
    assert "0.256" in ways.alt
    assert "0.2 · (−0.5) = −0.1" in ways.content.decode()
    table = lesson_08.weights_as_table(
        np.array(A1[0], float), np.array(W2, float), np.array(DELTA2[0], float), neuron=2, column=1
    )
    assert "gives −1.5; along row 2 the backward sum gives 0.4" in table.alt
    asked, told = (lesson_08.shape_map(answered=a).content.decode() for a in (False, True))
    assert asked.count(">?<") == 12
    assert "?<" not in told
    for name in ("dW₁", "db₁", "dW₂", "db₂", "dZ₁", "dZ₂"):
        assert f">{name}<" in asked
        assert f">{name}<" in told


def test_a_wrong_product_fits_the_weights_where_the_batch_is_as_long_as_the_inputs(prose):
    assert "`A_prev @ dZ`" in prose["puzzle-more"]
    survivors = lesson_08.surviving_products(4, 4, 3)
    assert "A δ" in survivors
    assert not lesson_08.surviving_products(5, 3, 4)
