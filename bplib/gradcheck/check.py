"""Gradient checking: compare a derived gradient with one that only evaluates the function.

The report says which entry differs, and what kind of mistake differs in that way.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike

from bplib._support.arguments import Array, finite, floating, number, whole
from bplib.gradcheck.along import (
    FAR,
    NEAR,
    kink_along,
    kink_at,
    kinked_between,
    line_through,
    noise_of,
)
from bplib.gradcheck.causes import find_cause, network_cause
from bplib.gradcheck.layerwise import layerwise_gradient, layerwise_sides
from bplib.gradcheck.numeric import (
    Function,
    Index,
    Numeric,
    default_step,
    norm,
    one_number,
    point_of,
    relative_error,
    slope,
)
from bplib.gradcheck.report import GradientReport, Piece
from bplib.network import Network

Kinks = Callable[[Array, float], Array]  # which of these entries are undecided, given the rounding

COARSE = 1e-10  # noise in f, as a share of its size: single precision has 1e-8, double 1e-16
NOT_COMPLEX = (
    "f is not complex-differentiable as written (a conjugate, an absolute value, a comparison, "
    "np.var): its complex step and a central difference disagree, so central differences judge here"
)


def check_gradient(
    f: Function,
    gradient: ArrayLike | Callable[[Any], ArrayLike],
    x: ArrayLike,
    *,
    method: Literal["central", "complex"] = "central",
    coordinates: int | Sequence[int] | None = None,
    rng: int | np.random.Generator = 0,
    names: str | Sequence[tuple[str, Any]] | None = None,
    tolerance: float | None = None,
) -> GradientReport:
    """Compare a gradient with a numeric one and say how they differ.

    An entry beside a kink, whose value lies between both one-sided slopes, is undecided: it is
    counted, and spoils nothing; where nothing is decided, nothing passes. A complex step is not
    believed alone: where one central difference along a random direction contradicts it, central
    differences judge. Where f rounds more coarsely than x, as with float32 inside, the step and the
    tolerance follow its rounding. f is asked twice at x, and must say the same.

    Parameters
    ----------
    f : callable
        Takes x, returns one number; see `numerical_gradient` and `complex_step_gradient`.
    gradient : same shape as x, or a function of x that returns it
        The gradient to check.
    x : array of any shape
        Left as it was, whatever happens.
    method : "central" or "complex"
    coordinates : int or sequence of int, optional
        Check so many random entries, or those at these positions of x.ravel(); all by default.
    rng : int or Generator
        Draws the random entries.
    names : str or sequence of (str, shape), optional
        What to call x ("x" by default), or the arrays that lie one after another in a flat x. An
        array may stand for its shape, so `network.named_parameters()` will do.
    tolerance : float, > 0, optional
        Largest relative error of an array; 1e-7, or 1e-4 when x or the gradient is float32
        (more for a network on a large batch: it grows with the square root of N).

    Returns
    -------
    GradientReport

    Raises
    ------
    ValueError
        When shapes differ, numbers are not finite, or an option is out of range.
    """
    x = point_of(x)
    before = x.copy()
    try:
        a = floating(gradient(x) if callable(gradient) else gradient, "gradient")
        claim = _Claim(f, a, x, _layout(names, x), method, tolerance)
        return _check(claim, _positions(coordinates, x.size, rng))
    finally:
        x[...] = before


def check_network(
    network: Network,
    X: ArrayLike,
    Y: ArrayLike,
    *,
    l2: float = 0.0,
    method: Literal["central", "complex"] = "central",
    coordinates: int | Sequence[int] | None = None,
    rng: int | np.random.Generator = 0,
    tolerance: float | None = None,
) -> GradientReport:
    """Check `network.loss_and_gradient` at the network's parameters, on one batch.

    The numeric gradient comes from another network of the same architecture, in float64 or complex
    numbers, that only ever runs forward; `network` itself keeps its parameters. Choose X and Y so
    that no mistake can hide: several samples, non-zero biases, all sizes different.

    Parameters
    ----------
    network : Network
    X : (N, D)
    Y : (N, C), or what else the network's loss takes
    l2 : float, >= 0
        Strength of the penalty, as in `Network.loss`.
    method, coordinates, rng, tolerance
        As in `check_gradient`.

    Returns
    -------
    GradientReport

    Raises
    ------
    ValueError
        When the data does not fit the network, or an option is out of range.
    """
    before = network.parameters.copy()
    network.gradient[...] = 0  # what backward forgets to write must not look right from last time
    try:
        value, a = network.loss_and_gradient(X, Y, l2)
    finally:
        network.parameters[...] = before

    real, kept = _twin(network, np.float64), before.astype(np.float64)
    twin = _twin(network, np.complex128) if method == "complex" else real

    def loss(parameters: Array) -> Any:
        twin.parameters[...] = parameters
        return twin.loss(X, Y, l2)

    def explain(pieces: list[Piece], close: float) -> str:
        real.parameters[...] = kept
        expected = real.loss(X, Y, l2)
        if abs(value - expected) > 1e-4 * abs(expected):
            return (
                f"the forward pass: the network's loss is {value:.6g}, its parameters give "
                f"{expected:.6g}; repair forward before backward"
            )
        return network_cause(real, Y, l2, pieces, close)

    N, C = real.forward(X).shape
    factors = {
        f"the 1/N of the mean (N = {N}) is missing": N,
        f"divided by N = {N} once more than the loss": 1 / N,
        f"the loss is divided by the C = {C} outputs too, the gradient is not": C,
        f"divided by the C = {C} outputs": 1 / C,
        f"the loss is divided by all {N * C} entries, the gradient is not": N * C,
        f"divided by all {N * C} entries": 1 / (N * C),
    }
    named = [(name, array.shape) for name, array in network.named_parameters()]
    claim = _Claim(loss, a, kept, named, method, tolerance, terms=N)
    if coordinates is None:
        every = layerwise_gradient(real, X, Y, l2, method)
        numeric = Numeric(every, np.ones(kept.size, dtype=bool), _rounding(claim))
    else:
        numeric = _numeric(claim, _positions(coordinates, kept.size, rng))

    def kinks(entries: Array, rounding: float) -> Array:
        if not {"relu", "leaky_relu"} & set(network.architecture.activations):
            return np.zeros_like(entries)
        real.parameters[...] = kept
        at, near, far = (layerwise_sides(real, X, Y, l2, scale) for scale in (1, NEAR, FAR))
        between = kinked_between(a, at, near, far, rounding)
        # Several kinks may lie on one entry's way; a complex step crosses none of them.
        stays = layerwise_gradient(real, X, Y, l2, "complex")
        slack = 100 * np.finfo(a.dtype).eps * np.abs(stays).max()
        slack = claim.limit * (np.abs(a) + np.abs(stays)) + slack
        return entries & (between | (np.abs(a - stays) <= slack))

    find = partial(find_cause, factors=factors, explain=explain, l2=l2)
    return _compare(claim, numeric, find, kinks)


# ---- the comparison ----------------------------------------------------------------------------


@dataclass
class _Claim:
    """A gradient that is said to be f's at x, and how near to the numeric one it must come."""

    f: Function
    gradient: Array
    x: Array
    layout: list[tuple[str, Index]]  # names and shapes of the arrays inside x
    method: str
    tolerance: float | None
    terms: int = 1  # summed in one entry
    step: float | None = None  # of central differences, times max(1, |x_i|)

    def __post_init__(self) -> None:
        if self.method not in ("central", "complex"):
            raise ValueError(f"method must be 'central' or 'complex', got {self.method!r}")
        a, x = self.gradient, self.x
        if a.shape != x.shape:
            turned = "; it has the shape of the transpose" if a.shape == x.shape[::-1] else ""
            raise ValueError(f"the gradient must have x's shape {x.shape}, got {a.shape}{turned}")
        finite(a, "gradient")
        if self.tolerance is None:
            single = np.float32 in (a.dtype, x.dtype) or self.step is not None
            # a sum of n terms in float32 is off by about sqrt(n) roundings
            summed = 32 * float(np.finfo(np.float32).eps) * math.sqrt(self.terms)
            self.limit = max(1e-4, summed) if single else 1e-7
        else:
            self.limit = number(self.tolerance, "tolerance", above=0)

    def h(self, index: Index) -> float:
        """Return the step of one entry."""
        step = self.step or default_step(self.x, "central")
        return step * max(1.0, abs(float(self.x[index])))


def _check(claim: _Claim, positions: list[int]) -> GradientReport:
    """Compare, with each way of asking f looked at before it is believed."""
    x = claim.x
    first, second = (float(np.real(one_number(claim.f(x)))) for _ in range(2))
    numeric = _numeric(claim, positions)
    third = float(np.real(one_number(claim.f(x))))
    low, high = min(first, second, third), max(first, second, third)
    if high - low > 100 * np.finfo(x.dtype).eps * max(abs(low), abs(high)):
        report = _compare(claim, numeric, lambda *_: "", lambda entries, _: np.zeros_like(entries))
        digits = 6 if f"{low:.6g}" != f"{high:.6g}" else 17
        cause = (
            "f gives different values for the same x, such as "
            f"{low:.{digits}g} and {high:.{digits}g}: "
            "fix the seed, the mask or the batch before f is called"
        )
        return replace(report, passed=False, cause=cause)

    notes = []
    if claim.method == "complex" and _contradicted(claim, numeric):
        notes.append(NOT_COMPLEX)
        complex_f = claim.f
        claim = replace(claim, method="central", f=lambda x: np.real(one_number(complex_f(x))))
        numeric = _numeric(claim, positions)
    if claim.method == "central" and not all(piece.agrees for piece in _pieces(claim, numeric)):
        noise = noise_of(claim.f, x, default_step(x, "central"))
        moves = np.abs(numeric.values) * np.maximum(1, np.abs(x.ravel()))
        share = noise / max(abs(first), float(moves.max()), np.finfo(float).tiny)
        if x.dtype == np.float64 and share > COARSE:
            # rounding and truncation balance near the cube root of the noise
            step = 2.0 ** round(math.log2(min(share, 2.0**-12)) / 3)
            claim = replace(claim, step=step)
            numeric = replace(_numeric(claim, positions), rounding=4 * noise / step)
            notes.append(
                f"f's values carry rounding noise of about {noise:.0e}, more than double precision "
                "explains: is something in f float32? The step and the tolerance follow that noise"
            )

    def kinks(entries: Array, rounding: float) -> Array:
        found = np.zeros_like(entries)
        for position in np.flatnonzero(entries):
            index = _unravel(int(position), x.shape)
            slope_there = float(claim.gradient[index])
            found[position] = kink_at(claim.f, x, index, claim.h(index), slope_there, rounding)
        return found

    report = _compare(claim, numeric, find_cause, kinks)
    return replace(report, cause="; ".join([*notes, *filter(None, [report.cause])]))


def _contradicted(claim: _Claim, complex_step: Numeric) -> bool:
    """Whether one central difference along a random direction contradicts the complex steps."""
    x = claim.x
    v = np.where(complex_step.checked, np.random.default_rng(0).uniform(-1, 1, x.size), 0)
    v *= np.maximum(1, np.abs(x.ravel()))
    rate, h = float(complex_step.values @ v), default_step(x, "central")
    line = line_through(claim.f, x, v.reshape(x.shape).astype(x.dtype))
    narrow, wide = ((line(step) - line(-step)) / (2 * step) for step in (h, 2 * h))
    rounding = 10 * np.finfo(x.dtype).eps * abs(line(0.0)) / h
    close = 1e-3 if x.dtype == np.float32 else 1e-6
    slack = rounding + 2 * abs(wide - narrow) + close * norm(complex_step.values) * norm(v)
    if not abs(narrow - rate) > slack:
        return False
    noise = 4 * noise_of(claim.f, x, h) / h
    if abs(narrow - rate) <= slack + noise:
        return False
    return not kink_along(line, h, rate, rounding + noise)


def _numeric(claim: _Claim, positions: list[int]) -> Numeric:
    """Differentiate f, one entry of x at a time."""
    x = claim.x
    values, checked = np.zeros(x.size), np.zeros(x.size, dtype=bool)
    complex_step = claim.method == "complex"
    point = x.astype(np.complex128) if complex_step else x
    for position in positions:
        index = _unravel(position, x.shape)
        step = 1e-200 if complex_step else claim.h(index)
        values[position] = slope(claim.f, point, index, step, claim.method)
        checked[position] = True
    return Numeric(values, checked, _rounding(claim))


def _rounding(claim: _Claim) -> float:
    size_of_f = abs(one_number(claim.f(claim.x)))
    steps = 1 if claim.method == "complex" else 10 / default_step(claim.x, claim.method)
    return np.finfo(claim.x.dtype).eps * size_of_f * steps


def _decided(claim: _Claim, numeric: Numeric, pieces: list[Piece], kinks: Kinks) -> Array:
    """Which of the compared entries no kink leaves undecided."""
    failing = {piece.name for piece in pieces if not piece.agrees}
    owners = np.concatenate(
        [np.full(math.prod(shape), name in failing) for name, shape in claim.layout]
    )
    a, n = claim.gradient.ravel(), numeric.values
    off = np.abs(a - n) > np.maximum(claim.limit * (np.abs(a) + np.abs(n)), numeric.rounding)
    return numeric.checked & ~kinks(numeric.checked & owners & off, numeric.rounding)


def _pieces(claim: _Claim, numeric: Numeric) -> list[Piece]:
    """Cut x and both gradients into the named arrays, and compare them."""
    pieces, start = [], 0
    x, a = claim.x, claim.gradient
    for name, shape in claim.layout:
        part = slice(start, start := start + math.prod(shape))
        checked = numeric.checked[part]
        if not checked.any():
            continue
        ours, theirs = a.ravel()[part][checked], numeric.values[part][checked]
        error = relative_error(ours, theirs)
        noise = numeric.rounding * math.sqrt(len(ours))
        agrees = error <= claim.limit or bool(norm(ours - theirs) <= noise)
        at, ours, theirs, seen = (
            values.ravel()[part].reshape(shape)
            for values in (x, a, numeric.values, numeric.checked)
        )
        pieces.append(Piece(name, at, ours, theirs, seen, error, agrees))
    return pieces


def _compare(
    claim: _Claim, numeric: Numeric, find: Callable[[list[Piece], float], str], kinks: Kinks
) -> GradientReport:
    """Report how the claimed gradient and the numeric one differ; `find` looks for the reason."""
    pieces, compared = _pieces(claim, numeric), int(numeric.checked.sum())
    if claim.method == "central" and not all(piece.agrees for piece in pieces):
        numeric = replace(numeric, checked=_decided(claim, numeric, pieces, kinks))
    decided = int(numeric.checked.sum())
    if decided:
        pieces = _pieces(claim, numeric)
    passed = decided > 0 and all(piece.agrees for piece in pieces)
    judged = [piece for piece in pieces if passed or not piece.agrees]
    worst = max(judged, key=lambda piece: piece.error)
    gap = np.where(worst.checked, np.abs(worst.analytic - worst.numeric), -1)
    inside = _unravel(int(gap.argmax()), gap.shape)
    before = [name for name, _ in claim.layout].index(worst.name)
    offset = sum(math.prod(shape) for _, shape in claim.layout[:before])
    index = _unravel(offset + int(gap.argmax()), claim.x.shape)

    cause = ""
    if not decided:
        cause = (
            "nothing is decided: every entry lies beside a kink, with a value between both "
            "one-sided slopes; move x off the kinks (a ReLU at 0), or use method='complex'"
        )
    elif not passed:
        cause = find(pieces, max(1e-5, 10 * claim.limit))
    else:
        notes = []
        if decided < compared:
            notes.append(
                f"{compared - decided} of {compared} entries lie beside a kink (a ReLU at 0), with "
                "a value between both one-sided slopes: undecided; method='complex' does not "
                "cross it"
            )
        if worst.error > claim.limit:
            finer = (
                "nothing finer exists"
                if claim.method == "complex"
                else "method='complex' sees further"
            )
            notes.append(
                f"{worst.name} is so small that it is within the rounding of the numeric gradient "
                f"(about {numeric.rounding:.0e} an entry); {finer}"
            )
        cause = "; ".join(notes)
    return GradientReport(
        passed=passed,
        relative_error=max(piece.error for piece in judged),
        worst=index,
        analytic=float(worst.analytic[inside]),
        numeric=float(worst.numeric[inside]),
        cause=cause,
        entry=f"{worst.name}{list(inside) if inside else ''}",
        errors={piece.name: piece.error for piece in pieces},
        tolerance=claim.limit,
        checked=decided,
        size=claim.x.size,
        method=claim.method,
        undecided=compared - decided,
    )


def _layout(names: str | Sequence[tuple[str, Any]] | None, x: Array) -> list[tuple[str, Index]]:
    """Names and shapes of the arrays inside x."""
    if names is None or isinstance(names, str):
        return [(names or "x", x.shape)]
    layout = [
        (name, shape.shape if isinstance(shape, np.ndarray) else tuple(shape))
        for name, shape in names
    ]
    named = sum(math.prod(shape) for _, shape in layout)
    if named != x.size or len({name for name, _ in layout}) != len(layout):
        raise ValueError(
            f"names must name each array once and cover all {x.size} entries of x; got {layout}, "
            f"which has {named} entries"
        )
    return layout


def _positions(
    coordinates: int | Sequence[int] | None, size: int, rng: int | np.random.Generator
) -> list[int]:
    """Which entries of x.ravel() to check."""
    if coordinates is None:
        return list(range(size))
    if isinstance(coordinates, int | np.integer):
        count = min(whole(coordinates, "coordinates"), size)
        drawn = np.random.default_rng(rng).choice(size, count, replace=False)
        return [int(position) for position in np.sort(drawn)]
    chosen = np.asarray(coordinates)
    if chosen.size == 0 or chosen.dtype.kind not in "iu":
        raise ValueError(f"coordinates must be whole numbers, at least one, got {coordinates!r}")
    if chosen.min() < 0 or chosen.max() >= size:
        raise ValueError(f"coordinates must be 0 to {size - 1}, got {coordinates!r}")
    return [int(position) for position in np.unique(chosen)]


def _twin(network: Network, dtype: Any) -> Network:
    """Make a network of the same architecture and parameters, in another number type."""
    plan = network.architecture
    twin = Network(plan.sizes, plan.activations, plan.loss, init="zeros", dtype=dtype)
    twin.parameters[...] = network.parameters
    return twin


def _unravel(position: int, shape: Index) -> Index:
    return tuple(int(i) for i in np.unravel_index(position, shape))
