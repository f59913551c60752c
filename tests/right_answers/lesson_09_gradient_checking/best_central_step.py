"""Right answers to `best_central_step`: roots, logarithms, a solved equation."""

import sympy as sp


def by_roots():
    r, m = sp.symbols("r m")
    return {"best_step": (3 * r / m) ** sp.Rational(1, 3), "least_error": sp.cbrt(9 * r**2 * m) / 2}


def by_logarithms():
    r, m = sp.symbols("r m")
    least = r / sp.cbrt(3 * r / m) * sp.Rational(3, 2)
    return {"best_step": sp.exp(sp.log(3 * r / m) / 3), "least_error": least}


def by_solving():
    r, m, h = sp.symbols("r m h", positive=True)
    (best,) = sp.solve(m * h / 3 - r / h**2, h)
    return {"best_step": best, "least_error": 1.5 * r * (m / (3 * r)) ** (1 / 3)}


ANSWERS = [by_roots(), by_logarithms(), by_solving()]
