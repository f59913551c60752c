"""Noticing that an array was changed between a computation and its way back."""

import zlib
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating]
Saved = tuple[Any, Array, int]  # the Tensor that holds the array, if any; the array; its checksum


_EDITED = (
    "an array of shape {} was {} after a result was computed from it: "
    "call backward() first, or compute the result again"
)


def can_change(array: Any) -> bool:
    """Whether an input of an operation is an array that somebody may write to."""
    return isinstance(array, np.ndarray) and array.flags.writeable


def save(holder: Any, array: Array) -> Saved:
    """Remember an array as it is, and the Tensor that holds it, or None."""
    return holder, array, _mark(array)


def require_unchanged(saved: Saved) -> None:
    """Raise a RuntimeError where a saved array was changed, or its Tensor holds another one."""
    holder, array, mark = saved
    if holder is not None and holder.data is not array:
        raise RuntimeError(_EDITED.format(array.shape, "given another array"))
    if _mark(array) != mark:
        raise RuntimeError(_EDITED.format(array.shape, "changed in place"))


def _mark(array: Array) -> int:
    """Return a checksum by which a change is noticed."""
    return zlib.crc32(np.ascontiguousarray(array).data.cast("B")) if array.size else 0
