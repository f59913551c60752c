"""A claimed gradient beside the numeric one, array by array, and what a kink leaves open."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from bplib._support.arguments import Array, finite, number, whole
from bplib.gradcheck.numeric import (
    Function,
    Index,
    Numeric,
    default_step,
    norm,
    one_number,
    relative_error,
    slope,
)
from bplib.gradcheck.report import GradientReport, Piece

Kinks = Callable[[Array, float], Array]  # which of these entries are undecided, given the rounding


@dataclass
class Claim:
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


def numeric_of(claim: Claim, positions: list[int]) -> Numeric:
    """Differentiate f, one entry of x at a time."""
    x = claim.x
    values, checked = np.zeros(x.size), np.zeros(x.size, dtype=bool)
    complex_step = claim.method == "complex"
    point = x.astype(np.complex128) if complex_step else x
    for position in positions:
        index = unravel(position, x.shape)
        step = 1e-200 if complex_step else claim.h(index)
        values[position] = slope(claim.f, point, index, step, claim.method)
        checked[position] = True
    return Numeric(values, checked, rounding_of(claim))


def rounding_of(claim: Claim) -> float:
    """Return what rounding can do to one entry of the numeric gradient."""
    size_of_f = abs(one_number(claim.f(claim.x)))
    steps = 1 if claim.method == "complex" else 10 / default_step(claim.x, claim.method)
    return np.finfo(claim.x.dtype).eps * size_of_f * steps


def _decided(claim: Claim, numeric: Numeric, pieces: list[Piece], kinks: Kinks) -> Array:
    """Which of the compared entries no kink leaves undecided."""
    failing = {piece.name for piece in pieces if not piece.agrees}
    owners = np.concatenate(
        [np.full(math.prod(shape), name in failing) for name, shape in claim.layout]
    )
    a, n = claim.gradient.ravel(), numeric.values
    off = np.abs(a - n) > np.maximum(claim.limit * (np.abs(a) + np.abs(n)), numeric.rounding)
    return numeric.checked & ~kinks(numeric.checked & owners & off, numeric.rounding)


def pieces_of(claim: Claim, numeric: Numeric) -> list[Piece]:
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


def compare(
    claim: Claim, numeric: Numeric, find: Callable[[list[Piece], float], str], kinks: Kinks
) -> GradientReport:
    """Report how the claimed gradient and the numeric one differ; `find` looks for the reason."""
    pieces, compared = pieces_of(claim, numeric), int(numeric.checked.sum())
    if claim.method == "central" and not all(piece.agrees for piece in pieces):
        numeric = replace(numeric, checked=_decided(claim, numeric, pieces, kinks))
    decided = int(numeric.checked.sum())
    if decided:
        pieces = pieces_of(claim, numeric)
    passed = decided > 0 and all(piece.agrees for piece in pieces)
    judged = [piece for piece in pieces if passed or not piece.agrees]
    worst = max(judged, key=lambda piece: piece.error)
    gap = np.where(worst.checked, np.abs(worst.analytic - worst.numeric), -1)
    inside = unravel(int(gap.argmax()), gap.shape)
    before = [name for name, _ in claim.layout].index(worst.name)
    offset = sum(math.prod(shape) for _, shape in claim.layout[:before])
    index = unravel(offset + int(gap.argmax()), claim.x.shape)

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


def layout_of(names: str | Sequence[tuple[str, Any]] | None, x: Array) -> list[tuple[str, Index]]:
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


def positions_of(
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


def unravel(position: int, shape: Index) -> Index:
    """Return the index of one position of x.ravel()."""
    return tuple(int(i) for i in np.unravel_index(position, shape))
