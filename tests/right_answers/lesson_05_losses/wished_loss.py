"""Right answers to `wished_loss`: integration, binary cross-entropy, the inverse of tanh."""

import sympy as sp

a, y = sp.symbols("a y")


def by_integration():
    u = sp.Symbol("u")
    slope = sp.together((a - y) / ((1 - a) * (1 + a)))
    parts = sp.apart((u - y) / ((1 - u) * (1 + u)), u)
    loss = -sp.Rational(1, 2) * (1 + y) * sp.log(1 + a) - (1 - y) * sp.log(1 - a) / 2 + sp.log(2)
    assert sp.simplify(sp.diff(loss, a) - parts.subs(u, a)) == 0
    return {"slope": slope, "loss": loss}


def by_bce():
    """Binary cross-entropy of p = (1 + a)/2 with the target (1 + y)/2."""
    p, q = (1 + a) / 2, (1 + y) / 2
    loss = -q * sp.log(p) - (1 - q) * sp.log(1 - p)
    return {"slope": sp.diff(loss, a), "loss": loss}


def by_atanh():
    artanh = sp.log((1 + a) / (1 - a)) / 2
    loss = sp.log(2) - sp.log(1 - a**2) / 2 - y * artanh
    return {"slope": a / (1 - a**2) - y / (1 - a**2), "loss": loss}


ANSWERS = [by_integration(), by_bce(), by_atanh()]
