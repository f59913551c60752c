r"""The calculus of one scalar: activations, losses, their derivatives, and SymPy's word for each.

Formulas are built unevaluated, so that they stay in the order a textbook writes: `1 - a`, not
`-a + 1`. Slopes are given in the form used by hand (by a where a = f(z) makes that short); the
`check_*` functions compare each with `sympy.diff`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

import sympy as sp
from sympy import Expr

from bplib.symbolic.display import Line, partial, to_latex, to_text

# ---- sums and products that keep their order ---------------------------------------------------


def times(*factors: Expr) -> Expr:
    """Multiply, keeping the order; factors 1 are dropped and products inside flattened."""
    flat: list[Expr] = []
    for factor in factors:
        flat += factor.args if factor.is_Mul else [factor]
    flat = [factor for factor in flat if factor != 1]
    return sp.Mul(*flat, evaluate=False) if len(flat) > 1 else (flat or [sp.S.One])[0]


def plus(*terms: Expr) -> Expr:
    """Add, keeping the order."""
    return sp.Add(*terms, evaluate=False) if len(terms) > 1 else terms[0]


def minus(left: Expr, right: Expr) -> Expr:
    """Subtract, keeping the order."""
    return plus(left, times(sp.S.NegativeOne, right))


def over(numerator: Expr, denominator: Expr) -> Expr:
    """Divide, keeping numerator and denominator apart."""
    below = denominator.args if denominator.is_Mul else (denominator,)
    inverses = [sp.Pow(factor, -1, evaluate=False) for factor in below]
    return sp.Mul(numerator, *inverses, evaluate=False)


def complement(p: Expr) -> Expr:
    """1 - p."""
    return minus(sp.S.One, p)


# ---- activations -------------------------------------------------------------------------------


@dataclass(frozen=True)
class ActivationFormula:
    """An entrywise activation: name on the page, `f(z)`, and `slope(z, a)` with a = f(z)."""

    name: str
    f: Callable[[Expr], Expr]
    slope: Callable[[Expr, Expr], Expr]


def _normal_cdf(z: Expr) -> Expr:
    return times(sp.S.Half, plus(sp.S.One, sp.erf(z / sp.sqrt(2))))


def _normal_density(z: Expr) -> Expr:
    return over(sp.exp(-(z**2) / 2), sp.sqrt(2 * sp.pi))


def _logistic(z: Expr) -> Expr:
    return sp.Pow(plus(sp.S.One, sp.exp(-z)), -1, evaluate=False)


def _kinked(low: Expr) -> Callable[[Expr, Expr], Expr]:
    """1 right of the kink, `low` at it and left of it: the convention of `bplib.activations`."""
    return lambda z, _a: sp.Piecewise((sp.S.One, z > 0), (low, True))


_LEAK = sp.Rational(1, 100)

ACTIVATION_FORMULAS: dict[str, ActivationFormula] = {
    "identity": ActivationFormula("", lambda z: z, lambda _z, _a: sp.S.One),
    "sigmoid": ActivationFormula(r"\sigma", _logistic, lambda _z, a: times(a, complement(a))),
    "tanh": ActivationFormula(r"\tanh", sp.tanh, lambda _z, a: complement(a**2)),
    "relu": ActivationFormula("ReLU", lambda z: sp.Max(0, z), _kinked(sp.S.Zero)),
    "leaky_relu": ActivationFormula("LeakyReLU", lambda z: sp.Max(_LEAK * z, z), _kinked(_LEAK)),
    "softplus": ActivationFormula(
        "softplus", lambda z: sp.log(plus(sp.S.One, sp.exp(z))), lambda z, _a: _logistic(z)
    ),
    "gelu": ActivationFormula(
        "GELU",
        lambda z: times(z, _normal_cdf(z)),
        lambda z, _a: plus(_normal_cdf(z), times(z, _normal_density(z))),
    ),
}


def softmax_slope(a: Sequence[Expr], j: int, k: int) -> Expr:
    """da_j / dz_k = a_j (1 - a_j) for j = k, else -a_j a_k."""
    return times(a[j], complement(a[j])) if j == k else times(sp.S.NegativeOne, a[j], a[k])


# ---- losses of one sample ----------------------------------------------------------------------


@dataclass(frozen=True)
class LossFormula:
    """A loss of one sample: `value(a, y)` over all outputs, `slope(a_k, y_k, C)` = dL/da_k."""

    value: Callable[[Sequence[Expr], Sequence[Expr]], Expr]
    slope: Callable[[Expr, Expr, int], Expr]


def _squares(a: Sequence[Expr], y: Sequence[Expr]) -> Expr:
    return plus(*(sp.Pow(minus(t, p), 2, evaluate=False) for p, t in zip(a, y, strict=True)))


def _minus_y_log_a(y: Expr, a: Expr) -> Expr:
    return times(sp.S.NegativeOne, y, sp.log(a))


def _binary_cross_entropy(a: Sequence[Expr], y: Sequence[Expr]) -> Expr:
    terms: list[Expr] = []
    for p, t in zip(a, y, strict=True):
        terms += [_minus_y_log_a(t, p), _minus_y_log_a(complement(t), complement(p))]
    return plus(*terms)


LOSS_FORMULAS: dict[str, LossFormula] = {
    "mse": LossFormula(
        lambda a, y: times(sp.Rational(1, len(a)), _squares(a, y)),
        lambda a, y, outputs: times(sp.Rational(2, outputs), minus(a, y)),
    ),
    "half_squared_error": LossFormula(
        lambda a, y: times(sp.S.Half, _squares(a, y)),
        lambda a, y, _outputs: minus(a, y),
    ),
    "binary_cross_entropy": LossFormula(
        _binary_cross_entropy,
        lambda a, y, _outputs: over(minus(a, y), times(a, complement(a))),
    ),
    "cross_entropy": LossFormula(
        lambda a, y: plus(*(_minus_y_log_a(t, p) for p, t in zip(a, y, strict=True))),
        lambda a, y, _outputs: times(sp.S.NegativeOne, over(y, a)),
    ),
}


FUSED_LOSSES = {"binary_cross_entropy": "sigmoid", "cross_entropy": "softmax"}
"""Losses whose delta at the output is p - y, and the activation that makes it so."""


# ---- SymPy's word ------------------------------------------------------------------------------


@cache
def check_activation(name: str) -> tuple[Line, ...]:
    """Assert slope(z, f(z)) = df/dz on both half-lines; at the kink of a ReLU there is no df/dz.

    Returns
    -------
    tuple of Line
        The fact, to be displayed.

    Raises
    ------
    AssertionError
        When SymPy's derivative differs.
    """
    formula = ACTIVATION_FORMULAS[name]
    for z in (sp.Symbol("z", positive=True), sp.Symbol("z", negative=True)):
        a = formula.f(z)
        _require_zero(sp.diff(a, z) - formula.slope(z, a), f"the slope of {name}")
    z, a = sp.symbols("z a")
    value, slope = formula.f(z), formula.slope(z, a)
    left = to_latex(value)
    if not (value.is_Symbol or value.is_Function):
        left = rf"\left({left}\right)"
    return (
        Line(
            [rf"\frac{{d}}{{dz}} {left}", to_latex(slope)],
            [f"d/dz {to_text(value)}", to_text(slope)],
            [False],
        ),
    )


@cache
def check_softmax(classes: int = 3) -> tuple[Line, ...]:
    """Assert da_j/dz_k = a_j ([j = k] - a_k) for every pair of three classes.

    Returns
    -------
    tuple of Line
        The two facts, for j = k and for j != k, to be displayed.

    Raises
    ------
    AssertionError
        When SymPy's derivative differs.
    """
    z = sp.symbols(f"z_1:{classes + 1}")
    a = [sp.exp(z_j) / sum(sp.exp(z_k) for z_k in z) for z_j in z]
    for j in range(classes):
        for k in range(classes):
            difference = sp.diff(a[j], z[k]) - softmax_slope(a, j, k)
            _require_zero(difference, f"the softmax derivative da_{j + 1}/dz_{k + 1}")
    outputs = sp.symbols("a_1:3")
    return tuple(
        Line(
            [to_latex(partial(outputs[j], z[0])), to_latex(softmax_slope(outputs, j, 0))],
            [to_text(partial(outputs[j], z[0])), to_text(softmax_slope(outputs, j, 0))],
            [False],
        )
        for j in (0, 1)
    )


def check_equal(left: Expr, right: Expr, what: str) -> None:
    """Assert that two small rational expressions are equal.

    Raises
    ------
    AssertionError
        When they are not; the message says `what` and shows the difference.
    """
    difference = sp.cancel(left - right)
    if difference != 0:
        raise AssertionError(f"{what} is off by {difference}")


def _require_zero(difference: Expr, what: str) -> None:
    rest = sp.simplify(difference.doit())
    if rest != 0:
        raise AssertionError(f"{what} is off by {rest}")
