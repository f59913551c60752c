"""A formula is its text, and nothing but a formula."""

import math

import numpy as np
import pytest

from bplib.course.checks import (
    Formula,
)
from bplib.course.checks.data import pack, unpack
from bplib.course.checks.formula import FUNCTIONS


def test_a_formula_is_its_text():
    formula = Formula("sin(3*x) + y**2", "x", "y")
    assert formula(0.2, 3.0) == pytest.approx(math.sin(0.6) + 9)
    assert unpack(pack(formula))(0.2, 3.0) == formula(0.2, 3.0)
    assert repr(Formula("x**2")) == "x ↦ x**2"
    with pytest.raises(TypeError, match="takes 2 numbers, x and y; 1 was given"):
        formula(1.0)


def test_what_is_no_number_is_told_in_a_learners_words():
    f, g = Formula("2*u + v", "u", "v"), Formula("x**2")
    with pytest.raises(TypeError, match="takes numbers; given a function as u and a list as v"):
        f(g, [1.0])
    for wrong in (lambda: f * g, lambda: np.cos(g), lambda: math.exp(g), lambda: -g, lambda: g[0]):
        with pytest.raises(TypeError, match="function") as raised:
            wrong()
        assert "Formula" not in str(raised.value)


def test_a_name_of_an_argument_is_refused_in_its_own_words():
    with pytest.raises(TypeError) as raised:
        Formula("x**2")(x=2.0)
    assert str(raised.value) == "x ↦ x**2 takes its numbers in order, without names; x= was given"
    with pytest.raises(TypeError, match="without names; u= and v= were given"):
        Formula("2*u + v", "u", "v")(u=1.0, v=2.0)


X = 0.37


@pytest.mark.parametrize("name", FUNCTIONS)
def test_each_of_its_functions_is_the_one_of_that_name(name):
    """Reference, right answers and slips share these, so no exercise can see one that is wrong."""
    own = {"sigmoid": lambda x: 1 / (1 + math.exp(-x)), "sum": float, "relu": lambda x: max(x, 0.0)}
    wanted = own.get(name) or getattr(math, name)
    for x in (X, -X) if name == "relu" else (X,):
        assert Formula(f"{name}(x)")(x) == pytest.approx(wanted(x), rel=1e-14)


@pytest.mark.parametrize("text", ["__import__('os')", "x.real", "[x]", "lambda: 1", "z", "'a'"])
def test_a_formula_is_nothing_but_a_formula(text):
    with pytest.raises(ValueError, match="the formula"):
        Formula(text)
