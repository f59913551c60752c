"""A function written as a formula, so that it can travel as text and be called anywhere.

Exercises such as "the derivative of f(g(x))" hand functions to an answer. A function cannot
be sent to another process as plain data; its formula can.
"""

import ast
from collections.abc import Callable
from typing import Any

import numpy as np


def _sigmoid(x: Any) -> Any:
    return 0.5 * (1.0 + np.tanh(0.5 * x))


def _relu(x: Any) -> Any:
    return x.relu() if hasattr(x, "relu") else np.maximum(x, 0.0)


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "sin": np.sin,
    "cos": np.cos,
    "exp": np.exp,
    "log": np.log,
    "sqrt": np.sqrt,
    "tanh": np.tanh,
    "cosh": np.cosh,
    "sigmoid": _sigmoid,
    "relu": _relu,
    "sum": np.sum,
}

_ALLOWED = (
    ast.Expression,
    ast.BinOp,
    ast.UnaryOp,
    ast.Call,
    ast.Name,
    ast.Load,
    ast.Constant,
    ast.Add,
    ast.Sub,
    ast.Mult,
    ast.Div,
    ast.Pow,
    ast.USub,
)


class Formula:
    """A callable that is nothing but its formula.

    Parameters
    ----------
    text : str
        An expression in the variables, numbers, ``+ - * / **`` and the functions in
        `FUNCTIONS`, for example ``"sin(3*x) + x**2"``.
    *variables : str
        The names of its arguments, in order; ``"x"`` where none is given.

    Raises
    ------
    ValueError
        If the text contains anything else.

    Examples
    --------
    >>> Formula("x**2 + 1")(3.0)
    10.0
    """

    def __init__(self, text: str, *variables: str) -> None:
        self.text = text
        self.variables = variables or ("x",)
        tree = ast.parse(text, mode="eval")
        for node in ast.walk(tree):
            known = isinstance(node, _ALLOWED)
            if isinstance(node, ast.Name):
                known = node.id in FUNCTIONS or node.id in self.variables
            elif isinstance(node, ast.Call):
                known = isinstance(node.func, ast.Name) and not node.keywords
            elif isinstance(node, ast.Constant):
                known = isinstance(node.value, int | float)
            if not known:
                raise ValueError(
                    f"the formula {text!r} contains {ast.unparse(node)!r}; it may use "
                    f"{', '.join(self.variables)}, numbers, + - * / ** and {', '.join(FUNCTIONS)}"
                )
        self._code = compile(tree, "<formula>", "eval")

    def __call__(self, *values: Any, **named: Any) -> Any:
        """Return the value at the given arguments; they have an order and no names."""
        if named:
            given = f"{'= and '.join(named)}= {'was' if len(named) == 1 else 'were'} given"
            raise TypeError(f"{self!r} takes its numbers in order, without names; {given}")
        if len(values) != len(self.variables):
            takes = f"{len(self.variables)} number{'s' * (len(self.variables) > 1)}"
            given = f"{len(values)} {'was' if len(values) == 1 else 'were'} given"
            raise TypeError(f"{self!r} takes {takes}, {' and '.join(self.variables)}; {given}")
        names = dict(zip(self.variables, values, strict=True))
        try:
            return eval(self._code, {"__builtins__": {}, **FUNCTIONS}, names)
        except TypeError:
            others = [f"a {type(v).__name__} as {n}" for n, v in names.items() if _is_no_number(v)]
            if not others:
                raise
            raise TypeError(f"{self!r} takes numbers; given {' and '.join(others)}") from None

    def __repr__(self) -> str:
        return f"{', '.join(self.variables)} ↦ {self.text}"


def _is_no_number(value: Any) -> bool:
    return callable(value) or value is None or isinstance(value, str | list | tuple | dict)


Formula.__name__ = "function"  # so Python's and NumPy's messages call it what a learner does
