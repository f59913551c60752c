"""What a student's process sent, cut to what an honest one can send; anything may come in.

The judge sees nothing that has not passed through here: no more values, text, names or digits
than the largest honest answer of the course needs a hundredfold, no text that cannot be written
to a file, and no formula, which would have to be parsed.
"""

import re
from collections.abc import Mapping
from typing import Any, get_args

from bplib.course.checks.data import MAX_TREE, CallOutcome, CallResult, Raised
from bplib.course.reading import writable
from bplib.grading.isolation.wire import TooLong

MAX_VALUES = 100_000
MAX_NAMES = 1_000
MAX_TEXT = 20_000
MAX_ARRAYS = 4_000_000
MAX_DEPTH = 60
MAX_CALLS = 100
SHORT = 500
OUTPUT_KINDS = re.compile(r"(image/(png|jpeg|svg\+xml)|text/(plain|html|latex|markdown))")
DTYPE = re.compile(r"[<|][biufc][0-9]{1,2}")


def short(text: Any, most: int = SHORT) -> str:
    """Return the beginning of a text; nothing where it is none."""
    return writable(text[:most]) if isinstance(text, str) else ""


def results(reply: Mapping[str, Any], cases: int) -> list[CallResult]:
    """Return the results of an answer in the form that `calling.collect` gives.

    Parameters
    ----------
    reply : mapping
        What came.
    cases : int
        How many cases were asked for.

    Returns
    -------
    list of CallResult
        At least one, at most one per case.

    Raises
    ------
    ValueError
        If no `collect` can have sent it.
    TooLong
        If it holds more than any answer needs.
    """
    given = reply.get("results")
    if not isinstance(given, list) or not 1 <= len(given) <= cases:
        raise ValueError("as many results as cases are expected")
    budget = _Budget()
    return [_result(result, budget) for result in given]


def _result(result: Any, budget: "_Budget") -> CallResult:
    if not isinstance(result, dict) or not isinstance(result.get("outcome"), str):
        raise ValueError("a result lacks its outcome")
    heard, changed = result.get("warnings"), result.get("changed")
    if not isinstance(heard, list) or not isinstance(changed, list):
        raise ValueError("a result lacks a part")
    if result["outcome"] not in get_args(CallOutcome):
        raise ValueError("a result's outcome is none that a call can have")
    error: Raised | None = None
    if result["outcome"] == "raised":
        said = result.get("error")
        if not isinstance(said, dict) or not isinstance(said.get("lines"), list):
            raise ValueError("a result lacks its exception")
        error = {
            "type": short(said.get("type")),
            "message": short(said.get("message")),
            "lines": [short(line) for line in said["lines"][-6:]],
        }
    return {
        "outcome": result["outcome"],
        "value": budget.value(result.get("value")) if result.get("value") is not None else None,
        "printed": short(result.get("printed"), 4_000),
        "warnings": [short(text) for text in heard[:5]],
        "changed": [short(text, 80) for text in changed[:20]],
        "error": error,
    }


class _Budget:
    """Copies packed values as long as there are not too many of them."""

    def __init__(self) -> None:
        self.values = MAX_VALUES
        self.text = MAX_ARRAYS

    def value(self, data: Any, depth: int = 0) -> Any:
        """Return a copy; a value that nobody may send arrives as one of an unknown type."""
        self.values -= 1
        if self.values < 0:
            raise TooLong(f"an answer of more than {MAX_VALUES:,} values")
        if depth > MAX_DEPTH:
            return {"$unknown": "a structure nested too deeply"}
        match data:
            case str():
                return self._spent(short(data, MAX_TEXT))
            case list():
                return [self.value(item, depth + 1) for item in data]
            case {"$dict": list(pairs)}:
                return {"$dict": self._pairs(pairs, depth)}
            case {"$tree": node}:
                return {"$tree": node} if small_tree(node) else _unknown("a huge expression")
            case {"$matrix": list(rows)}:
                return {"$matrix": [[self.value(x, depth + 1) for x in row] for row in rows]}
            case {"$tuple": list(items)}:
                return {"$tuple": [self.value(item, depth + 1) for item in items]}
            case {"$array": str(text), "dtype": str(dtype), "shape": list(shape)}:
                if not DTYPE.fullmatch(dtype) or not _is_shape(shape):
                    return _unknown("a malformed array")
                return {"$array": self._spent(text), "dtype": dtype, "shape": shape}
            case {"$unknown": str(name)}:
                return {"$unknown": short(name, 80)}
            case {"$int": str(text)} if len(text) <= MAX_TEXT:
                return {"$int": text}
            case {"$float": str() as text} if len(text) <= 80:
                return {"$float": text}
            case {"$missing": bool(none)}:
                return {"$missing": none}
            case bool() | int() | float():
                return data
        return _unknown("what cannot travel")

    def _pairs(self, pairs: list[Any], depth: int) -> list[list[Any]]:
        if len(pairs) > MAX_NAMES:
            raise TooLong(f"an answer with {len(pairs):,} names")
        copied = []
        for key, item in pairs:
            name = self.value(key, depth + 1)
            if isinstance(name, dict) and not {"$int", "$float", "$tuple"} & name.keys():
                name = str(name)
            copied.append([name, self.value(item, depth + 1)])
        return copied

    def _spent(self, text: str) -> str:
        self.text -= len(text)
        if self.text < 0:
            raise TooLong(f"an answer of more than {MAX_ARRAYS:,} characters")
        return text


def _unknown(name: str) -> dict[str, str]:
    return {"$unknown": name}


def _is_shape(shape: list[Any]) -> bool:
    return len(shape) <= 16 and all(type(n) is int and 0 <= n < 1 << 31 for n in shape)


def small_tree(node: Any) -> bool:
    """Whether an expression has at most `MAX_TREE` parts, all of them short."""
    waiting, count = [node], 0
    while waiting and count <= MAX_TREE:
        part = waiting.pop()
        count += 1
        if isinstance(part, list):
            waiting += part[: MAX_TREE + 1]
        elif not isinstance(part, str) or len(part) > MAX_TEXT:
            return False
    return count <= MAX_TREE


def calls(reply: Mapping[str, Any]) -> list[str]:
    """Return the names of bplib's functions that an answer is said to have called."""
    given = reply.get("used")
    return [short(call, 200) for call in given[:MAX_CALLS]] if isinstance(given, list) else []


def outputs(reply: Mapping[str, Any], room: int) -> list[dict[str, Any]]:
    """Return what a cell showed, as a notebook stores it, up to so many characters."""
    shown: list[dict[str, Any]] = []
    given = reply.get("outputs")
    for output in given[:MAX_NAMES] if isinstance(given, list) else []:
        match output:
            case {"output_type": "stream", "name": "stdout" | "stderr" as name, "text": str(text)}:
                size, made = len(text), {"name": name, "text": writable(text)}
            case {"output_type": "display_data", "data": dict(data)}:
                kept = {
                    kind: writable(text)
                    for kind, text in data.items()
                    if OUTPUT_KINDS.fullmatch(kind) and isinstance(text, str)
                }
                size, made = sum(map(len, kept.values())), {"data": kept, "metadata": {}}
            case _:
                continue
        room -= size
        if room >= 0:
            shown.append({"output_type": output["output_type"], **made})
    return shown
