"""A function along a line: kinks next to a point, and the rounding noise in its values.

Both look like a wrong gradient to a difference quotient, and neither is one.
"""

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from bplib._support.arguments import Array
from bplib.gradcheck.numeric import Function, Index, one_number

Line = Callable[[float], float]

NEAR, FAR = 1 / 16, 16.0  # times the step, where a line is looked at again


def line_through(f: Function, x: Array, direction: Array) -> Line:
    """Return t -> f(x + t direction), nan outside f's domain; x moves during the call only."""
    kept = x.copy()

    def value(t: float) -> float:
        x[...] = kept + t * direction
        try:
            with np.errstate(all="ignore"):
                return float(np.real(one_number(f(x))))
        except (ArithmeticError, ValueError):
            return math.nan
        finally:
            x[...] = kept

    return value


def sides(line: Line, h: float, middle: float) -> tuple[float, float]:
    """Slopes of the line to the left and to the right over h, given its middle value."""
    return (middle - line(-h)) / h, (line(h) - middle) / h


def kinked_between(
    slope: ArrayLike,
    at: tuple[ArrayLike, ArrayLike],
    near: tuple[ArrayLike, ArrayLike],
    far: tuple[ArrayLike, ArrayLike],
    rounding: float,
) -> Array:
    """Whether a line has a kink within the step, and `slope` lies between its one-sided slopes.

    Parameters
    ----------
    slope : number or (P,)
    at, near, far : (left, right), each like slope
        One-sided slopes over the step, over 1/16 of it, and over 16 of it.
    rounding : float
        What rounding can do to a slope over the step.

    Returns
    -------
    like slope, bool
    """
    a = np.asarray(slope)
    (left, right), (near_left, near_right) = (map(np.asarray, pair) for pair in (at, near))
    gap, near_gap = right - left, near_right - near_left
    far_gap = np.asarray(far[1]) - np.asarray(far[0])
    near_rounding = rounding / NEAR
    # A smooth line's two slopes differ in proportion to the step, and their mean stays.
    ratio = np.abs(far_gap) / np.maximum(np.abs(gap), np.finfo(float).tiny)
    unlike_far = (np.abs(gap) > 2 * rounding) & ((ratio < FAR / 2) | (ratio > FAR * 2))
    unlike_near = np.abs(near_gap / NEAR - gap) > np.abs(gap) / 2 + 4 * near_rounding / NEAR
    scale = np.maximum(np.abs(left), np.abs(right))
    moved = np.abs(left + right - near_left - near_right) > 1e-6 * scale + 4 * near_rounding
    corner = unlike_far | unlike_near | moved

    def inside(one: Array, other: Array, slack: ArrayLike) -> Array:
        low, high = np.minimum(one, other), np.maximum(one, other)
        return np.asarray((low - slack <= a) & (a <= high + slack))

    between = inside(left, right, rounding + 1e-3 * np.abs(gap))
    between |= inside(near_left, near_right, near_rounding + 1e-6 * scale)
    return np.asarray(corner & between)


def kink_at(f: Function, x: Array, index: Index, h: float, slope: float, rounding: float) -> bool:
    """Whether f has a kink beside one entry that leaves this slope undecided."""
    direction = np.zeros_like(x)
    direction[index] = 1
    return kink_along(line_through(f, x, direction), h, slope, rounding)


def kink_along(line: Line, h: float, slope: float, rounding: float) -> bool:
    """Whether the line has a kink within h that leaves this slope undecided."""
    middle = line(0.0)
    at, near, far = (sides(line, scale * h, middle) for scale in (1, NEAR, FAR))
    return bool(kinked_between(slope, at, near, far, rounding))


def noise_of(f: Function, x: Array, h: float) -> float:
    """Estimate the rounding noise in f's values near x, as a standard deviation.

    Fourth differences of a smooth function over steps h are about h^4; what is more is noise (Moré
    & Wild 2011). Of several places the quietest counts: a kink disturbs some, rounding all.

    Parameters
    ----------
    f : callable
    x : array
        Moved during the calls, and put back.
    h : float

    Returns
    -------
    float
    """
    rng, estimates = np.random.default_rng(0), []
    for step in (h, h / 4, h, h / 4):  # what falls with the step is no noise
        direction = rng.uniform(0.5, 1, x.shape) * np.maximum(1, np.abs(x))
        line, start = line_through(f, x, direction.astype(x.dtype)), 16 * h * rng.normal()
        values = np.array([line(start + k * step) for k in range(10)])
        estimates.append(np.sqrt(np.mean(np.diff(values, 4) ** 2) / 70))
    return float(min(estimates))
