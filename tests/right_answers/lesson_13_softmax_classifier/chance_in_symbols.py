"""Right answers to `chance_in_symbols`: by SymPy, and in two other forms."""

import sympy as sp

C, N, n = sp.symbols("C N n", positive=True)


def by_differentiating():
    right, other = sp.symbols("z_r z_o")
    loss = sp.log(sp.exp(right) + (C - 1) * sp.exp(other)) - right
    level = {right: 0, other: 0}
    delta_right = sp.diff(loss, right).subs(level) / N
    delta_wrong = sp.diff(loss, other).subs(level) / (C - 1) / N
    return {
        "loss": loss.subs(level),
        "delta_right": delta_right,
        "delta_wrong": delta_wrong,
        "bias_slope": n * delta_right + (N - n) * delta_wrong,
    }


ANSWERS = [
    by_differentiating(),
    {
        "loss": -sp.log(1 / C),
        "delta_right": -(C - 1) / (C * N),
        "delta_wrong": (1 / N) / C,
        "bias_slope": (N - n * C) / (N * C),
    },
    {
        "loss": sp.log(C * 7) - sp.log(7),
        "delta_right": 1 / (C * N) - 1 / N,
        "delta_wrong": (C * N) ** -1,
        "bias_slope": ((N - n) / C + n * (1 / C - 1)) / N,
    },
]
