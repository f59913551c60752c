"""Right answers to `slopes_from_outputs`: substituted, hyperbolic, with assumptions."""

import sympy as sp

a = sp.Symbol("a")
positive = sp.Symbol("a", positive=True)

ANSWERS = [
    {
        "bipolar": 2 * ((1 + a) / 2) * (1 - (1 + a) / 2),
        "stretched": 2 * (1 - (a / 2) ** 2),
        "softplus": (sp.exp(a) - 1) / sp.exp(a),
    },
    {
        "bipolar": sp.sech(sp.atanh(a)) ** 2 / 2,
        "stretched": (2 - a) * (2 + a) / 2,
        "softplus": -sp.exp(-a) + sp.Integer(1),
    },
    {
        "bipolar": sp.Rational(1, 2) - positive * positive / 2,
        "stretched": 2 / sp.cosh(sp.atanh(positive / 2)) ** 2,
        "softplus": 1 / (1 + sp.exp(-sp.log(sp.exp(positive) - 1))),
    },
]
