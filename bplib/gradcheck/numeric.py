"""Numeric gradients: what a function's values say about its slopes.

They need nothing but function values, so they cannot share a mistake with a backward pass. They are
slow and limited by rounding: use them to check, not to train.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike

from bplib._support.arguments import Array, finite, floating, number

Function = Callable[[Any], Any]
Index = tuple[int, ...]


@dataclass(frozen=True)
class Numeric:
    """A numeric gradient.

    Attributes
    ----------
    values : (P,)
        In the order of x.ravel().
    checked : (P,) bool
        Where it was taken.
    rounding : float
        What rounding alone can do to one entry; below it, differences say nothing.
    """

    values: Array
    checked: Array
    rounding: float


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
    x = point_of(x)
    gradient = np.empty_like(x)
    for index in np.ndindex(x.shape):
        gradient[index] = slope(f, x, index, h, method)
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
    x = point_of(x)
    z = x.astype(np.complex128)
    gradient = np.empty_like(x)
    for index in np.ndindex(x.shape):
        gradient[index] = slope(f, z, index, h, "complex")
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
    a, n = floating(a, "a"), floating(n, "n")
    if a.shape != n.shape:
        raise ValueError(
            f"both gradients must have the same shape, got {a.shape} and {n.shape}; "
            "an array that broadcasts is not the same array"
        )
    finite(a, "a")
    finite(n, "n")
    largest = max(np.abs(a).max(initial=0.0).item(), np.abs(n).max(initial=0.0).item())
    if largest == 0:
        return 0.0
    a_scaled, n_scaled = (g.astype(np.result_type(g, np.float64)) / largest for g in (a, n))
    return norm(a_scaled - n_scaled) / (norm(a_scaled) + norm(n_scaled))


def norm(values: Array) -> float:
    """Euclidean length of all entries."""
    return float(np.linalg.norm(np.ravel(values)))


# ---- one entry ---------------------------------------------------------------------------------


def point_of(x: ArrayLike) -> Array:
    """Return x itself when it is a writable real array of floats, else a float copy."""
    point = floating(x, "x")
    if point.dtype.kind == "c":
        raise TypeError("x must be real, got complex numbers; use x.real")
    if point.size == 0:
        raise ValueError(f"x is empty: shape {point.shape}; there is nothing to differentiate by")
    finite(point, "x")
    return point if point is x and point.flags.writeable else point.copy()


def slope(f: Function, x: Array, index: Index, h: float | None, method: str) -> float:
    """df/dx[index] by one of the three formulas."""
    if h is not None:
        number(h, "h", above=0)
    if method == "complex":
        assert h is not None
        value = nudged(f, x, index, 1j * h)
        if not isinstance(value, complex):
            raise ValueError(
                "f returned a real number for a complex x, so it drops the imaginary part; "
                "look for abs, float(), .real, or an array of floats that x is written into"
            )
        return value.imag / h
    h = step_of(x[index], h, method)
    if method == "central":
        return (nudged(f, x, index, h) - nudged(f, x, index, -h)) / (2 * h)
    if method == "forward":
        return (nudged(f, x, index, h) - one_number(f(x))) / h
    raise ValueError(f"method must be 'central' or 'forward', got {method!r}")


def nudged(f: Function, x: Array, index: Index, h: complex) -> Any:
    """Evaluate f with x[index] moved by h; the entry is put back whatever f does."""
    kept = x[index]
    x[index] = kept + h
    try:
        return one_number(f(x), index)
    finally:
        x[index] = kept


def one_number(value: Any, index: Index | None = None) -> Any:
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


def default_step(x: Array, method: str) -> float:
    """2^-17 or 2^-26 for float64, 2^-8 or 2^-12 for float32."""
    return 2.0 ** round(math.log2(np.finfo(x.dtype).eps) / (3 if method == "central" else 2))


def step_of(entry: Any, h: float | None, method: str) -> float:
    """Return h, or where there is none the default step times max(1, |entry|)."""
    return default_step(entry, method) * max(1.0, abs(float(entry))) if h is None else h
