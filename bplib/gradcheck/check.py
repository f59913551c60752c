"""Gradient checking: compare a derived gradient with one that only evaluates the function.

The report says which entry differs, and what kind of mistake differs in that way.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike

from bplib._support.arguments import Array, finite, floating, number, whole
from bplib.gradcheck.causes import find_cause, kink, network_cause
from bplib.gradcheck.layerwise import layerwise_gradient
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
        Largest relative error of an array; 1e-7, or 1e-4 when x or the gradient is float32.

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
        return _compare(claim, _numeric(claim, coordinates, rng), find_cause)
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
    claim = _Claim(loss, a, kept, named, method, tolerance)
    if coordinates is None:
        every = layerwise_gradient(real, X, Y, l2, method)
        numeric = Numeric(every, np.ones(kept.size, dtype=bool), _rounding(claim))
    else:
        numeric = _numeric(claim, coordinates, rng)
    return _compare(claim, numeric, partial(find_cause, factors=factors, explain=explain, l2=l2))


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

    def __post_init__(self) -> None:
        if self.method not in ("central", "complex"):
            raise ValueError(f"method must be 'central' or 'complex', got {self.method!r}")
        a, x = self.gradient, self.x
        if a.shape != x.shape:
            turned = "; it has the shape of the transpose" if a.shape == x.shape[::-1] else ""
            raise ValueError(f"the gradient must have x's shape {x.shape}, got {a.shape}{turned}")
        finite(a, "gradient")
        if self.tolerance is None:
            self.limit = 1e-4 if np.float32 in (a.dtype, x.dtype) else 1e-7
        else:
            self.limit = number(self.tolerance, "tolerance", above=0)


def _numeric(
    claim: _Claim, coordinates: int | Sequence[int] | None, rng: int | np.random.Generator
) -> Numeric:
    """Differentiate f, one entry of x at a time."""
    x = claim.x
    values, checked = np.zeros(x.size), np.zeros(x.size, dtype=bool)
    complex_step = claim.method == "complex"
    point, step = (x.astype(np.complex128), 1e-200) if complex_step else (x, None)
    for position in _positions(coordinates, x.size, rng):
        index = _unravel(position, x.shape)
        values[position] = slope(claim.f, point, index, step, claim.method)
        checked[position] = True
    return Numeric(values, checked, _rounding(claim))


def _rounding(claim: _Claim) -> float:
    size_of_f = abs(one_number(claim.f(claim.x)))
    steps = 1 if claim.method == "complex" else 10 / default_step(claim.x, claim.method)
    return np.finfo(claim.x.dtype).eps * size_of_f * steps


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
    claim: _Claim, numeric: Numeric, find: Callable[[list[Piece], float], str]
) -> GradientReport:
    """Report how the claimed gradient and the numeric one differ; `find` looks for the reason."""
    pieces = _pieces(claim, numeric)
    passed = all(piece.agrees for piece in pieces)
    judged = [piece for piece in pieces if passed or not piece.agrees]
    worst = max(judged, key=lambda piece: piece.error)
    gap = np.where(worst.checked, np.abs(worst.analytic - worst.numeric), -1)
    inside = _unravel(int(gap.argmax()), gap.shape)
    before = [name for name, _ in claim.layout].index(worst.name)
    offset = sum(math.prod(shape) for _, shape in claim.layout[:before])
    index = _unravel(offset + int(gap.argmax()), claim.x.shape)

    cause = ""
    if not passed:
        close = max(1e-5, 10 * claim.limit)
        if claim.method == "central":
            cause = kink(claim.f, claim.x, index, float(claim.gradient[index]), close) or ""
        cause = cause or find(pieces, close)
    elif worst.error > claim.limit:
        cause = (
            f"{worst.name} is so small that it is within the rounding of the numeric gradient "
            f"(about {numeric.rounding:.0e} an entry); "
            + (
                "nothing finer exists"
                if claim.method == "complex"
                else "method='complex' sees further"
            )
        )
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
        checked=int(numeric.checked.sum()),
        size=claim.x.size,
        method=claim.method,
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
