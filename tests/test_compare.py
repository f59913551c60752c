"""Comparing: types, shapes, then values."""

import math
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
import sympy as sp

from bplib.course.checks.compare import compare
from bplib.course.checks.data import pack, unpack
from bplib.course.checks.equivalence import compare_expressions
from bplib.course.checks.showing import show


@pytest.mark.parametrize(
    ("got", "expected", "kind"),
    [
        (1.0, np.array([1.0]), "type"),
        (np.array([1.0]), 1.0, None),
        (np.array([[1.0]]), 1.0, None),
        (np.array([[1.5]]), 1.0, "value"),
        (np.array([1.0, 1.0]), 1.0, "type"),
        ([1.0], 1.0, "type"),
        ([np.array([1.0]), np.array([[2.0]])], [1.0, 2.0], None),
        ([np.array([1.0]), np.array([3.0])], [1.0, 2.0], "value"),
        (np.array([[1.0], [2.0]]), [1.0, 2.0], "type"),
        ("Word ", "word", None),
        ("world", "word", "value"),
        (1, True, "type"),
        (np.ones((1, 3)), np.ones(3), "type"),
        (np.ones((3, 3)), np.ones(3), "type"),
        (True, 1.0, "type"),
        ("1.0", 1.0, "type"),
        (1.0 + 1e-5, 1.0, "value"),
        (np.float32(1.0) + np.float32(1e-3), 1.0, "value"),
        (math.nan, 1.0, "value"),
        (math.inf, 1.0, "value"),
        (1.0, math.inf, "value"),
        (1 + 0j, 1.0, "type"),
        ({"a": 1.0}, {"b": 1.0}, "type"),
        ((1.0, 2.0), (1.0, 3.0), "value"),
        ((1.0,), (1.0, "x"), "type"),
        ([1.0, 2.0], (1.0, 2.0), None),
        ([1.0, 2.0], np.array([1.0, 2.0]), None),
        (np.float64(2), 2, None),
        (2.0, 2, None),
        (math.nan, math.nan, None),
        (math.inf, math.inf, None),
        ({"a": 1.0, "more": 2}, {"a": 1.0}, None),
        (np.bool_(True), True, None),
        ("word", "word", None),
        (0.0, 0.0, None),
        (3e-17, 0.0, None),
        (1e-12, 0.0, "value"),
        (np.array([True, False]), np.array([True, False]), None),
        ([True, True], np.array([True, False]), "value"),
        (np.array([1.0, 0.0]), np.array([True, False]), "type"),
    ],
)
def test_compare(got, expected, kind):
    difference = compare(got, expected, 1e-7)
    assert (difference.kind if difference else None) == kind


def test_digits_are_significant_digits():
    assert compare(0.7311, 0.731058, 1e-7, digits=4) is None
    assert compare(0.73, 0.731058, 1e-7, digits=4).kind == "value"
    assert compare(np.array([0.7311]), 0.731058, 1e-7, digits=4) is None
    assert compare(np.array([0.7311, 1]), 0.731058, 1e-7, digits=4).kind == "type"
    assert compare("-0.7311", -0.731058, 1e-7, digits=4) is None
    assert compare("a", 0.731058, 1e-7, digits=4).kind == "type"
    assert compare(-0.1126, -0.112568, 1e-7, digits=4) is None
    assert compare(-0.112, -0.112568, 1e-7, digits=4).kind == "value"


def test_digits_may_be_cut_off_where_rounding_is_not_asked_for():
    assert compare(0.6421, 0.642182, 1e-7, digits=4) is None
    assert compare(-0.05628, -0.0562811, 1e-7, digits=4) is None
    assert compare(-0.1125, -0.112568, 1e-7, digits=4) is None
    assert compare(-0.1127, -0.112568, 1e-7, digits=4).kind == "value"
    assert compare(-0.1124, -0.112568, 1e-7, digits=4).kind == "value"
    assert compare(0.11252, 0.112568, 1e-7, digits=4) is None
    assert compare(0.11250, 0.112568, 1e-7, digits=5).kind == "value"
    assert compare(0.6421, 0.642182, 1e-7, digits=4, rounded=True).kind == "value"
    assert compare(0.6422, 0.642182, 1e-7, digits=4, rounded=True) is None


@pytest.mark.parametrize("number", [0.3, 1 / 3, 12.7])
def test_single_precision_is_known_by_its_numbers(number):
    """Whether float32 results are handed in as they are, as a float, or beside one."""
    single = np.float32(number) * np.float32(1 + 1e-6)
    assert abs(float(single) / number - 1) > 1e-7
    array = np.full(3, number)
    assert compare(single, number, 1e-7) is None
    assert compare(float(single), number, 1e-7) is None
    assert compare([float(single)] * 3, array, 1e-7) is None
    beside = number * (1 + 1e-6), array.astype(np.float32)
    assert compare(beside, (number, array), 1e-7) is None
    assert compare({"a": beside}, {"a": (number, array)}, 1e-7) is None
    assert compare(beside[0], number, 1e-7).kind == "value"
    assert compare((beside[0], array), (number, array), 1e-7).kind == "value"
    assert compare(float(np.float32(number * 1.001)), number, 1e-7).kind == "value"


def test_the_smallest_numbers_keep_their_digits():
    tiny = np.full(2, 1e-306)
    assert compare(tiny * (1 + 1e-9), tiny, 1e-7) is None
    assert compare(tiny * (1 + 1e-5), tiny, 1e-7).kind == "value"
    assert compare(np.zeros(2), tiny, 1e-7).kind == "value"


def test_a_number_is_not_shown_as_another_one():
    assert show(0.99999994) == "0.99999994"
    assert "0.99999994" in show(np.array([0.5, 0.99999994]))
    assert show(np.array([0.5, 1.0])) == "[0.5, 1. ]"


@pytest.mark.parametrize(
    ("got", "hint"),
    [
        (0.9, "a number more than 10 % away from yours"),
        (0.7411, "a number within 10 % of yours; 4 significant digits are asked for"),
        (0.73, "a number within 1 % of yours; 4 significant digits are asked for"),
        (0.7312, "a number within 0.1 % of yours; 4 significant digits are asked for"),
        (-0.7311, "a number of the other sign"),
        (0.0, "a number more than 10 % away from yours"),
        (math.inf, "a number more than 10 % away from yours"),
        (math.nan, "a number"),
    ],
)
def test_a_wrong_number_is_not_told_the_right_one(got, hint):
    difference = compare(got, 0.731058, 1e-7, digits=4)
    assert (difference.kind, difference.expected) == ("value", hint)
    assert "731" not in difference.expected


@pytest.mark.parametrize(
    ("got", "hint"),
    [
        (17.5, "a whole number"),
        (18, "another whole number"),
        (10, "another whole number"),
        (-17, "a number of the other sign"),
        (math.inf, "a number more than 10 % away from yours"),
    ],
)
def test_of_a_whole_number_no_digits_are_asked_for_and_few_are_left_to_try_never(got, hint):
    assert compare(got, 17, 1e-7, digits=4).expected == hint


def test_a_large_whole_number_is_said_to_be_near():
    near = compare(1009.5, 1000, 1e-7, digits=4).expected
    assert near == "a number within 1 % of yours; a whole number is asked for"
    assert compare(1001, 1000, 1e-7, digits=4).expected == "a number within 1 % of yours"


@pytest.mark.parametrize(
    "number",
    [sp.Rational(3, 4), sp.Float("0.75"), Fraction(3, 4), Decimal("0.75"), sp.exp(0) * 0.75],
)
def test_exact_numbers_are_numbers(number):
    assert compare(unpack(pack(number)), 0.75, 1e-7) is None
    assert compare(unpack(pack([number, number])), np.full(2, 0.75), 1e-7) is None
    assert compare(unpack(pack(number)), 0.75, 1e-7, digits=4) is None
    assert compare(unpack(pack(sp.Symbol("x"))), 0.75, 1e-7).kind == "type"


def test_a_list_of_arrays_is_compared_array_by_array():
    """As the list that it is: a row for a vector is told where it stands, with its own shape."""
    found = compare([np.ones((1, 2))], [np.ones(2)], 1e-7)
    assert (found.place, found.got) == ("[0]", "an array of shape (1, 2)")
    assert found.expected == "an array of shape (2,)"
    assert compare(np.ones((3, 2)), [np.ones(2)] * 3, 1e-7) is None
    assert compare([[1, 1], [1.0, 1.0]], [np.ones(2)] * 2, 1e-7) is None


def test_what_is_of_another_kind_is_told_in_other_words():
    number = compare(1 + 2j, 1.0, 1e-7)
    assert (number.got, number.expected) == ("a complex number", "a number")
    x = sp.Symbol("x")
    matrix, entry = unpack(pack(sp.Matrix([[x]]))), unpack(pack(x))
    found = compare_expressions({"f": matrix}, {"f": entry}, {"x": (1.0, 2.0)})
    assert (found.got, found.expected) == ("a SymPy matrix of shape (1, 1)", "a SymPy expression")


@pytest.mark.parametrize("form", [list, tuple, lambda rows: np.array(rows, dtype=object)])
def test_rows_of_expressions_are_a_matrix(form):
    x = sp.Symbol("x")
    rows = [[x, 1], [x**2, 2]]
    right = {"f": unpack(pack(sp.Matrix(rows)))}
    ranges = {"x": (1.0, 2.0)}
    assert compare_expressions({"f": unpack(pack(form(rows)))}, right, ranges) is None
    assert compare_expressions({"f": unpack(pack(form(rows[::-1])))}, right, ranges).kind == "value"
    assert compare_expressions({"f": unpack(pack(form(rows[:1])))}, right, ranges).kind == "type"
