"""Right answers to `leaky_variance`: three forms, one of them from an integral."""

import sympy as sp

s, n = sp.symbols("s n", positive=True)

ANSWERS = [
    {"passed": sp.Rational(1, 2) + s**2 / 2, "variance": 1 / (n * (1 + s**2) / 2)},
    {"passed": (s * s + 1) * 0.5, "variance": 2 / n / (s**2 + 1)},
    {
        "passed": sp.integrate(s**2 * sp.exp(-n), (n, 0, sp.oo)) / 2 + sp.Rational(1, 2),
        "variance": sp.sqrt(2 / (n + n * s**2)) ** 2,
    },
]
