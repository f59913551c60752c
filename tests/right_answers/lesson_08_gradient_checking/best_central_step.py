"""Right answers to `best_central_step` in other styles than the reference."""

import sympy as sp

r, m = sp.symbols("r m")

r_positive, m_positive, h_positive = sp.symbols("r m h", positive=True)

ANSWERS = [
    {"best_step": (3 * r / m) ** sp.Rational(1, 3), "least_error": sp.cbrt(9 * r**2 * m) / 2},
    {
        "best_step": sp.exp(sp.log(3 * r / m) / 3),
        "least_error": r / sp.cbrt(3 * r / m) * sp.Rational(3, 2),
    },
    {
        "best_step": sp.solve(m_positive * h_positive / 3 - r_positive / h_positive**2, h_positive)[
            0
        ],
        "least_error": 1.5 * r_positive * (m_positive / (3 * r_positive)) ** (1 / 3),
    },
]
