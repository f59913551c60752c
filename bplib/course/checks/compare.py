"""Comparing what an answer gave with what is right: types, shapes, then values."""

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from bplib.course.checks.data import Missing, Unknown
from bplib.course.checks.showing import (
    Difference,
    Entries,
    apart,
    as_numbers,
    is_numeric_list,
    kind_of,
    show,
    show_key,
)

FLOAT32_RTOL = 3e-5
TINY = np.finfo(float).tiny
NEAR = "a number within"  # so many per cent of yours
FEW = 5  # whole numbers on each side, which could be tried one by one
ZERO = 1e-14  # what is left by rounding where all of a sum cancels


def compare(
    got: Any,
    expected: Any,
    rtol: float,
    place: str = "",
    digits: int | None = None,
    rounded: bool = False,
) -> Difference | None:
    """Return the first difference, or None where the two agree.

    Parameters
    ----------
    got : object
        The answer's unpacked value.
    expected : object
        The right value. Numbers and arrays are compared with `rtol` relative to the largest
        entry, within float32's error where any part of the answer is of single precision; lists
        of numbers count as arrays, and an array of one number as a number; words may be written
        in capitals; of a dict the expected names must be there; NaN equals NaN.
    rtol : float
        Relative tolerance in double precision.
    place : str
        The name of the value so far.
    digits : int, optional
        Compare numbers to so many significant digits instead.
    rounded : bool
        Whether the last of these digits must be rounded; else it may have been cut off as well.

    Returns
    -------
    Difference or None
        Where, what was given, what was expected.
    """
    asked = None if digits is None else _Digits(digits, rounded)
    return _compare(got, expected, max(rtol, _single(got)), place, asked)


class _Digits(NamedTuple):
    """How many significant digits are compared, and whether the last one must be rounded."""

    significant: int
    rounded: bool


def _single(value: Any) -> float:
    """Return float32's error where a part of a value is of single precision, else 0."""
    if isinstance(value, np.ndarray | np.generic):
        return FLOAT32_RTOL if value.dtype in (np.float32, np.complex64, np.float16) else 0.0
    if isinstance(value, Mapping):
        value = list(value.values())
    return max(map(_single, value), default=0.0) if isinstance(value, list | tuple) else 0.0


def _compare(
    got: Any, expected: Any, rtol: float, place: str, digits: _Digits | None
) -> Difference | None:
    if isinstance(expected, Missing | Unknown):
        same = type(got) is type(expected) and got == expected
        return None if same else Difference("type", place, kind_of(got), kind_of(expected))
    if isinstance(got, Missing):
        return Difference("missing", place, show(got), _as_list(expected))
    if isinstance(expected, Mapping):
        return _compare_mapping(got, expected, rtol, place, digits)
    if isinstance(expected, tuple | list) and not is_numeric_list(expected):
        return _compare_sequence(got, expected, rtol, place, digits)
    if isinstance(expected, str | bool | np.bool_):
        if isinstance(got, str) and isinstance(expected, str):
            same = got.strip().casefold() == expected.casefold()
        elif isinstance(got, bool | np.bool_) and isinstance(expected, bool | np.bool_):
            same = got == expected
        else:
            return Difference("type", place, kind_of(got), kind_of(expected))
        another = "another word" if isinstance(expected, str) else "the other one"
        right = show(expected) if digits is None else another
        return None if same else Difference("value", place, show(got), right)
    if isinstance(expected, np.ndarray) and expected.dtype == bool:
        return _compare_flags(got, expected, place)
    if digits is not None and np.ndim(expected) == 0:
        whole = isinstance(expected, int | np.integer)
        return _compare_digits(got, float(expected), place, digits, whole)
    difference = _compare_numbers(got, np.asarray(expected), rtol, place)
    if difference and difference.kind == "type" and isinstance(expected, list):
        return replace(difference, got=_as_list(got), expected=_as_list(expected))
    return difference


def _as_list(value: Any) -> str:
    """Return what a value is in a few words, a list of numbers as the list that it is."""
    array = as_numbers(value) if isinstance(value, list) else None
    if array is None or array.ndim != 1:
        return kind_of(value)
    numbers = f"{len(value)} numbers" if len(value) > 1 else "one number"
    return f"a list of {numbers}"


def _compare_mapping(
    got: Any, expected: Mapping[Any, Any], rtol: float, place: str, digits: _Digits | None
) -> Difference | None:
    if not isinstance(got, Mapping):
        return Difference("type", place, kind_of(got), kind_of(expected))
    missing = None
    for name, value in expected.items():
        if name not in got:
            return Difference("type", place, kind_of(got), kind_of(expected))
        inner = f"{place}[{show_key(name)!r}]" if place else show_key(name)
        difference = _compare(got[name], value, rtol, inner, digits)
        if difference and difference.kind == "missing":
            missing = missing or difference
        elif difference:
            return difference
    return missing


def _compare_sequence(
    got: Any, expected: Any, rtol: float, place: str, digits: _Digits | None
) -> Difference | None:
    if isinstance(got, np.ndarray) and got.ndim:
        got = list(got)
    if not isinstance(got, tuple | list):
        return Difference("type", place, kind_of(got), kind_of(expected))
    for index, (mine, right) in enumerate(zip(got, expected, strict=False)):
        difference = _compare(mine, right, rtol, f"{place}[{index}]", digits)
        if difference:
            return difference
    if len(got) != len(expected):
        return Difference("type", place, kind_of(got), kind_of(expected))
    return None


def _compare_digits(
    got: Any, expected: float, place: str, digits: _Digits, whole: bool
) -> Difference | None:
    number = as_numbers(_freed(_read(got), 0))
    if number is None or number.ndim or number.dtype.kind == "c":
        return Difference("type", place, kind_of(got), "a number")
    mine = float(number)
    unit = 10.0 ** math.floor(math.log10(abs(expected))) if expected else 1e-9
    last = unit * 10.0 ** (1 - digits.significant)
    cut_off = math.copysign(math.floor(abs(expected) / last * (1 + 1e-12)), expected) * last
    if not digits.rounded and abs(mine - cut_off) <= 1e-6 * last:
        return None
    if abs(mine - expected) <= 0.5 * last * (1 + 1e-6):
        return None
    shown = f"{mine:.{digits.significant + 2}g}"
    asked = f"; {digits.significant} significant digits are asked for"
    if whole:
        asked = "" if mine.is_integer() else "; a whole number is asked for"
    return Difference("value", place, shown, _how_far(mine, expected, asked, whole))


def _how_far(mine: float, expected: float, asked: str, whole: bool) -> str:
    """Return in words how far from a number the right one is, without the right one.

    Of a whole number nothing is said that only a few whole numbers fit.
    """
    if math.isnan(mine):
        return "a number"
    if mine * expected < 0:
        return "a number of the other sign"
    for percent in (0.1, 1, 10):
        reach = percent / 100 * abs(mine)
        if abs(mine - expected) < reach < math.inf and (not whole or reach > FEW):
            return f"{NEAR} {percent} % of yours{asked}"
    if whole and abs(mine) < 10 * FEW:
        return "another whole number" if mine.is_integer() else "a whole number"
    return "a number more than 10 % away from yours"


def _compare_flags(got: Any, expected: np.ndarray, place: str) -> Difference | None:
    mine = np.asarray(got) if isinstance(got, list | np.ndarray) else None
    if mine is None or mine.dtype != bool or mine.shape != expected.shape:
        return Difference("type", place, kind_of(got), kind_of(expected))
    same = mine == expected
    if same.all():
        return None
    entries = _entries(place, mine, expected, same)
    return Difference("value", place, show(mine), show(expected), entries)


def _entries(place: str, mine: np.ndarray, right: np.ndarray, same: np.ndarray) -> Entries | None:
    return Entries(place, mine, right, same) if right.size > 1 else None


def _read(value: Any) -> Any:
    """Return a number that was written as a text, and everything else as it is."""
    try:
        return float(value) if isinstance(value, str) else value
    except ValueError:
        return value


def _freed(value: Any, axes: int) -> Any:
    """Take a number out of an array that holds no other, where numbers are asked for."""
    if axes == 0 and isinstance(value, np.ndarray) and value.size == 1:
        return value.reshape(())[()]
    if axes == 1 and isinstance(value, list | tuple):
        return [_freed(item, 0) for item in value]
    return value


def _compare_numbers(got: Any, expected: np.ndarray, rtol: float, place: str) -> Difference | None:
    mine = as_numbers(_freed(got, expected.ndim))
    if mine is None or (mine.dtype.kind == "c" and expected.dtype.kind != "c"):
        return Difference("type", place, kind_of(got), kind_of(expected))
    if mine.shape != expected.shape:
        return Difference("type", place, kind_of(mine), kind_of(expected))
    if _was_single(mine):
        rtol = max(rtol, FLOAT32_RTOL)
    finite = np.abs(expected[np.isfinite(expected)])
    scale = finite.max() if finite.size else 0.0
    with np.errstate(invalid="ignore", over="ignore"):
        close = np.abs(mine - expected) <= (rtol * np.maximum(scale, TINY) if scale else ZERO)
    same = close | (mine == expected) | (np.isnan(mine) & np.isnan(expected))
    if same.all():
        return None
    index = tuple(int(i) for i in np.argwhere(~same)[0]) if expected.ndim else ()
    where = f"{place}[{', '.join(map(str, index))}]" if index else place
    entries = _entries(place, mine, expected, same)
    return Difference("value", where, *apart(mine[index], expected[index]), entries)


def _was_single(numbers: np.ndarray) -> bool:
    """Whether float64 numbers have no more digits than float32, as after ``float(...)``."""
    if numbers.dtype != np.float64:
        return False
    with np.errstate(all="ignore"):
        return bool((numbers.astype(np.float32) == numbers).all())
