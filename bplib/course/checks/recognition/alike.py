"""Whether two values are alike, as `compare` has it, without a word about where they differ."""

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from bplib.course.checks.compare import FLOAT32_RTOL, compare
from bplib.course.checks.data import Missing, Tree, TreeMatrix, Unknown, pack, unpack
from bplib.course.checks.errors import say_the_same


@dataclass(frozen=True)
class Failed:
    """A call that ended in an exception: its type's name and its message."""

    type: str
    message: str


Parts = dict[str, Any]
MOST_ENTRIES = 12


def fresh(value: Any) -> Any:
    """Return a copy that shares no array, list or dict with a value."""
    kind = type(value)
    if kind is float or kind is int:
        return value
    if isinstance(value, np.ndarray):
        return value.copy()
    if kind is list:
        return [fresh(item) for item in value]
    if kind is tuple:
        return tuple([fresh(item) for item in value])
    if kind is dict:
        return {key: fresh(item) for key, item in value.items()}
    return value


def array(value: Any) -> np.ndarray | None:
    """Return a number, an array, or a list of numbers as an array; None for all else."""
    kind = type(value)
    if kind is np.ndarray:
        return value if value.dtype.kind in "iufc" else None
    if kind in (float, int) or isinstance(value, np.number):
        return np.asarray(value)
    if kind in (list, tuple) and value:
        with contextlib.suppress(ValueError, OverflowError):
            found = np.asarray(value if {*map(type, value)} <= _PLAIN else _rows(value))
            return found if found.dtype.kind in "iufc" else None
    return None


_PLAIN = {float, int}
_largest = np.maximum.reduce


def _rows(values: Any) -> list[np.ndarray]:
    """Return the arrays of a list that has the same shape everywhere."""
    rows: list[np.ndarray] = []
    for value in values:
        row = array(value)
        if row is None or (rows and row.shape != rows[0].shape):
            raise ValueError
        rows.append(row)
    return rows


def pieces(parts: Parts) -> Parts:
    """Return parts by name, the entries of short lists each by itself."""
    found: Parts = {}
    for name, value in parts.items():
        if type(value) in (list, tuple) and 1 < len(value) <= MOST_ENTRIES:
            found |= pieces({f"{name}[{i}]": entry for i, entry in enumerate(value)})
        else:
            found[name] = value
    return found


def numbers_of(value: Any) -> np.ndarray:
    """Return all real numbers of a value, those in lists too, in one row; none where one is not."""
    if isinstance(value, list | tuple):
        return np.concatenate([np.zeros(0), *map(numbers_of, value)])
    found = array(value)
    return np.zeros(0) if found is None or found.dtype.kind == "c" else found.ravel()


def same(mine: Any, theirs: Any, rtol: float) -> bool:
    """Whether two values are alike, as `compare` has it."""
    if type(mine) is type(theirs) is np.ndarray and mine.dtype.kind == theirs.dtype.kind == "f":
        return _same_numbers(mine, theirs, rtol)
    if isinstance(mine, Failed) or isinstance(theirs, Failed):
        return (
            isinstance(mine, Failed) and isinstance(theirs, Failed) and _same_failure(mine, theirs)
        )
    a, b = array(mine), array(theirs)
    if a is not None and b is not None:
        return _same_numbers(a, b, rtol)
    if (a is None) != (b is None):
        return False
    if isinstance(mine, list | tuple) and isinstance(theirs, list | tuple):
        if len(mine) != len(theirs):
            return False
        return all(same(x, y, rtol) for x, y in zip(mine, theirs, strict=True))
    if isinstance(mine, Mapping) and isinstance(theirs, Mapping):
        return mine.keys() == theirs.keys() and all(same(mine[k], theirs[k], rtol) for k in mine)
    if isinstance(mine, str | bool | np.bool_):
        return type(mine) is type(theirs) and mine == theirs
    if isinstance(mine, Missing | Unknown | Tree | TreeMatrix):
        return mine == unpack(pack(theirs))
    return compare(mine, unpack(pack(theirs)), rtol) is None


def _same_failure(mine: Failed, theirs: Failed) -> bool:
    if mine.type != theirs.type or mine.type in ("NameError", "UnboundLocalError"):
        return False
    return say_the_same(mine.message, theirs.message)


def _same_numbers(a: np.ndarray, b: np.ndarray, rtol: float) -> bool:
    if a.shape != b.shape:
        return False
    if a.dtype.kind == "c" and b.dtype.kind != "c":
        return False
    if not a.size:
        return True
    if a.dtype.itemsize < 8 and a.dtype.kind in "fc":
        rtol = max(rtol, FLOAT32_RTOL)
    if a.ndim == 0:
        x, y = a.item(), b.item()
        close = bool(np.isfinite(y)) and abs(x - y) <= rtol * abs(y)
        return bool(close or x == y or (x != x and y != y))
    apart, scale = float(_largest(np.abs(a - b), None)), float(_largest(np.abs(b), None))
    if np.isfinite(apart) and np.isfinite(scale):
        return apart <= rtol * max(scale, 1e-300)
    finite = np.isfinite(b)
    scale = np.abs(b[finite]).max() if finite.any() else 0.0
    close = np.abs(a - b) <= rtol * max(float(scale), 1e-300)
    return bool((close | (a == b) | (np.isnan(a) & np.isnan(b))).all())


def same_digits(mine: float, theirs: Any, digits: int) -> bool:
    """Whether a number is another one in the digits in which it was given, at least `digits`."""
    other = array(theirs)
    if other is None or other.ndim or other.dtype.kind == "c":
        return False
    number = float(other)
    if not np.isfinite(number) or not np.isfinite(mine):
        return False
    if mine == number:
        return True
    shown = repr(mine).lower().partition("e")[0].replace(".", "").lstrip("-0")
    given = min(max(len(shown.rstrip("0")), digits), max(6, digits))
    return bool(
        abs(mine - number)
        <= 0.51 * 10.0 ** (1 - given) * 10 ** np.floor(np.log10(max(abs(number), 1e-300)))
    )
