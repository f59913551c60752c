"""Checks of arguments: what passes, and what each sentence says."""

import math

import numpy as np
import pytest

from bplib._support.arguments import finite, floating, number, whole


def test_arrays_of_numbers_become_floating():
    assert floating([1, 2]).dtype == floating([True]).dtype == np.float64
    for dtype in (np.float32, np.float64, np.complex128):
        array = np.ones(3, dtype)
        assert floating(array) is array
    with pytest.raises(TypeError, match="X must be an array of numbers, got dtype <U1; convert"):
        floating(["a"], "X")
    with pytest.raises(TypeError, match=r"Z must be a rectangular array .* different lengths"):
        floating([[1, 2], [3]])


def test_the_first_entry_that_is_not_finite_is_shown():
    finite(np.ones((2, 2)), "X")
    with pytest.raises(ValueError, match=r"X must be finite, got nan at index \[1, 0\]"):
        finite(np.array([[1.0], [np.nan], [np.inf]]), "X")


@pytest.mark.parametrize(
    ("value", "bounds", "message"),
    [
        (-1, {"least": 0}, "p must be a finite number >= 0, got -1"),
        (math.inf, {"least": 0}, "p must be a finite number >= 0, got inf"),
        (math.nan, {"least": 0}, "p must be a finite number >= 0, got nan"),
        (0, {"above": 0}, "p must be a positive number, got 0"),
        (1, {"least": 0, "below": 1}, "p must be a number >= 0 and < 1, got 1"),
        (0.0, {"above": 0, "most": 1}, "p must be a number > 0 and <= 1, got 0.0"),
        (2, {"least": 0, "most": 1, "hint": "a share"}, "<= 1, got 2; a share"),
    ],
)
def test_a_number_out_of_its_bounds_is_named(value, bounds, message):
    with pytest.raises(ValueError, match=message):
        number(value, "p", **bounds)


def test_numbers_within_their_bounds_pass_as_floats():
    assert number(0, "p", least=0, below=1) == 0
    assert number(1, "p", above=0, most=1) == 1
    assert type(number(np.float32(0.5), "p")) is float
    for wrong in ("fast", None, [1, 2]):
        with pytest.raises(TypeError, match=r"p must be a number, got .*; try 0.1"):
            number(wrong, "p", hint="try 0.1")


def test_whole_numbers():
    assert whole(1, "n") == whole(np.int64(1), "n") == 1
    assert type(whole(np.int64(3), "n")) is int
    assert whole(0, "n", 0) == 0
    with pytest.raises(ValueError, match="n must be a whole number >= 2, got 1; one for each"):
        whole(1, "n", 2, hint="one for each")
    for wrong in (1.0, "1", None):
        with pytest.raises(TypeError, match="n must be a whole number >= 1, got"):
            whole(wrong, "n")
