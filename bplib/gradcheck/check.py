"""Gradient checking: compare a derived gradient with one that only evaluates the function.

A numeric gradient needs nothing but function values, so it cannot share a mistake with the
backward pass. It is slow and limited by rounding: use it to check, not to train.
The report says which entry differs, and what kind of mistake differs in that way.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike

from bplib.activations import Array, as_floating
from bplib.gradcheck.causes import Explain, Piece, find_cause, network_cause, norm
from bplib.gradcheck.layerwise import layerwise_gradient
from bplib.losses import require_finite
from bplib.network import Network

Function = Callable[[Any], Any]
Index = tuple[int, ...]

# ---- numeric gradients -------------------------------------------------------------------------


def numerical_gradient(
    f: Function,
    x: ArrayLike,
    h: float | None = None,
    method: Literal["central", "forward"] = "central",
) -> Array:
    """Differentiate f by difference quotients, one entry of x at a time.

    With f's Taylor series around x, entry by entry:

        central  (f(x + h) - f(x - h)) / 2h = f'(x) + h^2 f'''(x) / 6 + ...
        forward  (f(x + h) - f(x)) / h      = f'(x) + h f''(x) / 2 + ...

    Rounding adds about eps |f| / h. Truncation and rounding balance near h = eps^(1/3) and
    eps^(1/2): with eps = 2^-52 the defaults are 2^-17 and 2^-26 (float32: 2^-8 and 2^-12), times
    max(1, |x_i|).

    Parameters
    ----------
    f : callable
        Takes x, returns one number.
    x : array of any shape
        An array of floats is changed in place, one entry at a time, so that f may as well read it
        by another name; every entry is put back, also when f raises. Anything else is copied.
    h : float, > 0, optional
        The step of every entry.
    method : "central" or "forward"

    Returns
    -------
    same shape as x
        df/dx.

    Raises
    ------
    ValueError
        When x is empty or not finite, h is not a positive number, the method is unknown, or f does
        not return one finite number.
    """
    x = _point(x)
    gradient = np.empty_like(x)
    for index in np.ndindex(x.shape):
        gradient[index] = _slope(f, x, index, h, method)
    return gradient


def complex_step_gradient(f: Function, x: ArrayLike, h: float = 1e-200) -> Array:
    """Differentiate f by a step into the complex plane, without any cancellation.

    f(x + ih) = f(x) + ih f'(x) - h^2 f''(x) / 2 - ..., so Im f(x + ih) / h = f'(x) + O(h^2).
    Nothing is subtracted, so h can be so small that only f's own rounding remains (Squire & Trapp
    1998).

    Parameters
    ----------
    f : callable
        Takes a complex x, returns one complex number. It must be analytic: no abs, no conjugate,
        comparisons of the real part only.
    x : array of any shape
        Copied.
    h : float, > 0

    Returns
    -------
    same shape as x
        df/dx.

    Raises
    ------
    ValueError
        When x is empty or not finite, h is not a positive number, or f does not return one finite
        complex number.
    """
    x = _point(x)
    z = x.astype(np.complex128)
    gradient = np.empty_like(x)
    for index in np.ndindex(x.shape):
        gradient[index] = _slope(f, z, index, h, "complex")
    return gradient


def relative_error(a: ArrayLike, n: ArrayLike) -> float:
    """How far two gradients are apart: ||a - n|| / (||a|| + ||n||), 0 when both are 0.

    The sum in the denominator keeps it between 0 and 1; ||a + n|| would vanish for opposite signs.

    Parameters
    ----------
    a, n : arrays of the same shape

    Returns
    -------
    float, 0 to 1
        1 for opposite signs, or when only one of them is 0; 1/3 for a factor 2.

    Raises
    ------
    ValueError
        When the shapes differ, or an entry is not finite.
    """
    a, n = as_floating(a, "a"), as_floating(n, "n")
    if a.shape != n.shape:
        raise ValueError(
            f"both gradients must have the same shape, got {a.shape} and {n.shape}; "
            "an array that broadcasts is not the same array"
        )
    require_finite(a, "a")
    require_finite(n, "n")
    largest = max(np.abs(a).max(initial=0.0).item(), np.abs(n).max(initial=0.0).item())
    if largest == 0:
        return 0.0
    a_scaled, n_scaled = (g.astype(np.result_type(g, np.float64)) / largest for g in (a, n))
    return norm(a_scaled - n_scaled) / (norm(a_scaled) + norm(n_scaled))


# ---- the check ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class GradientReport:
    """The outcome of a gradient check; `print` it.

    Attributes
    ----------
    passed : bool
        Every array agrees: within the tolerance, or within the rounding of the differences.
    relative_error : float
        The largest of `errors`.
    worst : tuple of int
        Where in x the two gradients differ most, within the array of the largest error.
    analytic, numeric : float
        Both values there.
    cause : str
        What kind of mistake differs like this; empty when the check passed without reserve.
    entry : str
        The name of that place, like "W2[0, 3]".
    errors : dict
        `relative_error` of each named array.
    tolerance : float
    checked, size : int
        Number of entries compared, and of entries there are.
    method : str
    """

    passed: bool
    relative_error: float
    worst: Index
    analytic: float
    numeric: float
    cause: str
    entry: str
    errors: dict[str, float]
    tolerance: float
    checked: int
    size: int
    method: str

    def __str__(self) -> str:
        """Verdict, entry, both values, error by array, likely cause."""
        how = "complex step" if self.method == "complex" else f"{self.method} differences"
        lines = [
            f"gradient check {'passed' if self.passed else 'FAILED'}: "
            f"relative error {self.relative_error:.1e}, tolerance {self.tolerance:.0e} "
            f"({self.checked} of {self.size} entries, {how})"
        ]
        if not self.passed:
            lines += [
                f"  entry     {self.entry}",
                f"  analytic  {self.analytic: .10g}",
                f"  numeric   {self.numeric: .10g}",
            ]
            if len(self.errors) > 1:
                by_array = ", ".join(f"{name} {error:.1e}" for name, error in self.errors.items())
                lines.append(f"  by array  {by_array}")
        if self.cause:
            lines.append(f"  {'note    ' if self.passed else 'cause?  '}  {self.cause}")
        return "\n".join(lines)


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
    x = _point(x)
    before = x.copy()
    try:
        a = as_floating(gradient(x) if callable(gradient) else gradient, "gradient")
        return _check(f, a, x, method, coordinates, rng, _layout(names, x), tolerance, {}, None)
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
    every = layerwise_gradient(real, X, Y, l2, method) if coordinates is None else None
    return _check(
        loss, a, kept, method, coordinates, rng, named, tolerance, factors, explain, l2, every
    )


def _check(
    f: Function,
    a: Array,
    x: Array,
    method: str,
    coordinates: int | Sequence[int] | None,
    rng: int | np.random.Generator,
    layout: list[tuple[str, Index]],
    tolerance: float | None,
    factors: dict[str, float],
    explain: Explain | None,
    l2: float = 0.0,
    every: Array | None = None,
) -> GradientReport:
    """Compare entry by entry, or with ``every``, a numeric gradient that is there already."""
    if method not in ("central", "complex"):
        raise ValueError(f"method must be 'central' or 'complex', got {method!r}")
    if a.shape != x.shape:
        turned = "; it has the shape of the transpose" if a.shape == x.shape[::-1] else ""
        raise ValueError(f"the gradient must have x's shape {x.shape}, got {a.shape}{turned}")
    require_finite(a, "gradient")
    if tolerance is None:
        tolerance = 1e-4 if np.float32 in (a.dtype, x.dtype) else 1e-7
    elif not 0 < tolerance < math.inf:
        raise ValueError(f"tolerance must be a positive number, got {tolerance!r}")

    numeric, checked = np.zeros(x.size), np.zeros(x.size, dtype=bool)
    if every is not None:
        numeric[:], checked[:] = every, True
    point, step = (x.astype(np.complex128), 1e-200) if method == "complex" else (x, None)
    for position in _positions(coordinates, x.size, rng) if every is None else ():
        index = _unravel(position, x.shape)
        numeric[position] = _slope(f, point, index, step, method)
        checked[position] = True

    # What rounding alone can do to one entry; below it, differences say nothing.
    eps, size_of_f = np.finfo(x.dtype).eps, abs(_number(f(x)))
    rounding = eps * size_of_f * (1 if method == "complex" else 10 / _default_step(x, method))

    pieces, start = [], 0
    for name, shape in layout:
        part = slice(start, start := start + math.prod(shape))
        if not checked[part].any():
            continue
        ours, theirs = a.ravel()[part][checked[part]], numeric[part][checked[part]]
        error = relative_error(ours, theirs)
        noise = rounding * math.sqrt(len(ours))
        agrees = error <= tolerance or bool(norm(ours - theirs) <= noise)
        at, ours, theirs, seen = (
            values.ravel()[part].reshape(shape) for values in (x, a, numeric, checked)
        )
        pieces.append(Piece(name, at, ours, theirs, seen, error, agrees))

    passed = all(piece.agrees for piece in pieces)
    judged = [piece for piece in pieces if passed or not piece.agrees]
    worst = max(judged, key=lambda piece: piece.error)
    gap = np.where(worst.checked, np.abs(worst.analytic - worst.numeric), -1)
    inside = _unravel(int(gap.argmax()), gap.shape)
    offset = sum(math.prod(s) for _, s in layout[: [n for n, _ in layout].index(worst.name)])
    index = _unravel(offset + int(gap.argmax()), x.shape)

    if not passed:
        close = max(1e-5, 10 * tolerance)
        kink = _kink(f, x, index, float(a[index]), close) if method == "central" else None
        cause = kink or find_cause(pieces, close, factors, explain, l2)
    elif worst.error > tolerance:
        cause = (
            f"{worst.name} is so small that it is within the rounding of the numeric gradient "
            f"(about {rounding:.0e} an entry); "
            + ("nothing finer exists" if method == "complex" else "method='complex' sees further")
        )
    else:
        cause = ""
    return GradientReport(
        passed=passed,
        relative_error=max(piece.error for piece in judged),
        worst=index,
        analytic=float(worst.analytic[inside]),
        numeric=float(worst.numeric[inside]),
        cause=cause,
        entry=f"{worst.name}{list(inside) if inside else ''}",
        errors={piece.name: piece.error for piece in pieces},
        tolerance=tolerance,
        checked=int(checked.sum()),
        size=x.size,
        method=method,
    )


def _kink(f: Function, x: Array, index: Index, analytic: float, close: float) -> str | None:
    """Look at one entry from both sides with a wide and a narrow step."""
    wide = _step_of(x[index], None, "central")
    middle = _number(f(x))

    def sides(h: float) -> tuple[float, float]:
        left, right = _nudged(f, x, index, -h), _nudged(f, x, index, h)
        return (middle - left) / h, (right - middle) / h

    left, right = sides(wide)
    near_left, near_right = sides(wide / 16)
    scale = max(abs(left), abs(right), abs(near_left), abs(near_right), abs(analytic))
    slack = 1e-3 * scale
    if abs(right - left) <= slack:
        return None
    # A smooth function's two slopes differ in proportion to the step; a kink's do not.
    corner = abs(near_right - near_left) > 0.5 * abs(right - left)
    between = min(left, right) - slack <= analytic <= max(left, right) + slack
    if corner and between:
        return (
            f"a kink: the slope is {near_left:.4g} on the left and {near_right:.4g} on the right, "
            "and yours is between them; move x off the kink (a ReLU at 0) and check again"
        )
    if abs((near_left + near_right) / 2 - analytic) <= max(slack, close * scale):
        return (
            "a kink within the step: 16 times closer the numeric gradient agrees with yours; "
            "method='complex' does not cross it, or move x"
        )
    return None


# ---- helpers -----------------------------------------------------------------------------------


def _point(x: ArrayLike) -> Array:
    """Return x itself when it is a writable real array of floats, else a float copy."""
    point = as_floating(x, "x")
    if point.dtype.kind == "c":
        raise TypeError("x must be real, got complex numbers; use x.real")
    if point.size == 0:
        raise ValueError(f"x is empty: shape {point.shape}; there is nothing to differentiate by")
    require_finite(point, "x")
    return point if point is x and point.flags.writeable else point.copy()


def _slope(f: Function, x: Array, index: Index, h: float | None, method: str) -> float:
    """df/dx[index] by one of the three formulas."""
    if h is not None and not 0 < h < math.inf:
        raise ValueError(f"h must be a positive number, got {h!r}")
    if method == "complex":
        assert h is not None
        value = _nudged(f, x, index, 1j * h)
        if not isinstance(value, complex):
            raise ValueError(
                "f returned a real number for a complex x, so it drops the imaginary part; "
                "look for abs, float(), .real, or an array of floats that x is written into"
            )
        return value.imag / h
    h = _step_of(x[index], h, method)
    if method == "central":
        return (_nudged(f, x, index, h) - _nudged(f, x, index, -h)) / (2 * h)
    if method == "forward":
        return (_nudged(f, x, index, h) - _number(f(x))) / h
    raise ValueError(f"method must be 'central' or 'forward', got {method!r}")


def _nudged(f: Function, x: Array, index: Index, h: complex) -> Any:
    """Evaluate f with x[index] moved by h; the entry is put back whatever f does."""
    kept = x[index]
    x[index] = kept + h
    try:
        return _number(f(x), index)
    finally:
        x[index] = kept


def _number(value: Any, index: Index | None = None) -> Any:
    """Return f's value as one Python number, real or complex."""
    array = np.asarray(value)
    if array.size != 1 or array.dtype.kind not in "biufc":
        raise ValueError(
            f"f must return one number, got shape {array.shape} and dtype {array.dtype}; "
            "a gradient belongs to a scalar such as a loss"
        )
    if not np.isfinite(array).all():
        where = "at x" if index is None else f"next to x, with entry {list(index)} moved"
        raise ValueError(f"f must return a finite number, got {array.item()} {where}")
    return array.item()


def _default_step(x: Array, method: str) -> float:
    """2^-17 or 2^-26 for float64, 2^-8 or 2^-12 for float32."""
    return 2.0 ** round(math.log2(np.finfo(x.dtype).eps) / (3 if method == "central" else 2))


def _step_of(entry: Any, h: float | None, method: str) -> float:
    return _default_step(entry, method) * max(1.0, abs(float(entry))) if h is None else h


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
        if coordinates < 1:
            raise ValueError(f"coordinates must be at least 1 entry, got {coordinates}")
        drawn = np.random.default_rng(rng).choice(size, min(int(coordinates), size), replace=False)
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
