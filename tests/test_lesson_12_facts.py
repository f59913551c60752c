"""What lesson 12 claims, computed in another way."""

import math

import sympy as sp


def test_sympys_derivatives_explode_and_an_engines_do_not():
    x = sp.Symbol("x")
    formula, counts, function = x, [], []
    for _ in range(5):
        counts.append(sp.count_ops(sp.diff(formula, x)))
        function.append(sp.count_ops(formula))
        formula = 4 * formula * (1 - formula)
    assert counts == [0, 2, 21, 82, 264]
    assert function[-1] == 38
    factors = sp.symbols("x1:21")
    written = sum(sp.count_ops(sp.diff(sp.prod(factors), v)) for v in factors)
    assert written == 20 * 18 == 360


def test_the_slope_of_newtons_loop_lags_behind():
    a = sp.Symbol("a")
    x, errors = sp.Integer(1), []
    for _ in range(4):
        x = (x + a / x) / 2
        slope = sp.diff(x, a).subs(a, 2)
        off = x.subs(a, 2) - sp.sqrt(2), slope - 1 / (2 * sp.sqrt(2))
        errors.append([abs(float(sp.N(e, 40))) for e in off])
    orders = [[round(math.log10(e / lead)) for e, lead in zip(pair, (2, 1), strict=True)]
              for pair in errors[2:]]  # fmt: skip
    assert orders == [[-6, -5], [-12, -11]]
    assert all(slope > value for value, slope in errors)


def test_a_careless_second_call_gives_three_times_the_gradient():
    # x = 3, u = x·x, f = u·u. First call: u 2·9 = 18, x 18·6 = 108.
    # Second: u holds 18, gets 18, speaks with 36: x gets 36·6 = 216 more.
    assert 108 + 216 == 3 * 4 * 3**3
