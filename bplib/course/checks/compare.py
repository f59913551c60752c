"""Comparing what an answer gave with what is right: types, shapes, then values."""

import cmath
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from bplib.course.checks.data import Missing, Tree, TreeMatrix, Unknown
from bplib.course.checks.expression import NotAnExpression, evaluate

FLOAT32_RTOL = 3e-5
SAMPLES = 5
TINY = np.finfo(float).tiny
ZERO = 1e-14  # what is left by rounding where all of a sum cancels


@dataclass(frozen=True)
class Difference:
    """The first place where two values differ.

    Attributes
    ----------
    kind : str
        ``"type"`` for a wrong type, shape or name, ``"value"`` for a wrong value, ``"missing"``
        for a value that was not given.
    place : str
        Where, e.g. ``"dW[0, 2]"``; empty for the value as a whole.
    got, expected : str
        Both values in words.
    """

    kind: str
    place: str
    got: str
    expected: str


def show(value: Any) -> str:
    """Return a value in a few words: numbers to six digits, arrays whole where small."""
    if isinstance(value, Missing):
        return "None" if value.none else "..."
    if isinstance(value, Unknown):
        return f"an object of type {value.type}"
    if isinstance(value, Tree | TreeMatrix):
        return "a SymPy expression"
    if isinstance(value, bool | np.bool_ | str):
        return repr(value) if isinstance(value, str) else str(bool(value))
    if isinstance(value, int | np.integer):
        return str(int(value))
    if isinstance(value, float | np.floating):
        return f"{float(value):.{8 if _nearly_whole(value) else 6}g}"
    if isinstance(value, complex | np.complexfloating):
        return f"{complex(value):.6g}"
    if isinstance(value, np.ndarray):
        if value.size <= 12:
            digits = 8 if _nearly_whole(value) else 5
            return np.array2string(value, precision=digits, separator=", ").replace("\n", "")
        return f"array of shape {value.shape}"
    if isinstance(value, Mapping):
        inside = ", ".join(f"{show_key(k)}: {show(v)}" for k, v in list(value.items())[:6])
        return "{" + inside + (", …}" if len(value) > 6 else "}")
    if isinstance(value, list | tuple):
        inside = ", ".join(show(item) for item in value[:6]) + (", …" if len(value) > 6 else "")
        return f"[{inside}]" if isinstance(value, list) else f"({inside})"
    return repr(value)


def _nearly_whole(value: Any) -> bool:
    """Whether a number among these would be shown as a whole one other than 0, and is none."""
    numbers = np.asarray(value)
    if numbers.dtype.kind != "f":
        return False
    whole = np.rint(numbers)
    return bool(np.any((whole != 0) & (numbers != whole) & (np.abs(numbers - whole) < 5e-6)))


def show_key(key: Any) -> str:
    """Return a dictionary's key in words."""
    return str(key) if isinstance(key, str) else show(key)


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
        return None if same else Difference("type", place, _kind(got), _kind(expected))
    if isinstance(got, Missing):
        return Difference("missing", place, show(got), _kind(expected))
    if isinstance(expected, Mapping):
        return _compare_mapping(got, expected, rtol, place, digits)
    if isinstance(expected, tuple | list) and not _is_numeric_list(expected):
        return _compare_sequence(got, expected, rtol, place, digits)
    if isinstance(expected, str | bool | np.bool_):
        if isinstance(got, str) and isinstance(expected, str):
            same = got.strip().casefold() == expected.casefold()
        elif isinstance(got, bool | np.bool_) and isinstance(expected, bool | np.bool_):
            same = got == expected
        else:
            return Difference("type", place, _kind(got), _kind(expected))
        right = show(expected) if digits is None else "another one"
        return None if same else Difference("value", place, show(got), right)
    if isinstance(expected, np.ndarray) and expected.dtype == bool:
        return _compare_flags(got, expected, place)
    if digits is not None and np.ndim(expected) == 0:
        return _compare_digits(got, float(expected), place, digits)
    return _compare_numbers(got, np.asarray(expected), rtol, place)


def _kind(value: Any) -> str:
    if isinstance(value, TreeMatrix) and value.rows:
        return f"a SymPy matrix of shape {(len(value.rows), len(value.rows[0]))}"
    if isinstance(value, Missing | Unknown | Tree | TreeMatrix):
        return show(value)
    if isinstance(value, bool | np.bool_):
        return "a bool"
    if isinstance(value, str):
        return "a string"
    if isinstance(value, Mapping):
        return f"a dict with the names {', '.join(map(show_key, value))}"
    if isinstance(value, tuple) or (isinstance(value, list) and not _is_numeric_list(value)):
        return f"a {type(value).__name__} of {len(value)} values"
    array = _as_numbers(value)
    if array is None and isinstance(value, np.ndarray):
        held = "booleans" if value.dtype == bool else f"{value.dtype} values"
        return f"an array of {held}, of shape {value.shape}"
    if array is None:
        return f"a {type(value).__name__}"
    if array.dtype.kind == "c":
        return "a complex number" if not array.ndim else f"complex numbers of shape {array.shape}"
    return "a number" if array.ndim == 0 else f"an array of shape {array.shape}"


def _is_numeric_list(value: Any) -> bool:
    """Whether a list counts as an array; a list of arrays is a list, each with its own shape."""
    if not isinstance(value, list) or not value:
        return False
    arrays = any(isinstance(item, np.ndarray) and item.ndim for item in value)
    return not arrays and _as_numbers(value) is not None


def _as_numbers(value: Any) -> np.ndarray | None:
    """Return a value as an array of numbers, or None where it is not one."""
    if isinstance(value, bool | np.bool_ | str | Mapping):
        return None
    try:
        array = np.asarray(_without_trees(value))
    except (ValueError, TypeError):
        return None
    return array if array.dtype.kind in "iufc" and array.size else None


def _without_trees(value: Any) -> Any:
    """Replace SymPy numbers, which arrive as trees, by their values."""
    if isinstance(value, list | tuple):
        return [_without_trees(item) for item in value]
    if isinstance(value, TreeMatrix):
        return _without_trees(value.rows)
    if isinstance(value, Tree):
        number = evaluate(value, {})
        return number.real if number.imag == 0 else number
    if isinstance(value, str):  # NumPy would give every entry of a list the longest string's size
        raise TypeError("a string is no number")
    return value


def _compare_mapping(
    got: Any, expected: Mapping[Any, Any], rtol: float, place: str, digits: _Digits | None
) -> Difference | None:
    if not isinstance(got, Mapping):
        return Difference("type", place, _kind(got), _kind(expected))
    missing = None
    for name, value in expected.items():
        if name not in got:
            return Difference("type", place, _kind(got), _kind(expected))
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
        return Difference("type", place, _kind(got), _kind(expected))
    for index, (mine, right) in enumerate(zip(got, expected, strict=False)):
        difference = _compare(mine, right, rtol, f"{place}[{index}]", digits)
        if difference:
            return difference
    if len(got) != len(expected):
        return Difference("type", place, _kind(got), _kind(expected))
    return None


def _compare_digits(got: Any, expected: float, place: str, digits: _Digits) -> Difference | None:
    number = _as_numbers(_freed(_read(got), 0))
    if number is None or number.ndim or number.dtype.kind == "c":
        return Difference("type", place, _kind(got), "a number")
    mine = float(number)
    unit = 10.0 ** math.floor(math.log10(abs(expected))) if expected else 1e-9
    last = unit * 10.0 ** (1 - digits.significant)
    cut_off = math.copysign(math.floor(abs(expected) / last * (1 + 1e-12)), expected) * last
    if not digits.rounded and abs(mine - cut_off) <= 1e-6 * last:
        return None
    for digit in range(1, digits.significant + 1):
        if not abs(mine - expected) <= 0.5 * unit * 10.0 ** (1 - digit) * (1 + 1e-6):
            hint = "a number of the other sign"
            if mine * expected >= 0:
                hint = f"a number that differs in significant digit {digit}"
            return Difference("value", place, f"{mine:.{digits.significant + 2}g}", hint)
    return None


def _compare_flags(got: Any, expected: np.ndarray, place: str) -> Difference | None:
    mine = np.asarray(got) if isinstance(got, list | np.ndarray) else None
    if mine is None or mine.dtype != bool or mine.shape != expected.shape:
        return Difference("type", place, _kind(got), _kind(expected))
    same = bool((mine == expected).all())
    return None if same else Difference("value", place, show(mine), show(expected))


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
    mine = _as_numbers(_freed(got, expected.ndim))
    if mine is None or (mine.dtype.kind == "c" and expected.dtype.kind != "c"):
        return Difference("type", place, _kind(got), _kind(expected))
    if mine.shape != expected.shape:
        return Difference("type", place, _kind(mine), _kind(expected))
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
    return Difference("value", where, *_apart(mine[index], expected[index]))


def _was_single(numbers: np.ndarray) -> bool:
    """Whether float64 numbers have no more digits than float32, as after ``float(...)``."""
    if numbers.dtype != np.float64:
        return False
    with np.errstate(all="ignore"):
        return bool((numbers.astype(np.float32) == numbers).all())


def _apart(mine: Any, right: Any) -> tuple[str, str]:
    """Show two different numbers with as many digits as it takes to tell them apart."""
    if mine.dtype.kind == "c":
        return show(mine), show(right)
    for precision in range(6, 18):
        texts = f"{float(mine):.{precision}g}", f"{float(right):.{precision}g}"
        if texts[0] != texts[1]:
            break
    return texts


def compare_expressions(
    got: Any, expected: Mapping[str, Any], symbols: Mapping[str, tuple[float, float]]
) -> Difference | None:
    """Return the first expression that is not equivalent to the expected one.

    Both are evaluated at `SAMPLES` random points of the symbols' ranges, so any algebraic form
    of the right expression passes.

    Parameters
    ----------
    got : object
        Should be a dict of names to trees (or rows of trees for a matrix).
    expected : mapping
        The right trees, by name.
    symbols : mapping of str to (float, float)
        The range of each symbol.

    Returns
    -------
    Difference or None
        Which expression, its value and the right one at the first point where they differ.
    """
    if isinstance(got, Missing):
        return Difference("missing", "", show(got), _kind(expected))
    if not isinstance(got, Mapping) or any(name not in got for name in expected):
        return Difference("type", "", _kind(got), _kind(expected))
    rng = np.random.default_rng(0)
    points = [
        {name: float(rng.uniform(low, high)) for name, (low, high) in symbols.items()}
        for _ in range(SAMPLES)
    ]
    missing = None
    for name, right in expected.items():
        mine = got[name]
        if isinstance(mine, Missing):
            missing = missing or Difference("missing", name, show(mine), "a SymPy expression")
            continue
        difference = _compare_expression(mine, right, name, points, ", ".join(symbols))
        if difference:
            return difference
    return missing


def _compare_expression(
    mine: Any, right: Any, place: str, points: list[dict[str, float]], allowed: str
) -> Difference | None:
    if isinstance(right, TreeMatrix):
        shape = (len(right.rows), len(right.rows[0]))
        mine = _as_matrix(mine)
        if not isinstance(mine, TreeMatrix) or (len(mine.rows), len(mine.rows[0])) != shape:
            return Difference("type", place, _kind(mine), _kind(right))
        for i, row in enumerate(right.rows):
            for j, entry in enumerate(row):
                inner = f"{place}[{i}, {j}]"
                found = _compare_expression(mine.rows[i][j], entry, inner, points, allowed)
                if found:
                    return found
        return None
    mine, right = _as_tree(mine), _as_tree(right)
    if not isinstance(mine, Tree):
        return Difference("type", place, _kind(mine), "a SymPy expression")
    for point in points:
        try:
            value = evaluate(mine, point)
        except NotAnExpression as error:
            wanted = f"an expression in {allowed}, written out"
            return Difference("type", place, f"an expression with {error}", wanted)
        truth = evaluate(right, point)
        # an overflow, which abs() of a complex number may raise, is as different as can be
        if not (cmath.isfinite(value) and abs(value - truth) <= 1e-9 * max(abs(truth), 1e-3)):
            at = ", ".join(f"{name} = {number:.3g}" for name, number in point.items())
            shown = f"{value.real:.6g}" if value.imag == 0 else f"{value:.6g}"
            return Difference("value", place, f"{shown} at {at}", f"{truth.real:.6g} there")
    return None


def _as_matrix(value: Any) -> Any:
    """Return rows of expressions as a matrix, and everything else as it is."""
    if isinstance(value, np.ndarray):
        value = value.tolist()
    rows = isinstance(value, list | tuple) and all(isinstance(row, list | tuple) for row in value)
    if not (rows and value and len({len(row) for row in value}) == 1):
        return value
    return TreeMatrix([list(row) for row in value])


def _as_tree(value: Any) -> Any:
    """Return a plain number as an expression, and everything else as it is."""
    if isinstance(value, np.ndarray | np.generic) and value.size == 1:
        value = value.item()
    if isinstance(value, int | float) and not isinstance(value, bool):
        return Tree(["Float", repr(float(value))])
    return value
