"""The value of a SymPy expression that arrived as a tree, without SymPy and without `eval`."""

import cmath
import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from bplib.course.checks.data import Tree, TreeMatrix

CONSTANTS: dict[str, complex] = {
    "Exp1": math.e,
    "Pi": math.pi,
    "ImaginaryUnit": 1j,
    "BooleanTrue": 1.0,
    "BooleanFalse": 0.0,
}


def _product(*factors: complex) -> complex:
    result: complex = 1.0
    for factor in factors:
        result *= factor
    return result


def _real(x: complex) -> float:
    if abs(x.imag) > 1e-12 * max(1.0, abs(x)):
        raise ValueError("a comparison of complex numbers")
    return x.real


HEADS: dict[str, Callable[..., complex]] = {
    "Add": lambda *terms: sum(terms, 0j),
    "Mul": _product,
    "Pow": lambda base, exponent: base**exponent,
    "exp": cmath.exp,
    "log": lambda x, base=cmath.e: cmath.log(x, base),
    "sin": cmath.sin,
    "cos": cmath.cos,
    "tan": cmath.tan,
    "sinh": cmath.sinh,
    "cosh": cmath.cosh,
    "tanh": cmath.tanh,
    "asin": cmath.asin,
    "acos": cmath.acos,
    "atan": cmath.atan,
    "asinh": cmath.asinh,
    "acosh": cmath.acosh,
    "atanh": cmath.atanh,
    "acoth": lambda x: cmath.atanh(1 / x),
    "sec": lambda x: 1 / cmath.cos(x),
    "csc": lambda x: 1 / cmath.sin(x),
    "cot": lambda x: 1 / cmath.tan(x),
    "erf": lambda x: math.erf(_real(x)),
    "erfc": lambda x: math.erfc(_real(x)),
    "coth": lambda x: 1 / cmath.tanh(x),
    "sech": lambda x: 1 / cmath.cosh(x),
    "csch": lambda x: 1 / cmath.sinh(x),
    "Abs": abs,
    "Max": lambda *xs: max(_real(x) for x in xs),
    "Min": lambda *xs: min(_real(x) for x in xs),
    "Heaviside": lambda x, at_zero=0.5: at_zero if x == 0 else float(_real(x) > 0),
    "sign": lambda x: float((_real(x) > 0) - (_real(x) < 0)),
    "StrictGreaterThan": lambda x, y: float(_real(x) > _real(y)),
    "GreaterThan": lambda x, y: float(_real(x) >= _real(y)),
    "StrictLessThan": lambda x, y: float(_real(x) < _real(y)),
    "LessThan": lambda x, y: float(_real(x) <= _real(y)),
    "Equality": lambda x, y: float(x == y),
    "Unequality": lambda x, y: float(x != y),
    "And": lambda *xs: float(all(xs)),
    "Or": lambda *xs: float(any(xs)),
    "Not": lambda x: float(not x),
}


class NotAnExpression(ValueError):
    """The tree holds a name that has no numeric value here; the message says which."""


def evaluate(tree: Tree, values: Mapping[str, float]) -> complex:
    """Evaluate a tree in double precision.

    Parameters
    ----------
    tree : Tree
        A SymPy expression as names and arguments.
    values : mapping of str to float
        The value of each symbol, by name.

    Returns
    -------
    complex
        The value; NaN where the arithmetic overflows or divides by zero.

    Raises
    ------
    NotAnExpression
        If the tree uses a symbol that has no value, or a function that is not in `HEADS`.
    """
    try:
        return _evaluate(tree.node, values)
    except NotAnExpression:
        raise
    except (ArithmeticError, ValueError, TypeError, IndexError):
        return complex(math.nan)


def _evaluate(node: Any, values: Mapping[str, float]) -> complex:
    if not (isinstance(node, list) and node and isinstance(node[0], str)):
        raise NotAnExpression("something that is not a SymPy expression")
    head, *arguments = node
    if head == "Symbol":
        name = str(arguments[0])
        if name not in values:
            raise NotAnExpression(f"the symbol {name}")
        return complex(values[name])
    if head == "Integer":
        return complex(int(arguments[0], 16))
    if head == "Rational":
        return complex(int(arguments[0], 16) / int(arguments[1], 16))
    if head == "Float":
        return complex(float(arguments[0]))
    if head in CONSTANTS:
        return complex(CONSTANTS[head])
    if head == "Piecewise":
        for _, branch, condition in arguments:
            if _evaluate(condition, values):
                return _evaluate(branch, values)
        return complex(math.nan)
    if head not in HEADS:
        raise NotAnExpression(f"{head}(…), which has no formula")
    return complex(HEADS[head](*(_evaluate(argument, values) for argument in arguments)))


def symbols(value: Any) -> Iterator[str]:
    """Yield the symbols of a tree, and of the trees that a value holds."""
    if isinstance(value, Tree):
        yield from _symbols_of(value.node)
    elif isinstance(value, TreeMatrix):
        for row in value.rows:
            for entry in row:
                yield from symbols(entry)


def _symbols_of(node: Any) -> Iterator[str]:
    if isinstance(node, list) and node:
        if node[0] == "Symbol":
            yield str(node[1])
        for inside in node[1:]:
            yield from _symbols_of(inside)
