"""Numeric gradients: by hand, against autograd and mpmath, steps, relative errors, bad input."""

import autograd
import autograd.numpy as anp
import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bplib.gradcheck import complex_step_gradient, numerical_gradient, relative_error


def smooth(x):
    return anp.sum(anp.exp(anp.sin(x)) * x**2)


def test_differences_by_hand():
    # f = x^3 at 2 with h = 0.5: central (2.5^3 - 1.5^3) / 1 = 15.625 - 3.375 = 12.25 = 12 + h^2
    # forward (15.625 - 8) / 0.5 = 15.25

    def cube(x):
        return (x**3).sum()

    assert numerical_gradient(cube, np.array([2.0]), 0.5) == pytest.approx(12.25)
    assert numerical_gradient(cube, np.array([2.0]), 0.5, "forward") == pytest.approx(15.25)
    # complex step: Im (2 + 0.5i)^3 / 0.5 = (3*4*0.5 - 0.125) / 0.5 = 11.75 = 12 - h^2
    assert complex_step_gradient(cube, np.array([2.0]), 0.5) == pytest.approx(11.75)


@pytest.mark.parametrize("shape", [(), (3,), (2, 3), (2, 1, 2)])
def test_agree_with_autograd_in_any_shape(shape):
    x = np.random.default_rng(0).standard_normal(shape)
    exact = autograd.grad(smooth)(x)
    for numeric, tolerance in (
        (numerical_gradient(smooth, x), 1e-9),
        (numerical_gradient(smooth, x, method="forward"), 1e-6),
        (complex_step_gradient(smooth, x), 1e-14),
    ):
        assert numeric.shape == shape
        assert relative_error(numeric, exact) < tolerance


def test_complex_step_agrees_with_mpmath():
    x = 0.7
    with mpmath.workdps(40):
        exact = mpmath.diff(lambda t: mpmath.exp(mpmath.sin(t)) * t**2, mpmath.mpf(x))
        error = abs(complex_step_gradient(smooth, np.array([x]))[0].item() - exact)
        assert error < mpmath.mpf(10) ** -15


def test_the_default_step_is_near_the_best_one():
    x = np.random.default_rng(1).uniform(0.5, 2, 30)
    exact = autograd.grad(smooth)(x)
    for method in ("central", "forward"):
        errors = [
            relative_error(numerical_gradient(smooth, x, 10.0**-k, method), exact)
            for k in range(1, 14)
        ]
        default = relative_error(numerical_gradient(smooth, x, method=method), exact)
        assert default < 5 * min(errors)
        assert errors[0] > 100 * default
        assert errors[-1] > 100 * default


def test_the_default_step_grows_with_the_entry():
    x = np.array([0.5, -3.0, 1000.0])
    for method, step in (("central", 2.0**-17), ("forward", 2.0**-26)):
        seen = []
        numerical_gradient(lambda x, seen=seen: seen.append(x.copy()) or x.sum(), x, method=method)
        widths = np.abs(np.array(seen) - x).max(axis=0)
        np.testing.assert_array_equal(widths, step * np.array([1.0, 3.0, 1000.0]))


def test_float32_keeps_its_type_and_takes_a_wider_step():
    x = np.random.default_rng(2).uniform(0.5, 1, 5).astype(np.float32)
    numeric = numerical_gradient(lambda x: np.sum(x**3), x)
    assert numeric.dtype == np.float32
    assert relative_error(numeric, 3 * x**2) < 1e-4
    assert complex_step_gradient(smooth, x).dtype == np.float32


def test_f_may_read_x_by_another_name_and_whole_numbers_are_copied():
    x = np.array([1.0, 2.0])
    np.testing.assert_allclose(numerical_gradient(lambda _: x @ x, x), [2, 4])
    np.testing.assert_allclose(numerical_gradient(lambda x: np.sum(x * x), [1, 2]), [2, 4])
    assert x.tolist() == [1, 2]


finite = st.lists(st.floats(-1e150, 1e150), min_size=3, max_size=3)


@given(finite, finite)
def test_relative_error_is_symmetric_and_between_0_and_1(a, n):
    error = relative_error(a, n)
    assert 0 <= error <= 1 + 1e-15
    assert error == pytest.approx(relative_error(n, a))
    assert relative_error(a, a) == 0


def test_relative_error_by_hand():
    assert relative_error([3.0, 4], [3, -4]) == pytest.approx(8 / 10)
    assert relative_error([2.0], [1]) == pytest.approx(1 / 3)
    assert relative_error([1.0], [-1]) == relative_error([0.0], [1e-300]) == 1
    assert relative_error([0.0], [0]) == 0


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda f, x: numerical_gradient(f, x, -1), "h must be a positive number, got -1"),
        (lambda f, x: numerical_gradient(f, x, None, "middle"), "'central' or 'forward'"),
        (lambda f, x: numerical_gradient(f, x[:0]), "x is empty"),
        (lambda f, x: numerical_gradient(f, x * np.nan), "x must be finite"),
        (lambda f, x: numerical_gradient(lambda x: x, x), r"one number, got shape \(2, 3\)"),
        (lambda f, x: numerical_gradient(lambda x: np.inf, x), r"finite number, got inf next to x"),
        (lambda f, x: complex_step_gradient(lambda x: abs(x).sum(), x), "drops the imaginary part"),
        (lambda f, x: complex_step_gradient(f, x, 0), "h must be a positive number"),
        (lambda f, x: relative_error(x, x[0]), r"same shape, got \(2, 3\) and \(3,\)"),
        (lambda f, x: relative_error(x, x * np.inf), "n must be finite"),
    ],
)  # fmt: skip
def test_bad_input_is_named(call, message):
    with pytest.raises(ValueError, match=message):
        call(lambda x: (x**2).sum(), np.ones((2, 3)))


def test_complex_points_are_refused():
    with pytest.raises(TypeError, match="x must be real"):
        numerical_gradient(lambda x: 0.0, np.ones(2, complex))
