"""Right answers to `wished_loss` in other styles than the reference."""

import sympy as sp
from right_answers.lesson_04_losses.shared import a, y


def wish_by_integration():
    u = sp.Symbol("u")
    slope = sp.together((a - y) / ((1 - a) * (1 + a)))
    parts = sp.apart((u - y) / ((1 - u) * (1 + u)), u)
    loss = -sp.Rational(1, 2) * (1 + y) * sp.log(1 + a) - (1 - y) * sp.log(1 - a) / 2 + sp.log(2)
    assert sp.simplify(sp.diff(loss, a) - parts.subs(u, a)) == 0
    return {"slope": slope, "loss": loss}


def wish_by_bce():
    """Binary cross-entropy of p = (1 + a)/2 with the target (1 + y)/2."""
    p, q = (1 + a) / 2, (1 + y) / 2
    loss = -q * sp.log(p) - (1 - q) * sp.log(1 - p)
    return {"slope": sp.diff(loss, a), "loss": loss}


def wish_by_atanh():
    artanh = sp.log((1 + a) / (1 - a)) / 2
    loss = sp.log(2) - sp.log(1 - a**2) / 2 - y * artanh
    return {"slope": a / (1 - a**2) - y / (1 - a**2), "loss": loss}


ANSWERS = [wish_by_integration(), wish_by_bce(), wish_by_atanh()]
