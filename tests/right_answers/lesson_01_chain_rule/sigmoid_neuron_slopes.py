"""Right answers to `sigmoid_neuron_slopes` in other styles than the reference."""

import sympy as sp
from right_answers.lesson_01_chain_rule.shared import b, w, x

positive_w, real_b = sp.Symbol("w", positive=True), sp.Symbol("b", real=True)


def neuron(w, x, b):
    z = w * x + b
    slope = 1 / (sp.exp(z / 2) + sp.exp(-z / 2)) ** 2
    return {"d_w": x * slope, "d_b": slope, "d_x": w * slope}


sigmoid = 1 / (1 + sp.exp(-(w * x + b)))

ANSWERS = [
    {name: sp.diff(sigmoid, s) for name, s in (("d_w", w), ("d_b", b), ("d_x", x))},
    neuron(w, x, b),
    neuron(positive_w, x, real_b),
    {
        "d_w": x * (1 - sp.tanh((w * x + b) / 2) ** 2) / 4,
        "d_b": sp.sech((w * x + b) / 2) ** 2 / 4,
        "d_x": sp.expand(w * sigmoid - w * sigmoid**2),
    },
]
