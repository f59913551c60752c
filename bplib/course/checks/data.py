"""Plain data: how inputs and outputs travel between the answer's process and the judge's.

`pack` turns a value into what JSON can hold; `unpack` turns it back. Numbers, strings, lists,
tuples, dicts, NumPy arrays, formulas and SymPy expressions travel, generators and whatever else
has an order as lists; what is left arrives as an `Unknown` that knows only its type's name. A
SymPy expression arrives as a `Tree`: names and arguments, never code.
"""

import base64
import math
import sys
from collections.abc import ItemsView, Iterator, KeysView, Mapping, Sequence, ValuesView
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import islice
from typing import Any, Literal, TypedDict

import numpy as np

from bplib.course.checks.formula import Formula

MAX_BYTES = 50_000_000
MAX_TREE = 20_000
MAX_DEPTH = 40
MAX_ITEMS = 100_000
_ORDERED = (Iterator, KeysView, ValuesView, ItemsView, Sequence)


class Raised(TypedDict):
    """An exception: its type's name, its message, and the learner's own lines of its traceback."""

    type: str
    message: str
    lines: list[str]


CallOutcome = Literal["returned", "raised", "not attempted", "not callable"]


class CallResult(TypedDict):
    """What came back from one call of an answer, as plain data.

    ``value`` is packed; ``changed`` names the inputs that the call changed in place; ``error`` is
    there where the call raised.
    """

    outcome: CallOutcome
    value: Any
    printed: str
    warnings: list[str]
    changed: list[str]
    error: Raised | None


class Request(TypedDict):
    """How to call an answer: in which way, and with which packed inputs.

    ``kind`` is one of ``"function"``, ``"steps"``, ``"class"`` and ``"value"``.
    """

    kind: str
    cases: list[Any]


@dataclass(frozen=True)
class Unknown:
    """A value that cannot travel: only the name of its type does."""

    type: str


@dataclass(frozen=True)
class Missing:
    """A value that is not there: ``None`` where `none` is true, else ``...``."""

    none: bool = False


@dataclass(frozen=True)
class Tree:
    """A SymPy expression as nested lists ``[name, argument, ...]``."""

    node: list


@dataclass(frozen=True)
class TreeMatrix:
    """A SymPy matrix as rows of `Tree`."""

    rows: list


def listed(value: Any) -> Any:
    """Turn what has an order of its own into a list, and return all else as it is.

    Parameters
    ----------
    value : object
        A generator or another iterator, a view of a dict, a range, a deque, an array of objects
        or of text.

    Returns
    -------
    object
        The list; a string for an array of text without axes, an `Unknown` for what does not end.
    """
    if isinstance(value, np.ndarray):
        words = value.dtype.kind in "OU" and value.nbytes <= MAX_BYTES
        return value.tolist() if words else value
    if isinstance(value, list | tuple | dict | str | bytes | bytearray | memoryview):
        return value
    if isinstance(value, _ORDERED):
        items = list(islice(value, MAX_ITEMS + 1))
        return items if len(items) <= MAX_ITEMS else Unknown("a list without end")
    return value


def pack(value: Any, depth: int = 0) -> Any:
    """Turn a value into JSON data.

    Parameters
    ----------
    value : object
        A number, string, list, tuple, dict, NumPy array or scalar, `Formula` or SymPy
        expression, or what `listed` makes a list of; anything else becomes an `Unknown`.
    depth : int
        How deep the value is nested; beyond `MAX_DEPTH` it becomes an `Unknown`.

    Returns
    -------
    object
        Data made of ``None``, bool, int, float, str, list and dict with string keys.
    """
    if depth > MAX_DEPTH:
        return {"$unknown": "a structure nested too deeply"}
    kind = type(value)
    if value is ... or value is None:
        return {"$missing": value is None}
    if kind is Missing:
        return {"$missing": value.none}
    if kind in (bool, str):
        return value
    if kind is int:
        return value if abs(value) < 2**53 else {"$int": hex(value)}
    if kind is float:
        return value if np.isfinite(value) else {"$float": repr(value)}
    if kind is complex:
        return pack(np.asarray(value), depth)
    if isinstance(value, np.str_):
        return str(value)
    value = listed(value)
    if isinstance(value, np.ndarray | np.generic):
        return _pack_array(value)
    if isinstance(value, list | tuple):
        items = [pack(item, depth + 1) for item in value]
        return items if isinstance(value, list) else {"$tuple": items}
    if isinstance(value, Mapping):
        pairs = [[pack(k, depth + 1), pack(v, depth + 1)] for k, v in value.items()]
        return {"$dict": pairs}
    if isinstance(value, Formula):
        return {"$formula": [value.text, *value.variables]}
    sympy: Any = sys.modules.get("sympy")
    if sympy is not None and isinstance(value, sympy.Basic | sympy.MatrixBase):
        return _pack_sympy(value)
    if isinstance(value, Fraction | Decimal):
        return pack(float(value))
    if isinstance(value, int):  # an enumeration's member, or what else inherits from a plain type
        return pack(int.__int__(value))
    if isinstance(value, float):
        return pack(float.__float__(value))
    if isinstance(value, str):
        return str.__str__(value)
    return {"$unknown": value.type if isinstance(value, Unknown) else kind.__name__}


def _pack_array(value: Any) -> Any:
    array = np.asarray(value)
    if array.dtype.kind not in "biufc" or array.dtype.itemsize > 16:
        return {"$unknown": f"array of dtype {array.dtype}"}
    if array.nbytes > MAX_BYTES:
        return {"$unknown": f"array of {array.nbytes} bytes"}
    little = np.ascontiguousarray(array).astype(array.dtype.newbyteorder("<"), copy=False)
    return {
        "$array": base64.b64encode(little.tobytes()).decode("ascii"),
        "dtype": array.dtype.newbyteorder("<").str,
        "shape": list(array.shape),
    }


def _pack_sympy(value: Any) -> Any:
    import sympy

    if isinstance(value, sympy.MatrixExpr) and all(sympy.S(n).is_Integer for n in value.shape):
        value = value.as_explicit()
    if isinstance(value, sympy.MatrixBase):
        rows = [[_pack_sympy(entry) for entry in value.row(i)] for i in range(value.rows)]
        return {"$matrix": rows}
    try:
        if _small(value) and value.has(sympy.Derivative, sympy.Subs):
            value = value.doit()
        return {"$tree": _tree(value)} if _small(value) else {"$unknown": "a huge expression"}
    except RecursionError:
        return {"$unknown": "a SymPy expression nested too deeply"}


def _small(expression: Any) -> bool:
    import sympy

    return len(list(islice(sympy.preorder_traversal(expression), MAX_TREE))) < MAX_TREE


def _tree(expression: Any) -> list:
    import sympy

    if isinstance(expression, sympy.Symbol):
        return ["Symbol", expression.name]
    if isinstance(expression, sympy.Integer):
        return ["Integer", hex(int(expression))]
    if isinstance(expression, sympy.Rational):
        return ["Rational", hex(int(expression.p)), hex(int(expression.q))]
    if isinstance(expression, sympy.Float):
        return ["Float", repr(float(expression))]
    return [expression.func.__name__, *(_tree(argument) for argument in expression.args)]


def unpack(data: Any) -> Any:
    """Turn packed data back into a value; the inverse of `pack`.

    Parameters
    ----------
    data : object
        What `pack` returned, possibly after a round trip through JSON.

    Returns
    -------
    object
        The value; `Unknown`, `Missing`, `Tree` and `TreeMatrix` stand for what has no value here.

    Raises
    ------
    ValueError
        If the data is not of the form that `pack` gives.
    """
    if isinstance(data, bool | float | str):
        return data
    if isinstance(data, int):
        return _whole(data)
    if isinstance(data, list):
        return [unpack(item) for item in data]
    if not isinstance(data, dict):
        raise ValueError(f"packed data cannot hold {type(data).__name__}")
    match data:
        case {"$missing": none}:
            return Missing(none=bool(none))
        case {"$int": text}:
            return _whole(int(text, 16))
        case {"$float": text}:
            return float(text)
        case {"$tuple": items}:
            return tuple(unpack(item) for item in items)
        case {"$dict": pairs}:
            return {_key(unpack(key)): unpack(item) for key, item in pairs}
        case {"$array": text, "dtype": dtype, "shape": shape}:
            raw = np.frombuffer(base64.b64decode(text), dtype=np.dtype(dtype))
            array = raw.astype(raw.dtype.newbyteorder("=")).reshape(shape)
            return array if array.ndim else array[()]
        case {"$formula": [text, *variables]}:
            return Formula(text, *variables)
        case {"$tree": node}:
            return Tree(node)
        case {"$matrix": rows}:
            return TreeMatrix([[unpack(entry) for entry in row] for row in rows])
        case {"$unknown": name}:
            return Unknown(name)
    raise ValueError(f"packed data with keys {sorted(data)} is not known")


def _key(value: Any) -> Any:
    """Return a dict's key; one that cannot be a key here, such as an expression, is unknown."""
    try:
        hash(value)
    except TypeError:
        return Unknown(type(value).__name__)
    return value


def _whole(number: int) -> int | float:
    """Return a whole number; one that no float could stand for is infinite."""
    if abs(number) < 2**128:
        return number
    try:
        return float(number)
    except OverflowError:
        return math.inf if number > 0 else -math.inf
