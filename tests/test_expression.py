"""Expressions have values without SymPy and without `eval`."""

import math

import numpy as np
import pytest
import sympy as sp

from bplib.course.checks.data import Tree, pack, unpack
from bplib.course.checks.expression import NotAnExpression, evaluate


@pytest.mark.parametrize(
    "build",
    [
        lambda x: sp.atanh(x),
        lambda x: sp.asin(x) + sp.acos(x) + sp.atan(x) + sp.asinh(x),
        lambda x: sp.Piecewise((2 * x, sp.Ne(x, 0)), (0, True)),
        lambda x: sp.Piecewise((x, (x > -9) & (x < 9)), (1, sp.Or(x < -9, sp.Eq(x, 9))), (0, True)),
        lambda x: sp.I * x,
    ],
)
def test_more_of_sympys_functions_have_values(build):
    x = sp.Symbol("x", real=True)
    tree = unpack(pack(build(x)))
    assert evaluate(tree, {"x": 0.3}) == pytest.approx(complex(build(x).subs(x, 0.3)))


def test_a_tree_is_evaluated_without_sympy_or_eval():
    x = sp.Symbol("x")
    tree = unpack(pack(1 / (1 + sp.exp(-x)) + sp.Rational(1, 3) * sp.pi))
    assert isinstance(tree, Tree)
    wanted = 1 / (1 + math.exp(-0.3)) + math.pi / 3
    assert evaluate(tree, {"x": 0.3}) == pytest.approx(wanted)
    assert np.isnan(evaluate(unpack(pack(10 ** sp.Pow(10, 10, evaluate=False))), {}).real)
    assert np.isnan(evaluate(Tree(["Pow", ["Integer", "0x0"], ["Integer", "-0x1"]]), {}).real)
    for node in (["__import__", ["Symbol", "os"]], ["Symbol", "q"], [], ["Add", 3], "text"):
        with pytest.raises(NotAnExpression):
            evaluate(Tree(node), {"x": 1.0})


def test_pieces_are_evaluated_where_they_hold():
    z = sp.Symbol("z")
    pieces = sp.Piecewise((z, z > 0), (sp.Rational(1, 10) * z, True))
    tree = unpack(pack(pieces))
    assert evaluate(tree, {"z": 2.0}) == 2.0
    assert evaluate(tree, {"z": -2.0}) == pytest.approx(-0.2)
    safe = unpack(pack(sp.Piecewise((1 / z, z > 0), (0, True))))
    assert evaluate(safe, {"z": 0.0}) == 0.0
    assert evaluate(unpack(pack(sp.erf(z) + sp.sec(z))), {"z": 0.3}) == pytest.approx(
        math.erf(0.3) + 1 / math.cos(0.3)
    )
