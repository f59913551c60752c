"""Right answers to `first_expression` in other styles than the reference."""

import sympy as sp
from right_answers.lesson_00_start_here.shared import x

ANSWERS = [
    {"derivative": x + x},
    {"derivative": sp.diff(x**2, x)},
    {"derivative": (x**3 - x) / x + 2 * x - x**2 + 1},
]
