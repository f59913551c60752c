"""Right answers to `stable_rates`: solved for by SymPy, and typed in two other forms."""

import sympy as sp

eta, lam, mu = sp.symbols("eta lambda mu", positive=True)


def rates_by_solving():
    w = sp.Symbol("w")
    factor = sp.diff(w - eta * sp.diff(lam * w**2 / 2, w), w)
    best = sp.solve(sp.Eq(1 - eta * mu, -(1 - eta * lam)), eta)[0]
    return {
        "factor": factor,
        "limit": sp.solve(sp.Eq(factor, -1), eta)[0],
        "best": best,
        "shrink": 1 - best * mu,
    }


ANSWERS = [
    rates_by_solving(),
    {
        "factor": -(eta * lam - 1),
        "limit": 1 / (lam / 2),
        "best": 1 / ((lam + mu) / 2),
        "shrink": 1 - 2 * mu / (lam + mu),
    },
    {
        "factor": (lam**2 * eta - lam) / -lam,
        "limit": sp.Rational(2) * lam**-1,
        "best": 2 / lam / (1 + mu / lam),
        "shrink": (lam / mu - 1) / (lam / mu + 1),
    },
]
