"""Activations and slopes against mpmath at 40 digits, against autograd, and by laws."""

import math

import autograd.numpy as anp
import mpmath
import numpy as np
import pytest
from autograd import elementwise_grad
from autograd.extend import defvjp, primitive
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from bplib import activations as act
from bplib.activations import ACTIVATIONS, Activation, get_activation

erf = primitive(np.vectorize(math.erf, otypes=[float]))
defvjp(erf, lambda _, x: lambda g: g * 2 / math.sqrt(math.pi) * anp.exp(-(x**2)))

# The textbook formulas, safe only for moderate z.
TEXTBOOK = {
    "identity": lambda z: z * 1.0,
    "sigmoid": lambda z: 1 / (1 + anp.exp(-z)),
    "tanh": anp.tanh,
    "relu": lambda z: anp.maximum(z, 0),
    "leaky_relu": lambda z: anp.where(z > 0, z, 0.01 * z),
    "softplus": lambda z: anp.log(1 + anp.exp(z)),
    "gelu": lambda z: z * (1 + erf(z / math.sqrt(2))) / 2,
}

EXACT = {
    "identity": lambda z: z,
    "sigmoid": lambda z: 1 / (1 + mpmath.exp(-z)),
    "tanh": mpmath.tanh,
    "relu": lambda z: max(z, mpmath.mpf(0)),
    "leaky_relu": lambda z: z if z > 0 else z * mpmath.mpf(0.01),
    "softplus": lambda z: mpmath.log1p(mpmath.exp(z)),
    "gelu": lambda z: z * mpmath.ncdf(z),
}

EXACT_PRIME = {
    "identity": lambda z: mpmath.mpf(1),
    "sigmoid": lambda z: mpmath.exp(-z) / (1 + mpmath.exp(-z)) ** 2,
    "tanh": lambda z: mpmath.sech(z) ** 2,
    "relu": lambda z: mpmath.mpf(z > 0),
    "leaky_relu": lambda z: mpmath.mpf(1 if z > 0 else 0.01),
    "softplus": lambda z: 1 / (1 + mpmath.exp(-z)),
    "gelu": lambda z: mpmath.ncdf(z) + z * mpmath.npdf(z),
}

POINTS = np.array(
    [-30, -19.5, -8.25, -3, -1.1, -0.75, -1e-3, -1e-9, 1e-9, 1e-3, 0.3, 1, 2.7, 8.25, 19.5, 30]
)
EXTREMES = np.array([-1e4, -745.2, -710, -37, -0.0, 0, 37, 710, 745.2, 1e4])
NAMES = list(ACTIVATIONS)

finite = st.floats(-1e4, 1e4)
matrices = hnp.arrays(float, hnp.array_shapes(min_dims=2, max_dims=2), elements=finite)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(("side", "exact"), [("f", EXACT), ("prime", EXACT_PRIME)])
def test_agrees_with_40_digits(name, side, exact):
    with mpmath.workdps(40):
        expected = np.array([float(exact[name](mpmath.mpf(float(z)))) for z in POINTS])
    computed = getattr(ACTIVATIONS[name], side)(POINTS)
    np.testing.assert_allclose(computed, expected, rtol=2e-13, atol=0)


@pytest.mark.parametrize("name", NAMES)
def test_exact_slope_is_the_derivative_of_the_exact_function(name):
    with mpmath.workdps(60):
        for z in POINTS[np.abs(POINTS) > 1e-6]:
            slope = mpmath.diff(EXACT[name], mpmath.mpf(float(z)), h=mpmath.mpf(10) ** -25)
            assert mpmath.almosteq(slope, EXACT_PRIME[name](mpmath.mpf(float(z))), 1e-20, 1e-20)


@pytest.mark.parametrize("name", NAMES)
def test_slope_agrees_with_autograd(name):
    Z = np.random.default_rng(0).normal(0, 2, size=(40, 5))
    expected = elementwise_grad(TEXTBOOK[name])(Z)
    np.testing.assert_allclose(ACTIVATIONS[name].f(Z), TEXTBOOK[name](Z), rtol=1e-13, atol=1e-15)
    np.testing.assert_allclose(ACTIVATIONS[name].prime(Z), expected, rtol=1e-12, atol=1e-15)


def test_by_hand():
    # At z = ln 3: e^-z = 1/3, so a = 1 / (1 + 1/3) = 3/4 and a (1 - a) = 3/16.
    # At z = ln 2: tanh = (2 - 1/2) / (2 + 1/2) = 3/5 and 1 - a^2 = 16/25.
    # softplus(ln 3) = ln(1 + 3) = ln 4; its slope is sigma(ln 3) = 3/4.
    # softmax of (0, ln 2, ln 5): powers 1, 2, 5, total 8.
    ln2, ln3 = math.log(2), math.log(3)
    np.testing.assert_allclose([act.sigmoid(ln3), act.sigmoid_prime(ln3)], [3 / 4, 3 / 16])
    np.testing.assert_allclose([act.tanh(ln2), act.tanh_prime(ln2)], [3 / 5, 16 / 25])
    np.testing.assert_allclose([act.softplus(ln3), act.softplus_prime(ln3)], [math.log(4), 3 / 4])
    np.testing.assert_allclose(act.softmax([[0, ln2, math.log(5)]]), [[1 / 8, 2 / 8, 5 / 8]])


@pytest.mark.parametrize(
    ("from_output", "f", "prime"),
    [
        (act.sigmoid_prime_from_output, act.sigmoid, act.sigmoid_prime),
        (act.tanh_prime_from_output, act.tanh, act.tanh_prime),
        (act.relu_prime_from_output, act.relu, act.relu_prime),
    ],
)
@given(Z=matrices)
def test_slope_from_output_is_slope_from_z(from_output, f, prime, Z):
    # With u = 2⁻⁵³ and a < 1: a's last digit, off by u, counts twice in 1 − a²; the square and
    # the difference add u each; prime(z) itself may be off by one last digit, u. Together 5u.
    np.testing.assert_allclose(from_output(f(Z)), prime(Z), rtol=0, atol=5 * 2.0**-53)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.complex128])
def test_extremes_are_finite_and_silent(name, dtype):
    Z = EXTREMES.astype(dtype)
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        for values in (ACTIVATIONS[name].f(Z), ACTIVATIONS[name].prime(Z)):
            assert np.all(np.isfinite(values))
            assert values.dtype == dtype
            assert values.shape == Z.shape


@pytest.mark.parametrize("name", NAMES)
def test_float32_is_close_to_float64(name):
    Z = np.random.default_rng(1).normal(0, 3, size=(50, 4)).astype(np.float32)
    for function in (ACTIVATIONS[name].f, ACTIVATIONS[name].prime):
        expected = function(Z.astype(float))
        np.testing.assert_allclose(function(Z), expected, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("name", NAMES)
def test_complex_step_gives_the_slope(name):
    Z = np.concatenate([POINTS, EXTREMES[EXTREMES != 0]])
    slope = ACTIVATIONS[name].f(Z + 1e-200j).imag / 1e-200
    np.testing.assert_allclose(slope, ACTIVATIONS[name].prime(Z), rtol=1e-13, atol=1e-90)


@pytest.mark.parametrize("name", NAMES)
def test_whole_numbers_are_not_truncated(name):
    whole = ACTIVATIONS[name].f(np.array([[-1, 0, 2]]))
    assert whole.dtype == np.float64
    np.testing.assert_array_equal(whole, ACTIVATIONS[name].f(np.array([[-1.0, 0.0, 2.0]])))


def test_input_is_left_alone():
    Z = np.array([[-1.0, 2.0]])
    for activation in ACTIVATIONS.values():
        activation.f(Z)[...] = 7
        activation.prime(Z)[...] = 7
    np.testing.assert_array_equal(Z, [[-1, 2]])


def test_convention_at_the_kink():
    assert act.relu_prime(0.0) == 0
    assert act.relu_prime_from_output(0.0) == 0
    assert act.leaky_relu_prime(0.0) == 0.01


def test_leaky_relu_takes_a_slope():
    np.testing.assert_allclose(act.leaky_relu([-2.0, 3.0], slope=0.1), [-0.2, 3])
    np.testing.assert_allclose(act.leaky_relu_prime([-2.0, 3.0], slope=0.1), [0.1, 1])


@given(Z=matrices)
def test_bounds_and_symmetries(Z):
    a = act.sigmoid(Z)
    assert np.all((a >= 0) & (a <= 1))
    np.testing.assert_allclose(a + act.sigmoid(-Z), 1, rtol=1e-15)
    assert np.all(act.sigmoid_prime(Z) <= 0.25)
    assert np.all(act.tanh_prime(Z) <= 1)
    np.testing.assert_array_equal(act.sigmoid_prime(Z), act.sigmoid_prime(-Z))
    np.testing.assert_allclose(act.softplus(Z) - act.softplus(-Z), Z, rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(act.gelu(Z) - act.gelu(-Z), Z, rtol=1e-15, atol=1e-300)


@given(Z=matrices, shift=finite)
def test_softmax_rows_sum_to_one_and_ignore_a_shift(Z, shift):
    A = act.softmax(Z)
    assert A.shape == Z.shape
    assert np.all(A >= 0)
    np.testing.assert_allclose(A.sum(axis=1), 1, rtol=1e-14)
    np.testing.assert_allclose(act.softmax(Z + shift), A, rtol=0, atol=1e-11)


def test_softmax_agrees_with_40_digits():
    Z = np.array([[1e4, 1e4 - 3, -1e4], [0.5, -1.5, 3.0]])
    with mpmath.workdps(40):
        for row, computed in zip(Z, act.softmax(Z), strict=True):
            powers = [mpmath.exp(mpmath.mpf(float(z))) for z in row]
            expected = [float(power / mpmath.fsum(powers)) for power in powers]
            np.testing.assert_allclose(computed, expected, rtol=1e-15)
    assert act.softmax(Z.astype(np.float32)).dtype == np.float32


def test_softmax_vjp_is_the_jacobian_transposed():
    rng = np.random.default_rng(2)
    Z, dA = rng.normal(size=(4, 3)), rng.normal(size=(4, 3))
    dZ = act.softmax_vjp(act.softmax(Z), dA)
    for k in range(3):
        step = 1e-200j * np.eye(3)[k]
        derivative = act.softmax(Z + step).imag / 1e-200
        np.testing.assert_allclose(dZ[:, k], (dA * derivative).sum(axis=1), rtol=1e-13)


def test_registry():
    assert NAMES == ["identity", "sigmoid", "tanh", "relu", "leaky_relu", "softplus", "gelu"]
    assert all(name == activation.name for name, activation in ACTIVATIONS.items())
    assert isinstance(get_activation("gelu"), Activation)
    with pytest.raises(ValueError, match=r"unknown activation 'sigmod'; .*sigmoid, tanh, relu"):
        get_activation("sigmod")


def test_bad_input():
    with pytest.raises(TypeError, match=r"Z must be an array of numbers, got dtype <U"):
        act.sigmoid(["a"])
    with pytest.raises(TypeError, match="rows of different lengths"):
        act.relu([[1, 2], [3]])
    with pytest.raises(ValueError, match=r"softmax needs Z of shape \(N, C\) .* got \(3,\)"):
        act.softmax([1.0, 2.0, 3.0])


@pytest.mark.parametrize("name", ["identity", "sigmoid", "tanh", "softplus", "gelu"])
def test_complex_step_gives_the_slope_at_zero_too(name):
    """Where the formula changes its branch, both branches must be taken together."""
    activation = get_activation(name)
    slope = activation.f(np.array([1e-200j])).imag[0] / 1e-200
    assert slope == pytest.approx(activation.prime(np.zeros(1))[0], rel=1e-14)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("name", NAMES)
def test_nan_stays_nan(name, dtype):
    Z = np.array([-1, 0, 2, np.nan], dtype)
    activation = ACTIVATIONS[name]
    assert np.isnan(activation.f(Z)[-1])
    slopes = activation.prime(Z)
    assert slopes.dtype == dtype
    assert np.isnan(slopes[-1]) == (name != "identity")  # whose slope does not look at z


def test_nan_hides_no_other_entry():
    Z = np.array([-np.inf, -1, -0.0, 0, 2, np.inf, np.nan])
    np.testing.assert_array_equal(act.relu(Z), [0, 0, 0, 0, 2, np.inf, np.nan])
    assert not np.signbit(act.relu(Z)).any()
    np.testing.assert_array_equal(act.relu_prime(Z), [0, 0, 0, 0, 1, 1, np.nan])
    np.testing.assert_array_equal(act.relu_prime_from_output(Z), [0, 0, 0, 0, 1, 1, np.nan])
    np.testing.assert_array_equal(act.leaky_relu_prime(Z), [*[0.01] * 4, 1, 1, np.nan])
