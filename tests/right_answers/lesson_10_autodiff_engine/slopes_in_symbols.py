"""Right answers to `slopes_in_symbols` in other styles than the reference."""

import sympy as sp
from right_answers.lesson_10_autodiff_engine.shared import x, y

xp, yp = sp.symbols("x y", positive=True)


def by_sympy(a, b):
    return {
        "quotient_by_x": sp.diff(a / b, a),
        "quotient_by_y": sp.diff(a / b, b),
        "power_by_x": sp.diff(a**b, a),
        "power_by_y": sp.diff(a**b, b),
        "softplus_by_x": sp.diff(sp.log(1 + sp.exp(a)), a),
    }


ANSWERS = [
    by_sympy(x, y),
    by_sympy(xp, yp),
    {
        "quotient_by_x": y**-1,
        "quotient_by_y": -x * y ** (-2),
        "power_by_x": x**y * y / x,
        "power_by_y": sp.exp(y * sp.log(x)) * sp.log(x),
        "softplus_by_x": sp.exp(x) / (1 + sp.exp(x)),
    },
]
