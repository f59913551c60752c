"""What arguments must be: arrays of numbers, numbers within bounds, whole numbers.

One sentence for each fault: what must hold, what was given and, where it helps, what to do. The
ground floor and the wings beside it import this; it knows none of them.
"""

import math
import operator
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[Any]


def floating(values: ArrayLike, name: str = "Z") -> Array:
    """Return `values` as a floating-point array; whole numbers and booleans become float64.

    Parameters
    ----------
    values : array_like of any shape
    name : str
        What an error message calls the array.

    Returns
    -------
    ndarray
        float32, float64 and complex arrays as they are, without a copy.

    Raises
    ------
    TypeError
        When `values` does not hold numbers.
    """
    try:
        array = np.asarray(values)
    except ValueError as error:
        raise TypeError(
            f"{name} must be a rectangular array of numbers, got rows of different lengths; "
            "give every row the same length"
        ) from error
    if array.dtype.kind in "biu":
        return array.astype(np.float64)
    if array.dtype.kind not in "fc":
        raise TypeError(
            f"{name} must be an array of numbers, got dtype {array.dtype}; "
            "convert it first, for example with np.asarray(values, dtype=float)"
        )
    return array


def finite(array: Array, name: str) -> None:
    """Raise a ValueError that shows the first NaN or infinite entry of `array`, if there is one."""
    fits = np.isfinite(array)
    if not fits.all():
        index = tuple(int(i) for i in np.argwhere(~fits)[0])
        raise ValueError(
            f"{name} must be finite, got {array[index]} at index {list(index)}; "
            "look for a division by zero, missing data, or a learning rate that diverged"
        )


def number(
    value: Any,
    name: str,
    *,
    least: float = -math.inf,
    above: float = -math.inf,
    most: float = math.inf,
    below: float = math.inf,
    hint: str = "",
) -> float:
    """Return `value` as a finite float within its bounds.

    Parameters
    ----------
    value : real number
    name : str
        What an error message calls it.
    least, above : float, optional
        value >= least, value > above.
    most, below : float, optional
        value <= most, value < below.
    hint : str, optional
        What to do instead; ends the message, after a semicolon.

    Raises
    ------
    TypeError
        When `value` is not a number.
    ValueError
        When it is not finite, or out of its bounds.
    """
    end = f"; {hint}" if hint else ""
    try:
        found = float(value)
    except (TypeError, ValueError):
        raise TypeError(f"{name} must be a number, got {value!r}{end}") from None
    if math.isfinite(found) and least <= found <= most and above < found < below:
        return found
    signs = ((">=", least), (">", above), ("<=", most), ("<", below))
    bounds = " and ".join(f"{sign} {bound:g}" for sign, bound in signs if math.isfinite(bound))
    kind = "number" if math.isfinite(min(most, below)) else "finite number"
    wanted = "positive number" if bounds == "> 0" else f"{kind} {bounds}"
    raise ValueError(f"{name} must be a {wanted}, got {value!r}{end}")


def whole(value: Any, name: str, least: int = 1, *, hint: str = "") -> int:
    """Return `value` as an int that is at least `least`.

    Parameters
    ----------
    value : int, or a whole number of NumPy
    name : str
        What an error message calls it.
    least : int
    hint : str, optional
        What to do instead; ends the message, after a semicolon.

    Raises
    ------
    TypeError
        When `value` is not a whole number.
    ValueError
        When it is smaller than `least`.
    """
    try:
        count = operator.index(value)
    except TypeError:
        raise TypeError(_not_whole(value, name, least, hint)) from None
    if count < least:
        raise ValueError(_not_whole(value, name, least, hint))
    return count


def _not_whole(value: Any, name: str, least: int, hint: str) -> str:
    end = f"; {hint}" if hint else ""
    return f"{name} must be a whole number >= {least}, got {value!r}{end}"
