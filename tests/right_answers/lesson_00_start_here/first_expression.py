"""Right answers to `first_expression`: a sum, a derivative, a quotient that cancels."""

import sympy as sp

x = sp.Symbol("x")

ANSWERS = [
    {"derivative": x + x},
    {"derivative": sp.diff(x**2, x)},
    {"derivative": (x**3 - x) / x + 2 * x - x**2 + 1},
]
