"""What an operation on arrays takes: a Tensor, a number, or an array of real numbers."""

from typing import Any

import numpy as np

from bplib.autodiff.backward import Recorded
from bplib.autodiff.guard import Array


def as_array(given: Any, where: str) -> Array:
    """Return real floating-point data as an array; one clear TypeError for anything else."""
    if isinstance(given, Recorded):
        given = given.data
    try:
        array = np.asarray(given)
    except ValueError:
        array = np.empty(0, dtype=object)  # rows of different length
    if array.dtype.kind not in "biuf":
        raise TypeError(
            f"{where} was given a {type(given).__name__}: it takes a Tensor, a number, or an array "
            "of real numbers with rows of one length"
        )
    return array if array.dtype.kind == "f" else array.astype(np.float64)


def comparable(given: Any) -> Any:
    """Return what `data_of` returns, or None for what no entry can equal, such as a string."""
    try:
        return data_of(given, "==")
    except TypeError:
        return None


def data_of(given: Any, where: str) -> Any:
    """Return the array of a Tensor, a plain float as it is (so that float32 stays), or an array."""
    if isinstance(given, Recorded):
        return given.data
    if isinstance(given, int | float) and not isinstance(given, np.generic):
        return float(given)
    return as_array(given, where)
