"""Losses and gradients against mpmath at 40 digits, autograd, arithmetic by hand, and laws."""

import autograd.numpy as anp
import mpmath
import numpy as np
import pytest
from autograd import grad
from hypothesis import given
from hypothesis import strategies as st

from bplib import losses
from bplib.activations import sigmoid, sigmoid_prime, softmax, softmax_vjp
from bplib.losses import LOSSES, get_loss, one_hot

TEXTBOOK = {
    "mse": lambda P, Y: anp.mean((P - Y) ** 2),
    "half_squared_error": lambda P, Y: anp.sum((P - Y) ** 2) / (2 * len(Y)),
    "binary_cross_entropy": lambda P, Y: (
        -anp.sum(Y * anp.log(P) + (1 - Y) * anp.log(1 - P)) / len(Y)
    ),
    "cross_entropy": lambda P, Y: -anp.sum(Y * anp.log(P)) / len(Y),
}
FUSED = [name for name, loss in LOSSES.items() if loss.activation]


def batch(name, N=5, C=3, seed=0, spread=2.0):
    """Logits, predictions and targets that fit the loss; N, C and all entries differ."""
    rng = np.random.default_rng(seed)
    Z = rng.normal(0, spread, size=(N, C))
    if name == "cross_entropy":
        return Z, softmax(Z), one_hot(rng.integers(C, size=N), C)
    if name == "binary_cross_entropy":
        return Z, sigmoid(Z), rng.integers(2, size=(N, C)).astype(float)
    return Z, Z, rng.normal(size=(N, C))


def exact_from_logits(name, Z, Y):
    """The loss by its definition, in mpmath, from lists of lists of mpf."""
    total = mpmath.mpf(0)
    for z, y in zip(Z, Y, strict=True):
        if name == "cross_entropy":
            powers = [mpmath.exp(value) for value in z]
            p = [power / mpmath.fsum(powers) for power in powers]
            total -= mpmath.fsum(t * mpmath.log(q) for t, q in zip(y, p, strict=True))
        elif name == "binary_cross_entropy":
            for value, t in zip(z, y, strict=True):
                p, q = 1 / (1 + mpmath.exp(-value)), 1 / (1 + mpmath.exp(value))
                total -= t * mpmath.log(p) + (1 - t) * mpmath.log(q)
        else:
            squares = mpmath.fsum((value - t) ** 2 for value, t in zip(z, y, strict=True))
            total += squares / len(z) if name == "mse" else squares / 2
    return total / len(Z)


def exact(array):
    return [[mpmath.mpf(float(value)) for value in row] for row in array]


@pytest.mark.parametrize("name", LOSSES)
@pytest.mark.parametrize("seed", range(4))
def test_value_and_gradient_agree_with_autograd(name, seed):
    _, P, Y = batch(name, seed=seed)
    np.testing.assert_allclose(LOSSES[name].value(P, Y), TEXTBOOK[name](P, Y), rtol=1e-13)
    np.testing.assert_allclose(LOSSES[name].grad(P, Y), grad(TEXTBOOK[name])(P, Y), rtol=1e-12)


@pytest.mark.parametrize("name", LOSSES)
def test_value_and_gradient_agree_with_40_digits(name):
    Z, _, Y = batch(name, N=3, C=2, seed=1)
    value = LOSSES[name].value_from_logits or LOSSES[name].value
    gradient = LOSSES[name].grad_from_logits or LOSSES[name].grad
    with mpmath.workdps(40):
        np.testing.assert_allclose(
            value(Z, Y), float(exact_from_logits(name, exact(Z), exact(Y))), rtol=1e-14
        )
        h = mpmath.mpf(10) ** -15
        for index in np.ndindex(Z.shape):
            shifted = [exact(Z), exact(Z)]
            shifted[0][index[0]][index[1]] += h
            shifted[1][index[0]][index[1]] -= h
            up, down = (exact_from_logits(name, z, exact(Y)) for z in shifted)
            np.testing.assert_allclose(gradient(Z, Y)[index], float((up - down) / (2 * h)), 1e-13)


@pytest.mark.parametrize("name", ["binary_cross_entropy", "cross_entropy"])
def test_gradient_by_prediction_agrees_with_40_digits(name):
    _, P, Y = batch(name, N=3, C=2, seed=2)
    with mpmath.workdps(40):
        for index in np.ndindex(P.shape):
            p, y = mpmath.mpf(float(P[index])), mpmath.mpf(float(Y[index]))
            expected = -y / p + ((1 - y) / (1 - p) if name == "binary_cross_entropy" else 0)
            np.testing.assert_allclose(LOSSES[name].grad(P, Y)[index], float(expected / 3), 1e-14)


@pytest.mark.parametrize("name", FUSED)
def test_from_logits_is_the_loss_of_the_activation(name):
    Z, P, Y = batch(name, seed=3)
    loss = LOSSES[name]
    np.testing.assert_allclose(loss.value_from_logits(Z, Y), loss.value(P, Y), rtol=1e-13)
    dP = loss.grad(P, Y)
    dZ = softmax_vjp(P, dP) if loss.activation == "softmax" else dP * sigmoid_prime(Z)
    np.testing.assert_allclose(loss.grad_from_logits(Z, Y), dZ, rtol=1e-12)


def test_by_hand():
    # N = 2, C = 2. P - Y = [[1, -2], [0, 3]]; squares 1, 4, 0, 9 add up to 14.
    # mse = 14 / (2 * 2) = 3.5, its gradient 2 (P - Y) / 4 = (P - Y) / 2.
    # half squared error = 14 / (2 * 2) = 3.5 as well, its gradient (P - Y) / 2: C = 2 makes them
    # equal. With only the first column: squares 1 + 0, mse = 1/2, half squared error = 1/4.
    P, Y = np.array([[1.0, 0.0], [2.0, 3.0]]), np.array([[0.0, 2.0], [2.0, 0.0]])
    assert losses.mse(P, Y) == losses.half_squared_error(P, Y) == 3.5
    np.testing.assert_array_equal(losses.mse_grad(P, Y), [[0.5, -1], [0, 1.5]])
    np.testing.assert_array_equal(losses.half_squared_error_grad(P, Y), [[0.5, -1], [0, 1.5]])
    assert (losses.mse(P[:, :1], Y[:, :1]), losses.half_squared_error(P[:, :1], Y[:, :1])) == (
        0.5,
        0.25,
    )
    # One sample, p = 3/4 (z = ln 3), y = 1: loss -ln(3/4) = ln(4/3), dL/dp = -4/3,
    # dL/dz = p - y = -1/4 = -4/3 * 3/16.
    assert np.isclose(losses.binary_cross_entropy([[0.75]], [[1]]), np.log(4 / 3))
    assert np.isclose(losses.binary_cross_entropy_grad([[0.75]], [[1]]).item(), -4 / 3)
    assert np.isclose(losses.binary_cross_entropy_from_logits([[np.log(3)]], [[1]]), np.log(4 / 3))
    gradient = losses.binary_cross_entropy_from_logits_grad([[np.log(3)]], [[1]])
    assert np.isclose(gradient.item(), -1 / 4)
    # Softmax of (0, ln 2, ln 5) is (1, 2, 5) / 8; the true class is the second:
    # loss ln 4, gradient (1/8, 2/8 - 1, 5/8).
    Z, Y = np.log([[1, 2, 5]]), one_hot([1], 3)
    assert np.isclose(losses.softmax_cross_entropy(Z, Y), np.log(4))
    np.testing.assert_allclose(losses.softmax_cross_entropy_grad(Z, Y), [[1 / 8, -6 / 8, 5 / 8]])


@pytest.mark.parametrize("name", FUSED)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_extreme_logits_are_exact_and_silent(name, dtype):
    Z = np.array([[1e4, -1e4], [-1e4, 1e4]], dtype=dtype)
    Y = np.array([[0.0, 1.0], [0.0, 1.0]])
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        value = LOSSES[name].value_from_logits(Z, Y)
        gradient = LOSSES[name].grad_from_logits(Z, Y)
    assert value == 1e4  # the first row costs 2e4, the second nothing
    np.testing.assert_array_equal(gradient, [[0.5, -0.5], [0, 0]])
    assert gradient.dtype == dtype


def test_binary_cross_entropy_keeps_tiny_losses():
    value = losses.binary_cross_entropy_from_logits([[40.0], [-40.0]], [[1], [0]])
    np.testing.assert_allclose(value, np.exp(-40.0), rtol=1e-14)


def test_certain_predictions():
    right = ([[1.0, 0.0]], [[1, 0]])
    wrong = ([[0.0, 1.0]], [[1, 0]])
    for name in FUSED:
        assert LOSSES[name].value(*right) == 0
        assert LOSSES[name].value(*wrong) == np.inf
        assert LOSSES[name].grad(*wrong)[0, 0] == -np.inf
    np.testing.assert_array_equal(losses.cross_entropy_grad(*right), [[-1, 0]])
    np.testing.assert_array_equal(losses.binary_cross_entropy_grad(*right), [[-1, 1]])


@pytest.mark.parametrize("name", LOSSES)
def test_float32_stays_float32(name):
    Z, P, Y = batch(name, seed=4)
    for function, argument in (
        (LOSSES[name].grad, P),
        (LOSSES[name].grad_from_logits, Z),
    ):
        if function:
            single = function(argument.astype(np.float32), Y)
            assert single.dtype == np.float32
            np.testing.assert_allclose(single, function(argument, Y), rtol=1e-5, atol=1e-7)
    value = LOSSES[name].value(P.astype(np.float32), Y)
    assert type(value) is float
    np.testing.assert_allclose(value, LOSSES[name].value(P, Y), rtol=1e-5)


@pytest.mark.parametrize("name", LOSSES)
def test_complex_step_gives_the_gradient(name):
    Z, P, Y = batch(name, seed=5)
    for value, gradient, argument in (
        (LOSSES[name].value, LOSSES[name].grad, P),
        (LOSSES[name].value_from_logits, LOSSES[name].grad_from_logits, Z),
    ):
        if value:
            for index in np.ndindex(P.shape):
                step = argument.astype(complex)
                step[index] += 1e-200j
                slope = value(step, Y).imag / 1e-200
                np.testing.assert_allclose(slope, gradient(argument, Y)[index], 1e-12, 1e-15)


@given(N=st.integers(1, 6), C=st.integers(2, 5), seed=st.integers(0, 1000))
def test_laws(N, C, seed):
    for name, loss in LOSSES.items():
        Z, P, Y = batch(name, N, C, seed)
        assert loss.value(P, Y) >= 0
        assert loss.grad(P, Y).shape == (N, C)
        # A batch repeated has the same mean, and half the gradient for each copy.
        twice = np.vstack([P, P]), np.vstack([Y, Y])
        np.testing.assert_allclose(loss.value(*twice), loss.value(P, Y), rtol=1e-13)
        np.testing.assert_allclose(loss.grad(*twice)[:N], loss.grad(P, Y) / 2, rtol=1e-13)
        if name == "cross_entropy":
            rows = loss.grad_from_logits(Z, Y).sum(axis=1)
            np.testing.assert_allclose(rows, 0, atol=1e-15)
        if not loss.activation:
            assert loss.value(Y, Y) == 0


def test_whole_numbers_are_not_truncated():
    assert losses.mse([[1], [2]], [[0], [0]]) == 2.5
    np.testing.assert_array_equal(
        losses.half_squared_error_grad([[1], [2]], [[0], [0]]), [[0.5], [1]]
    )


def test_one_hot():
    Y = one_hot([2, 0, 2], 3)
    np.testing.assert_array_equal(Y, [[0, 0, 1], [1, 0, 0], [0, 0, 1]])
    assert Y.dtype == np.float64
    with pytest.raises(ValueError, match=r"must lie in 0 \.\.\. 2 for 3 classes, got 1 \.\.\. 3"):
        one_hot([1, 3], 3)
    with pytest.raises(ValueError, match=r"must lie in 0 \.\.\. 2"):
        one_hot([-1, 2], 3)
    with pytest.raises(TypeError, match=r"whole numbers, got dtype float64; .*astype\(int\)"):
        one_hot([1.0, 2.0], 3)
    with pytest.raises(ValueError, match=r"shape \(N,\), got \(2, 1\)"):
        one_hot([[1], [2]], 3)


def test_registry():
    assert list(LOSSES) == ["mse", "half_squared_error", "binary_cross_entropy", "cross_entropy"]
    assert all(name == loss.name for name, loss in LOSSES.items())
    assert {name: loss.activation for name, loss in LOSSES.items() if loss.activation} == {
        "binary_cross_entropy": "sigmoid",
        "cross_entropy": "softmax",
    }
    with pytest.raises(ValueError, match="unknown loss 'MSE'; choose one of mse, half"):
        get_loss("MSE")


PAIRED = [f for loss in LOSSES.values() for f in (loss.value, loss.grad)] + [
    f for name in FUSED for f in (LOSSES[name].value_from_logits, LOSSES[name].grad_from_logits)
]


@pytest.mark.parametrize("function", PAIRED, ids=lambda f: f.__name__)
def test_bad_batches(function):
    good = np.array([[0.25, 0.75], [0.5, 0.5]])
    with pytest.raises(ValueError, match=r"same shape \(N, C\), got \(2, 2\) and \(2, 1\)"):
        function(good, [[1], [0]])
    with pytest.raises(ValueError, match=r"same shape \(N, C\), got \(2,\) and \(2,\)"):
        function([0.5, 0.5], [1, 0])
    with pytest.raises(ValueError, match=r"is empty, shape \(0, 2\)"):
        function(np.zeros((0, 2)), np.zeros((0, 2)))
    with pytest.raises(ValueError, match=r"[PZ] must be finite, got nan at index \[0, 1\]"):
        function([[0.5, np.nan], [0.5, 0.5]], good)
    with pytest.raises(ValueError, match=r"Y must be finite, got inf at index \[1, 0\]"):
        function(good, [[0.5, 0.5], [np.inf, 0.5]])


def test_bad_probabilities():
    Y = [[0, 1]]
    with pytest.raises(ValueError, match=r"P must lie in \[0, 1\], got 1.5 at index \[0, 1\]"):
        losses.binary_cross_entropy([[0.5, 1.5]], Y)
    with pytest.raises(ValueError, match=r"P must lie in \[0, inf\], got -0.5"):
        losses.cross_entropy([[0.5, -0.5]], Y)
    with pytest.raises(ValueError, match=r"Y must lie in \[0, 1\], got -1.0 at index \[0, 0\]"):
        losses.binary_cross_entropy_from_logits([[0.5, 0.5]], [[-1, 1]])
    with pytest.raises(ValueError, match=r"every row of Y must sum to 1, row 1 sums to 2; use one"):
        losses.softmax_cross_entropy_grad(np.zeros((2, 2)), [[0, 1], [1, 1]])


def test_every_loss_reads_targets_and_answers_in_the_user_s_terms():
    P, Y = np.array([[0.2, 0.7, 0.1], [0.6, 0.3, 0.1]]), np.array([[0.0, 1, 0], [1, 0, 0]])
    for loss in LOSSES.values():
        np.testing.assert_array_equal(loss.targets(Y, 3), Y)
        loss.check_targets(Y, (2, 3))
        with pytest.raises(ValueError, match=r"same shape \(N, C\), got \(2, 2\) and \(2, 3\)"):
            loss.check_targets(Y, (2, 2))
    assert {name for name, loss in LOSSES.items() if loss.classifies} == {
        "binary_cross_entropy",
        "cross_entropy",
    }
    classes, yes_or_no = LOSSES["cross_entropy"], LOSSES["binary_cross_entropy"]
    np.testing.assert_array_equal(classes.targets([1, 0], 3), Y)
    np.testing.assert_array_equal(yes_or_no.targets([1, 0], 1), [[1], [0]])
    np.testing.assert_array_equal(classes.answers(P), [1, 0])
    np.testing.assert_array_equal(yes_or_no.answers(P), [[0, 1, 0], [1, 0, 0]])
    np.testing.assert_array_equal(LOSSES["mse"].answers(P), P)
    with pytest.raises(ValueError, match=r"row 0 sums to 1\.5"):
        classes.check_targets(np.array([[0.5, 1, 0], [1, 0, 0]]), (2, 3))
    with pytest.raises(ValueError, match=r"Y must lie in \[0, 1\]"):
        yes_or_no.check_targets(2 * Y, (2, 3))
