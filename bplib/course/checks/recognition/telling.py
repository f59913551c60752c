"""How much a value tells, and what stands in it."""

import re
from collections.abc import Sequence
from typing import Any

import numpy as np

from bplib.course.checks.errors import is_of_shapes
from bplib.course.checks.recognition.alike import Failed, Parts, array


def bits(value: Any) -> float:
    """Return about how many bits a value holds: few for a word, many for a measured number."""
    found = array(value)
    if found is not None:
        flat = distinct(found.astype(complex).real)[:40]
        whole = flat == np.round(flat)
        return float(np.sum(np.where(whole, np.log2(1 + np.minimum(np.abs(flat), 1e9)), 14)))
    if isinstance(value, list | tuple):
        return sum(map(bits, value))
    if isinstance(value, Failed):
        return 8.0
    return 1.0


def tells_of(name: str, failures: Sequence[Any]) -> bool:
    """Whether a change of the source is what exceptions complain of, where there is nothing else.

    Parameters
    ----------
    name : str
        The change in a few words.
    failures : sequence
        What came back in the wrong cases.

    Returns
    -------
    bool
        True also where something came back that is no exception.
    """
    for failure in failures:
        if not isinstance(failure, Failed):
            return True
    if all(is_of_shapes(failure.message) for failure in failures):
        return name.startswith(_OF_PRODUCTS)
    if all(failure.type == "IndexError" for failure in failures):
        return _OF_ENTRIES.search(name) is not None
    return False


_OF_PRODUCTS = (
    *("transposed", "product the other way round", "times in place of a matrix product"),
    *("a matrix product in place of times", "matmul for multiply", "multiply for matmul"),
)
_OF_ENTRIES = re.compile(
    r" one (?:further|before)$|^(?:first|last) round |^one round too many$|^counted from "
)


def distinct(values: np.ndarray) -> np.ndarray:
    """Return different values in order; `np.unique` would load masked arrays for them."""
    flat = np.sort(values, axis=None)
    return flat[np.concatenate([[True], flat[1:] != flat[:-1]])] if flat.size else flat


def whole(parts: Parts) -> Any:
    """Return a value from its parts, as a list where there are several."""
    return parts[""] if list(parts) == [""] else list(parts.values())
