"""Right answers to `slopes_in_symbols`: by SymPy, with positive symbols, in other forms."""

import sympy as sp

x, y = sp.symbols("x y")
x_positive, y_positive = sp.symbols("x y", positive=True)


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
    by_sympy(x_positive, y_positive),
    {
        "quotient_by_x": y**-1,
        "quotient_by_y": -x * y ** (-2),
        "power_by_x": x**y * y / x,
        "power_by_y": sp.exp(y * sp.log(x)) * sp.log(x),
        "softplus_by_x": sp.exp(x) / (1 + sp.exp(x)),
    },
]
