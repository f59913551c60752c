"""Values and their differences in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from bplib.course.checks.data import Missing, Tree, TreeMatrix, Unknown
from bplib.course.checks.expression import evaluate


class Entries(NamedTuple):
    """Two arrays of one shape that differ.

    Attributes
    ----------
    place : str
        Where the arrays stand in what was returned, e.g. ``"[1]"``; empty for the whole.
    mine, right : ndarray
        What the answer gave, and what is expected.
    same : ndarray of bool, of their shape
        Where the two agree.
    """

    place: str
    mine: np.ndarray
    right: np.ndarray
    same: np.ndarray


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
    entries : Entries or None
        The arrays that differ, where it is arrays of more than one number.
    """

    kind: str
    place: str
    got: str
    expected: str
    entries: Entries | None = None


def show(value: Any, most: int = 12) -> str:
    """Return a value in a few words: numbers to six digits, arrays of at most so many whole."""
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
        if value.size <= most:
            digits = 8 if _nearly_whole(value) else 5
            return np.array2string(value, precision=digits, separator=", ").replace("\n", "")
        return f"array of shape {value.shape}"
    if isinstance(value, Mapping):
        inside = ", ".join(f"{show_key(k)}: {show(v, most)}" for k, v in list(value.items())[:6])
        return "{" + inside + (", …}" if len(value) > 6 else "}")
    if isinstance(value, list | tuple):
        inside = ", ".join(show(item, most) for item in value[:6]) + (
            ", …" if len(value) > 6 else ""
        )
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


def kind_of(value: Any) -> str:
    """Return what a value is in a few words: its type, and its shape or its names."""
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
    if isinstance(value, tuple) or (isinstance(value, list) and not is_numeric_list(value)):
        held = f"a {type(value).__name__} of {len(value)} value{'s' * (len(value) != 1)}"
        among = stranger(value)
        return f"{held}, among them {among}" if among else held
    array = as_numbers(value)
    if array is None and isinstance(value, np.ndarray):
        held = "booleans" if value.dtype == bool else f"{value.dtype} values"
        return f"an array of {held}, of shape {value.shape}"
    if array is None:
        return f"a {type(value).__name__}"
    if array.dtype.kind == "c":
        return "a complex number" if not array.ndim else f"complex numbers of shape {array.shape}"
    return "a number" if array.ndim == 0 else f"an array of shape {array.shape}"


def stranger(value: Any) -> str:
    """Return what stands among the values of a list that is no number; "" where nothing does."""
    if isinstance(value, list | tuple):
        return next(filter(None, map(stranger, value)), "")
    if isinstance(value, Unknown) or (isinstance(value, Tree) and as_numbers(value) is None):
        return show(value)
    return ""


def is_numeric_list(value: Any) -> bool:
    """Whether a list counts as an array; a list of arrays is a list, each with its own shape."""
    if not isinstance(value, list) or not value:
        return False
    arrays = any(isinstance(item, np.ndarray) and item.ndim for item in value)
    return not arrays and as_numbers(value) is not None


def as_numbers(value: Any) -> np.ndarray | None:
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


def apart(mine: Any, right: Any) -> tuple[str, str]:
    """Show two different numbers with as many digits as it takes to tell them apart."""
    if mine.dtype.kind == "c":
        return show(mine), show(right)
    for precision in range(6, 18):
        texts = f"{float(mine):.{precision}g}", f"{float(right):.{precision}g}"
        if texts[0] != texts[1]:
            break
    return texts
