"""Right answers to `sigmoid_neuron_slopes`: by SymPy, powers of e, assumptions, tanh, undone."""

import sympy as sp

w, x, b = sp.symbols("w x b")
positive_w, real_b = sp.Symbol("w", positive=True), sp.Symbol("b", real=True)


def by_powers_of_e(w, x, b):
    z = w * x + b
    slope = 1 / (sp.exp(z / 2) + sp.exp(-z / 2)) ** 2
    return {"d_w": x * slope, "d_b": slope, "d_x": w * slope}


sigmoid = 1 / (1 + sp.exp(-(w * x + b)))
z = sp.Symbol("z")
outer = sp.Subs(sp.diff(1 / (1 + sp.exp(-z)), z), z, w * x + b)

ANSWERS = [
    {name: sp.diff(sigmoid, s) for name, s in (("d_w", w), ("d_b", b), ("d_x", x))},
    by_powers_of_e(w, x, b),
    by_powers_of_e(positive_w, x, real_b),
    {
        "d_w": x * (1 - sp.tanh((w * x + b) / 2) ** 2) / 4,
        "d_b": sp.sech((w * x + b) / 2) ** 2 / 4,
        "d_x": sp.expand(w * sigmoid - w * sigmoid**2),
    },
    {name: sp.Derivative(sigmoid, s) for name, s in (("d_w", w), ("d_b", b), ("d_x", x))},
    {"d_w": x * outer, "d_b": outer, "d_x": w * outer},
]
