"""Gradient checking: compare a derived gradient with one that only evaluates the function.

The report says which entry differs, and what kind of mistake differs in that way.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike

from bplib._support.arguments import Array, floating
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
from bplib.gradcheck.compare import (
    Claim,
    compare,
    layout_of,
    numeric_of,
    pieces_of,
    positions_of,
    rounding_of,
    unravel,
)
from bplib.gradcheck.layerwise import layerwise_gradient, layerwise_sides
from bplib.gradcheck.numeric import (
    Function,
    Numeric,
    default_step,
    norm,
    one_number,
    point_of,
)
from bplib.gradcheck.report import GradientReport, Piece
from bplib.network import Network

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
        claim = Claim(f, a, x, layout_of(names, x), method, tolerance)
        return _check(claim, positions_of(coordinates, x.size, rng))
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
    claim = Claim(loss, a, kept, named, method, tolerance, terms=N)
    if coordinates is None:
        every = layerwise_gradient(real, X, Y, l2, method)
        numeric = Numeric(every, np.ones(kept.size, dtype=bool), rounding_of(claim))
    else:
        numeric = numeric_of(claim, positions_of(coordinates, kept.size, rng))

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
    return compare(claim, numeric, find, kinks)


# ---- each way of asking ------------------------------------------------------------------------


def _check(claim: Claim, positions: list[int]) -> GradientReport:
    """Compare, with each way of asking f looked at before it is believed."""
    x = claim.x
    first, second = (float(np.real(one_number(claim.f(x)))) for _ in range(2))
    numeric = numeric_of(claim, positions)
    third = float(np.real(one_number(claim.f(x))))
    low, high = min(first, second, third), max(first, second, third)
    if high - low > 100 * np.finfo(x.dtype).eps * max(abs(low), abs(high)):
        report = compare(claim, numeric, lambda *_: "", lambda entries, _: np.zeros_like(entries))
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
        numeric = numeric_of(claim, positions)
    if claim.method == "central" and not all(piece.agrees for piece in pieces_of(claim, numeric)):
        noise = noise_of(claim.f, x, default_step(x, "central"))
        moves = np.abs(numeric.values) * np.maximum(1, np.abs(x.ravel()))
        share = noise / max(abs(first), float(moves.max()), np.finfo(float).tiny)
        if x.dtype == np.float64 and share > COARSE:
            # rounding and truncation balance near the cube root of the noise
            step = 2.0 ** round(math.log2(min(share, 2.0**-12)) / 3)
            claim = replace(claim, step=step)
            numeric = replace(numeric_of(claim, positions), rounding=4 * noise / step)
            notes.append(
                f"f's values carry rounding noise of about {noise:.0e}, more than double precision "
                "explains: is something in f float32? The step and the tolerance follow that noise"
            )

    def kinks(entries: Array, rounding: float) -> Array:
        found = np.zeros_like(entries)
        for position in np.flatnonzero(entries):
            index = unravel(int(position), x.shape)
            slope_there = float(claim.gradient[index])
            found[position] = kink_at(claim.f, x, index, claim.h(index), slope_there, rounding)
        return found

    report = compare(claim, numeric, find_cause, kinks)
    return replace(report, cause="; ".join([*notes, *filter(None, [report.cause])]))


def _contradicted(claim: Claim, complex_step: Numeric) -> bool:
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


def _twin(network: Network, dtype: Any) -> Network:
    """Make a network of the same architecture and parameters, in another number type."""
    plan = network.architecture
    twin = Network(plan.sizes, plan.activations, plan.loss, init="zeros", dtype=dtype)
    twin.parameters[...] = network.parameters
    return twin
