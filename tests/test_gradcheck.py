"""Gradient checking: what the report says, and every diagnosis by planting its mistake."""

import itertools

import numpy as np
import pytest

from bplib.activations import relu, sigmoid, softmax_vjp
from bplib.data.datasets import xor
from bplib.gradcheck import (
    check_gradient,
    check_network,
    complex_step_gradient,
    numerical_gradient,
)
from bplib.gradcheck.causes import network_cause
from bplib.gradcheck.report import Piece
from bplib.network import Network

N, SIZES = 5, (3, 4, 6, 2)


@pytest.mark.parametrize("check", [numerical_gradient, lambda f, x: check_gradient(f, x, x)])
def test_parameters_are_restored_when_f_raises(check):
    x = np.array([1.0, 2.0, 3.0])

    def f(x):
        if x[1] != 2:
            x[0] = 99
            raise ArithmeticError("no")
        return x.sum()

    with pytest.raises(ArithmeticError):
        check(f, x)
    assert x[1] == 2
    if check is not numerical_gradient:
        assert x.tolist() == [1, 2, 3]


# ---- the report --------------------------------------------------------------------------------


def matrix_case():
    rng = np.random.default_rng(3)
    x, C = rng.standard_normal((3, 3)), rng.standard_normal((3, 3))
    return lambda x: (C * x**2).sum(), 2 * C * x, x


def test_a_right_gradient_passes_and_says_so():
    f, g, x = matrix_case()
    for gradient in (g, lambda x: numerical_gradient(f, x)):
        report = check_gradient(f, gradient, x)
        assert report.passed
        assert report.cause == ""
        assert report.checked == report.size == 9
        assert str(report).startswith("gradient check passed: relative error")
    assert check_gradient(f, g, x, method="complex").relative_error < 1e-15


def test_the_report_names_the_entry_and_both_values():
    f, g, x = matrix_case()
    wrong = g.copy()
    wrong[1, 2] += 0.25
    report = check_gradient(f, wrong, x, names="W")
    assert not report.passed
    assert report.worst == (1, 2)
    assert report.entry == "W[1, 2]"
    assert report.analytic == wrong[1, 2]
    assert report.numeric == pytest.approx(g[1, 2])
    assert "only 1 of 9 entries of W differ" in report.cause
    for line in ("FAILED", "entry     W[1, 2]", f"{wrong[1, 2]:.6g}"[:6], report.cause):
        assert line in str(report)
    names = [("A", (3,)), ("B", (2, 3))]
    report = check_gradient(lambda v: f(v.reshape(3, 3)), wrong.ravel(), x.ravel(), names=names)
    assert report.entry == "B[0, 2]"
    assert report.worst == (5,)
    assert report.errors["A"] < 1e-8 < report.errors["B"]


@pytest.mark.parametrize(
    ("plant", "cause"),
    [
        (lambda g, x: -g, "opposite sign"),
        (lambda g, x: 0 * g, "is 0: is it computed"),
        (lambda g, x: 2 * g, "2 times too large: a stray factor 2"),
        (lambda g, x: g / 2, "2 times too small: a factor 2 is missing"),
        (lambda g, x: -3 * g, "3 times too large and has the opposite sign"),
        (lambda g, x: g.T, "x is transposed"),
        (lambda g, x: g - 0.1 * x, "off by -0.1 times x itself: an L2 term is missing"),
        (lambda g, x: g + 0.1 * x, "off by 0.1 times x itself: an L2 term is too strong"),
        (lambda g, x: g**2, "no simple pattern in x"),
    ],
)
@pytest.mark.parametrize("method", ["central", "complex"])
def test_every_cause_is_named(plant, cause, method):
    f, g, x = matrix_case()
    report = check_gradient(f, plant(g, x), x, method=method)
    assert not report.passed
    assert cause in report.cause


def test_a_factor_is_named_only_where_every_entry_has_it():
    f, g, x = matrix_case()
    wrong = g.copy()
    wrong.flat[np.abs(g).argmax()] *= 1 + 5e-6
    report = check_gradient(f, wrong, x)
    assert not report.passed
    assert "times too" not in report.cause
    x = np.array([1.5])  # one entry alone has a factor, whatever went wrong
    assert "times too" not in check_gradient(lambda x: (x**2).sum(), 2.74 * x, x).cause
    assert "a stray factor 2" in check_gradient(lambda x: (x**2).sum(), 4 * x, x).cause


def test_a_gradient_poured_into_the_wrong_order_is_named():
    C = np.random.default_rng(4).standard_normal((2, 3))
    report = check_gradient(lambda x: (C * x).sum(), C.T.reshape(2, 3), np.ones((2, 3)))
    assert "transposed, then reshaped" in report.cause


@pytest.mark.parametrize("how", ["sum", "mean"])
def test_one_number_for_a_whole_bias_is_named(how):
    C = np.array([1.0, 2, 4])
    wrong = np.full(3, getattr(C, how)())
    report = check_gradient(lambda x: C @ x, wrong, np.ones(3), names="b1")
    assert f"holds one number, the {how} of its entries" in report.cause


@pytest.mark.parametrize(("at", "slope"), [(0.0, 0.0), (0.0, 1.0), (1e-6, 1.0), (-7e-6, 0.0)])
def test_an_entry_beside_a_kink_is_undecided_and_spoils_nothing(at, slope):
    x = np.array([at, 1.0, -1, 2])
    report = check_gradient(lambda x: relu(x).sum(), [slope, 1, 0, 1], x)
    assert report.passed
    assert (report.checked, report.undecided, report.size) == (3, 1, 4)
    assert "3 of 4 entries, central differences, 1 undecided at a kink" in str(report)
    assert "1 of 4 entries lie beside a kink" in report.cause
    assert x.tolist() == [at, 1, -1, 2]


@pytest.mark.parametrize("at", [0.0, 1e-6])
@pytest.mark.parametrize("slope", [-0.1, 1.1])
def test_a_value_outside_both_slopes_is_a_mistake_at_a_kink_too(at, slope):
    x = np.array([at, 1.0, -1, 2])
    report = check_gradient(lambda x: relu(x).sum(), [slope, 1, 0, 1], x)
    assert not report.passed
    assert (report.entry, report.undecided) == ("x[0]", 0)
    wrong = check_gradient(lambda x: relu(x).sum(), [0.3, -1, 0, -1], np.array([0.0, 1, -1, 2]))
    assert (wrong.passed, wrong.undecided) == (False, 1)
    assert "kink" not in wrong.cause


def test_where_nothing_is_decided_nothing_passes():
    report = check_gradient(lambda x: relu(x).sum(), np.zeros(3), np.zeros(3))
    assert not report.passed
    assert (report.checked, report.undecided) == (0, 3)
    assert "nothing is decided" in report.cause


def test_a_smooth_function_has_no_kinks():
    x = np.random.default_rng(0).normal(size=6)
    # off by a millionth, which is between the slopes to the left and to the right
    report = check_gradient(lambda x: (x**2).sum(), 2 * x * (1 + 1e-6), x)
    assert (report.passed, report.undecided) == (False, 0)
    assert "x is 1.000001 times too large: a constant factor" in report.cause
    smaller = check_gradient(lambda x: (x**2).sum(), 2 * x / (1 + 1e-6), x)
    assert "x is 1.000001 times too small" in smaller.cause


def test_a_pass_above_the_tolerance_is_explained_beside_a_kink_too():
    def f(x):
        return relu(x[0]) + 1e3 * (np.cos(x) ** 2 + np.sin(x) ** 2).sum()

    report = check_gradient(f, [0, 1e-13, 1e-13, 1e-13], np.arange(4.0))
    assert (report.passed, report.undecided) == (True, 1)
    assert report.relative_error > report.tolerance
    assert "1 of 4 entries lie beside a kink" in report.cause
    assert "within the rounding of the numeric gradient" in report.cause


# ---- what f says, and how exactly --------------------------------------------------------------


def mini_batches():
    D = np.random.default_rng(5).normal(size=(100, 6))
    drawn = np.random.default_rng(3)
    return lambda w: ((D[drawn.integers(0, 100, 8)] @ w) ** 2).mean()


def dropped():
    drawn = np.random.default_rng(1)
    return lambda w: (w**2 * (drawn.random(w.shape) < 0.8)).sum()


@pytest.mark.parametrize("make", [mini_batches, dropped])
@pytest.mark.parametrize("method", ["central", "complex"])
def test_a_function_that_draws_anew_is_named(make, method):
    x = np.random.default_rng(0).normal(size=6)
    report = check_gradient(make(), 1.6 * x, x, method=method)
    assert not report.passed
    assert report.cause.startswith("f gives different values for the same x, such as")
    assert "fix the seed, the mask or the batch" in report.cause
    assert "kink" not in report.cause


def drifting():
    calls = iter(range(10**6))
    return lambda w: (1 + next(calls) // 4) * (w**2).sum()


def three_batches():
    D = itertools.cycle(np.random.default_rng(5).normal(size=(3, 8, 6)))
    return lambda w: ((next(D) @ w) ** 2).mean()


@pytest.mark.parametrize("make", [drifting, three_batches])
def test_a_function_that_changes_later_or_comes_round_again_is_named(make):
    x = np.random.default_rng(0).normal(size=6)
    report = check_gradient(make(), 2 * x, x)
    assert not report.passed
    assert report.cause.startswith("f gives different values for the same x, such as")


def test_values_that_differ_late_are_shown_with_the_digits_that_differ():
    calls = iter(range(10**6))
    x = np.ones(2)
    report = check_gradient(lambda x: (x**2).sum() + 1e-9 * next(calls), 2 * x, x)
    assert "such as 2 and 2.0000000" in report.cause


TARGETS = np.random.default_rng(1).normal(size=(6, 3))


def normalised(x):
    return ((x - x.mean(0)) / np.sqrt(np.var(x, axis=0) + 1e-5) * TARGETS).sum()


def gradient_of_normalised(x, through_variance):
    s = np.sqrt(x.var(0) + 1e-5)
    z, g = (x - x.mean(0)) / s, TARGETS - TARGETS.mean(0)
    return (g - z * (TARGETS * z).mean(0) * through_variance) / s


def test_the_classic_mistake_of_batch_normalisation_fails_the_complex_step_too():
    x = np.random.default_rng(0).normal(size=(6, 3))
    right = check_gradient(normalised, gradient_of_normalised(x, 1), x, method="complex")
    wrong = check_gradient(normalised, gradient_of_normalised(x, 0), x, method="complex")
    assert (right.passed, wrong.passed) == (True, False)
    for report in (right, wrong):
        assert report.cause.startswith("f is not complex-differentiable as written")
        assert report.method == "central"


@pytest.mark.parametrize(
    ("f", "gradient"),
    [
        (lambda z: (z * np.conj(z)).sum(), lambda z: 2 * z),
        (lambda z: (z * np.conj(z.astype(complex))).sum(), lambda z: 2 * z),
        (lambda z: (z * np.sign(z)).sum(), np.sign),
        (lambda z: (z**2 + np.abs(z)).sum(), lambda z: 2 * z + np.sign(z)),
    ],
)
def test_a_complex_step_is_never_believed_alone(f, gradient):
    z = np.random.default_rng(2).normal(size=5)
    right = check_gradient(f, gradient, z, method="complex")
    assert right.passed
    assert "not complex-differentiable" in right.cause
    seen = complex_step_gradient(f, z)
    assert not check_gradient(f, seen, z, method="complex").passed


def test_rounding_does_not_contradict_a_complex_step():
    # 1e8 takes eight digits from z; a difference quotient sees that, a complex step does not
    for large in (1e7, 1e8):
        for seed in range(40):
            z = np.random.default_rng(seed).normal(size=5)
            report = check_gradient(
                lambda z, large=large: (z + large - large + z**2).sum(),
                1 + 2 * z,
                z,
                method="complex",
            )
            assert (report.passed, report.cause, report.method) == (True, "", "complex")


@pytest.mark.parametrize("at", [0.0, 1e-7, 1.0])
def test_a_kink_does_not_contradict_a_complex_step(at):
    z = np.array([at, 1.0, -1, 2])
    report = check_gradient(lambda z: relu(z).sum(), (z > 0) * 1.0, z, method="complex")
    assert (report.passed, report.cause, report.method) == (True, "", "complex")


W32 = np.random.default_rng(7).normal(size=(6, 4)).astype(np.float32)


@pytest.mark.parametrize(
    ("f", "gradient"),
    [
        (lambda x: float((x.astype(np.float32) ** 2).sum()), lambda x: 2 * x),
        (
            lambda x: np.tanh(x.astype(np.float32) @ W32).astype(float).mean(),
            lambda x: W32.astype(float) @ (1 - np.tanh(x @ W32) ** 2) / 4,
        ),
    ],
)
def test_float32_inside_widens_step_and_tolerance_and_is_said(f, gradient):
    x = np.random.default_rng(0).normal(size=6)
    report = check_gradient(f, gradient, x)
    assert report.passed, report
    assert (report.tolerance, report.undecided) == (1e-4, 0)
    assert "is something in f float32?" in report.cause
    for factor, cause in (
        (2, "a stray factor 2"),
        (-1, "opposite sign"),
        (1.01, "times too large"),
    ):
        wrong = check_gradient(f, lambda x, k=factor: k * gradient(x), x)
        assert not wrong.passed
        assert cause in wrong.cause
    assert not check_gradient(f, gradient, x, tolerance=1e-9).undecided


def test_a_function_that_is_0_at_x_is_not_called_float32():
    x = np.zeros(4)
    report = check_gradient(lambda x: (np.cos(x) + x - 1).sum(), np.full(4, 1 + 1e-5), x)
    assert not report.passed
    assert "float32" not in report.cause


def test_a_function_that_ignores_its_argument_is_named():
    assert "f does not change with x" in check_gradient(lambda x: 3.0, np.ones(2), np.ones(2)).cause


def test_rounding_is_not_called_a_mistake():
    # the true gradient is 0; differences of a number near 1e3 give 1e-9 or so
    def f(x):
        return 1e3 * (np.cos(x) ** 2 + np.sin(x) ** 2).sum()

    report = check_gradient(f, np.full(4, 1e-13), np.arange(4.0))
    assert report.passed
    assert "method='complex' sees further" in report.cause
    assert not check_gradient(f, np.full(4, 1e-4), np.arange(4.0)).passed


# ---- networks ----------------------------------------------------------------------------------


def case(loss="cross_entropy", activation="tanh", sizes=SIZES, dtype=np.float64):
    rng = np.random.default_rng(6)
    network = Network(sizes, activation, loss, rng=0, dtype=dtype)
    network.parameters[...] = rng.standard_normal(network.parameters.size)
    X = rng.standard_normal((N, sizes[0]))
    Y = rng.integers(0, 2, N) if loss == "cross_entropy" else rng.random((N, sizes[-1])).round()
    return network, X, Y


@pytest.mark.parametrize(
    "loss", ["mse", "half_squared_error", "binary_cross_entropy", "cross_entropy"]
)
@pytest.mark.parametrize("activation", ["sigmoid", "tanh", "softplus", "gelu", "leaky_relu"])
def test_right_networks_pass(loss, activation):
    network, X, Y = case(loss, activation)
    before = network.parameters.copy()
    report = check_network(network, X, Y, l2=0.1)
    assert report.passed, report
    report = check_network(network, X, Y, l2=0.1, method="complex")
    assert report.passed, report
    assert report.relative_error < 1e-13
    np.testing.assert_array_equal(network.parameters, before)


def relu_case(activation, sizes, scale, biases):
    rng = np.random.default_rng(1)
    network = Network(sizes, activation, "mse", rng=0)
    for name, array in network.named_parameters():
        array[...] = rng.normal(size=array.shape) * (scale if name[0] == "W" else scale * biases)
    X, Y = rng.normal(size=(4, sizes[0])), rng.normal(size=(4, sizes[-1]))
    X[0] = 0
    return network, X, Y


@pytest.mark.parametrize("activation", ["relu", "leaky_relu"])
@pytest.mark.parametrize("sizes", [(2, 4, 1), (2, 4, 4, 4, 1), (2, 3, 3, 3, 3, 2)])
@pytest.mark.parametrize("scale", [1e-3, 0.02, 0.5])
@pytest.mark.parametrize("biases", [0, 1])
def test_right_networks_with_kinks_pass_and_wrong_ones_do_not(activation, sizes, scale, biases):
    network, X, Y = relu_case(activation, sizes, scale, biases)
    for options in ({}, {"coordinates": 12}, {"method": "complex"}):
        report = check_network(network, X, Y, **options)
        assert report.passed, report
        assert report.checked + report.undecided == options.get("coordinates", report.size)
    flip(network)
    report = check_network(network, X, Y)
    assert not report.passed
    assert "A1 instead of Z1" not in report.cause


@pytest.mark.parametrize(("slope", "passed"), [(0.0, True), (0.3, True), (1.0, True), (1.5, False)])
def test_any_slope_between_both_sides_of_a_networks_kink_is_no_mistake(slope, passed):
    network, X, Y = relu_case("relu", (2, 4, 1), 0.5, 0)  # one sample has z = 0 everywhere
    network.layers[0]._prime = lambda Z: np.where(Z == 0, slope, Z > 0)
    report = check_network(network, X, Y)
    assert report.passed is passed
    assert (report.undecided > 0) is passed


@pytest.mark.parametrize("seed", range(5))
def test_the_ten_lines_pass_with_relu(seed):
    network = Network((2, 4, 1), "relu", "binary_cross_entropy", rng=seed)
    report = check_network(network, *xor())
    assert report.passed, report
    assert report.undecided > 0


@pytest.mark.parametrize("activation", ["relu", "leaky_relu"])
def test_what_gives_the_right_delta_is_never_the_mistake(activation):
    # the slope of both is the same at A and at Z; a kink leaves such halves
    network, X, Y = case("mse", activation)
    _, right = network.loss_and_gradient(X, Y)
    pieces, start = [], 0
    for name, x in network.named_parameters():
        a = right[start : (start := start + x.size)].reshape(x.shape)
        agrees = name[1] == "3"
        n = a.copy() if agrees else np.cos(a)
        pieces.append(Piece(name, x, a, n, np.ones(x.shape, bool), 0.0 if agrees else 0.3, agrees))
    assert network_cause(network, Y, 0.0, pieces, 1e-5) == ""


@pytest.mark.parametrize("off", [1e-6, 1e-3])
def test_a_factor_1_is_never_named(off):
    # one sample, one output: N, C, 1/N and 1/C are 1
    network = Network((3, 4, 1), "tanh", "mse", rng=0)
    rng = np.random.default_rng(0)
    right = network.loss_and_gradient
    network.loss_and_gradient = lambda *a: (right(*a)[0], right(*a)[1] * (1 + off))
    report = check_network(network, rng.normal(size=(1, 3)), rng.normal(size=(1, 1)))
    assert not report.passed
    assert f"is {1 + off} times too large: a constant factor" in report.cause
    for text in ("N = 1", "C = 1", "all 1 entries"):
        assert text not in report.cause


@pytest.mark.parametrize("activation", ["tanh", "relu"])
def test_float32_tolerance_grows_with_the_batch(activation):
    rng = np.random.default_rng(0)
    network = Network((3, 8, 2), activation, "mse", rng=0, dtype=np.float32)
    X, Y = (np.repeat(rng.normal(size=(1, n)), 30_000, axis=0) for n in (3, 2))
    report = check_network(network, X, Y)
    assert report.passed, report
    assert 1e-4 < report.tolerance < 1e-3
    assert check_network(network, X[:100], Y[:100]).tolerance == 1e-4
    right = network.loss_and_gradient
    network.loss_and_gradient = lambda *a: (right(*a)[0], right(*a)[1] * np.float32(1.01))
    assert not check_network(network, X, Y).passed


def test_float32_networks_pass_and_stay_float32():
    network, X, Y = case(dtype=np.float32)
    assert check_network(network, X, Y).passed
    assert network.parameters.dtype == np.float32
    # the right gradient of the last call must not stand in for one that is not written
    network.layers[0].backward_from_delta = lambda dZ: dZ
    assert "W1 is 0: is it computed" in check_network(network, X, Y).cause


def test_a_few_coordinates_are_enough():
    network, X, Y = case()
    report = check_network(network, X, Y, coordinates=10)
    assert report.passed
    assert report.checked == 10
    assert check_network(network, X, Y, coordinates=[0, 3, 3]).checked == 2
    flip(network)
    assert "opposite sign" in check_network(network, X, Y, coordinates=10).cause


def flip(network):
    right = network.loss_and_gradient
    network.loss_and_gradient = lambda *a: (right(*a)[0], -right(*a)[1])


def planted(network, number, change, X, Y, l2=0.1):
    """Let `change(layer, dZ)` run at the end of one layer's backward."""
    layer = network.layers[number - 1]
    right = layer.backward_from_delta

    def wrong(dZ):
        back = right(dZ)
        changed = change(layer, dZ)
        return back if changed is None else right(changed)

    layer.backward_from_delta = wrong
    return check_network(network, X, Y, l2=l2)


def put(name, value):
    return lambda layer, dZ: getattr(layer, name).__setitem__(..., value(layer, dZ))


def upstream(layer, dZ):
    return dZ / layer._prime(layer.Z)


@pytest.mark.parametrize(
    ("number", "change", "entry", "cause"),
    [
        (3, lambda d, dZ: -dZ, "3", "opposite sign"),
        (2, lambda d, dZ: dZ * N, "2", f"the 1/N of the mean (N = {N}) is missing"),
        (2, lambda d, dZ: dZ / N, "2", f"divided by N = {N} once more"),
        (3, lambda d, dZ: dZ * d.A * (1 - d.A), "3", "output slope a (1 - a) is applied"),
        (3, lambda d, dZ: softmax_vjp(d.A, dZ), "3", "p - y already contains it"),
        (3, lambda d, dZ: d.A / N, "3", "the delta of layer 3: the targets are not subtracted"),
        (2, upstream, "2", "the delta of layer 2: the slope f'(Z2) is missing"),
        (1, upstream, "1", "the delta of layer 1: the slope f'(Z1) is missing"),
        (2, lambda d, dZ: upstream(d, dZ) * d._prime(d.A), "2", "at A2 instead of Z2"),
        (2, lambda d, dZ: upstream(d, dZ) * d.A, "2", "A2 itself stands where its slope"),
        (2, lambda d, dZ: upstream(d, dZ) * d.Z * (1 - d.Z), "2", "a (1 - a) is fed Z2"),
        (2, lambda d, dZ: np.cos(dZ), "2", "W3, b3 agree, so it enters on the way back"),
        (3, lambda d, dZ: np.cos(dZ), "3", "it starts at the output"),
        (2, put("db", lambda d, dZ: dZ.mean(0)), "b2", "a bias gradient is the sum over the batch"),
        (2, put("db", lambda d, dZ: dZ.sum()), "b2", "holds one number, the sum"),
        (2, put("db", lambda d, dZ: dZ[-1]), "b2", "b2: only the last sample counts"),
        (2, put("db", lambda d, dZ: dZ.sum(0) + 0.1 * d.b), "b2", "L2 term is applied to biases"),
        (2, put("db", lambda d, dZ: np.cos(dZ[0])), "b2", "W2 agrees, so the delta of layer 2"),
        (2, put("dW", lambda d, dZ: np.outer(d.A_prev[-1], dZ[-1])), "W2", "only the last sample"),
        (2, put("dW", lambda d, dZ: (d.A_prev.T @ dZ) * N), "W2", "the 1/N of the mean"),
        (2, put("dW", lambda d, dZ: np.cos(d.W)), "W2", "b2 agrees, so the delta of layer 2"),
        (2, put("dW", lambda d, dZ: np.arctanh(d.A_prev).T @ dZ), "W2", "Z1 instead of A1"),
        (2, put("dW", lambda d, dZ: d.A_prev.T @ dZ - 0.1 * d.W), "W2", "the L2 term is missing"),
        (2, put("dW", lambda d, dZ: d.A_prev.T @ dZ + 0.1 * d.W), "W2", "stray factor 2"),
        (2, put("dW", lambda d, dZ: d.A_prev.T @ dZ - 0.08 * d.W), "W2", "divided by N"),
        (2, put("db", lambda d, dZ: 0 * d.b), "b2", "b2 is 0: is it computed"),
    ],
)  # fmt: skip
def test_mistakes_in_a_network_are_named_and_placed(number, change, entry, cause):
    network, X, Y = case()
    report = planted(network, number, change, X, Y)
    assert not report.passed
    assert cause in report.cause, report
    assert f"{number}" in report.cause or "whole" in report.cause
    assert report.errors[f"W{len(SIZES) - 1}"] < 1e-7 or number == 3
    if entry[0] in "Wb":
        assert report.entry.startswith(entry)
        assert [name for name, error in report.errors.items() if error > 1e-6] == [entry]
    elif number > 1:
        assert "repair this first" in report.cause


def test_transposed_weights_are_named():
    network, X, Y = case(sizes=(3, 4, 4, 4, 2))
    layer, below = network.layers[2], network.layers[1]
    right = layer.backward_from_delta

    def wrong(dZ):
        right(dZ)
        return dZ @ layer.W

    layer.backward_from_delta = wrong
    report = check_network(network, X, Y)
    assert "the delta of layer 2: W3 is not transposed" in report.cause
    assert below.W.shape == (4, 4)
    network, X, Y = case(sizes=(3, 4, 4, 2))
    report = planted(network, 2, put("dW", lambda layer, dZ: (layer.A_prev.T @ dZ).T), X, Y, l2=0)
    assert report.cause.startswith("W2 is transposed")


def test_a_missing_output_slope_is_named():
    network, X, Y = case("mse", ("tanh", "tanh", "sigmoid"))
    report = planted(network, 3, upstream, X, Y)
    assert "the delta of layer 3: the slope of the output activation is missing" in report.cause


def test_whole_gradients_are_named():
    network, X, Y = case()
    flip(network)
    assert check_network(network, X, Y).cause.startswith("the whole gradient has the opposite sign")


def test_a_wrong_forward_pass_is_named_first():
    network, X, Y = case("half_squared_error")
    network.layers[0]._f = sigmoid
    assert check_network(network, X, Y).cause.startswith("the forward pass: the network's loss is")


def test_check_network_restores_parameters_when_it_fails():
    network, X, Y = case()
    before = network.parameters.copy()

    def broken(*_):
        network.parameters[...] = 0
        raise ArithmeticError("no")

    network.loss_and_gradient = broken
    with pytest.raises(ArithmeticError):
        check_network(network, X, Y)
    np.testing.assert_array_equal(network.parameters, before)


# ---- bad input ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda f, x: check_gradient(f, x.T, x), "it has the shape of the transpose"),
        (lambda f, x: check_gradient(f, x * np.nan, x), "gradient must be finite, got nan"),
        (lambda f, x: check_gradient(f, x, x, method="forward"), "'central' or 'complex'"),
        (lambda f, x: check_gradient(f, x, x, coordinates=0), "must be a whole number >= 1, got 0"),
        (lambda f, x: check_gradient(f, x, x, coordinates=[6]), "coordinates must be 0 to 5"),
        (lambda f, x: check_gradient(f, x, x, coordinates=[]), "whole numbers, at least one"),
        (lambda f, x: check_gradient(f, x, x, tolerance=0), "tolerance must be a positive number"),
        (lambda f, x: check_gradient(f, x, x, names=[("W", (2, 2))]), "cover all 6 entries"),
    ],
)  # fmt: skip
def test_bad_input_is_named(call, message):
    with pytest.raises(ValueError, match=message):
        call(lambda x: (x**2).sum(), np.ones((2, 3)))


@pytest.mark.parametrize("loss", ["binary_cross_entropy", "cross_entropy", "half_squared_error"])
def test_a_sample_of_zeros_and_zero_biases_hide_nothing_from_the_complex_step(loss):
    outputs = 3 if loss == "cross_entropy" else 1
    network = Network((2, 4, outputs), "tanh", loss, rng=0)
    X = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0]])
    Y = np.array([0, 2, 1]) if outputs == 3 else np.array([[0.0], [1.0], [1.0]])
    assert check_network(network, X, Y, method="complex").relative_error < 1e-13
