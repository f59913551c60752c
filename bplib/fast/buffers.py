"""Arrays that begin where a line of the processor's cache does."""

import numpy as np
from numpy.typing import DTypeLike

from bplib._support.arguments import Array

LINE = 64  # bytes of a cache line


def aligned(shape: int | tuple[int, ...], dtype: DTypeLike, value: float = 0.0) -> Array:
    """Return an array full of a value, whose first entry is at a multiple of 64 bytes."""
    size = np.prod(shape, dtype=int) * np.dtype(dtype).itemsize
    room = np.empty(size + LINE, np.uint8)
    start = -room.ctypes.data % LINE
    array = room[start : start + size].view(dtype).reshape(shape)
    array[...] = value
    return array
