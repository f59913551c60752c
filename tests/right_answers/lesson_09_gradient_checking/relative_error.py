"""Right answers to `relative_error`: loops, gradients scaled to 1 first, single precision."""

import math

import numpy as np


def by_loops(a, n):
    a, n = (np.asarray(g, dtype=float).ravel().tolist() for g in (a, n))
    gap = math.sqrt(sum((p - q) ** 2 for p, q in zip(a, n, strict=True)))
    lengths = math.hypot(*a) + math.hypot(*n)
    return gap / lengths if lengths > 0 else 0


def by_scaling(a, n):
    largest = max(abs(a).max(), abs(n).max())
    if largest == 0:
        return np.float64(0)
    a, n = a.flatten() / largest, n.flatten() / largest
    return np.sqrt((a - n) @ (a - n)) / (np.sqrt(a @ a) + np.sqrt(n @ n))


def in_float32(a, n):
    gap, long_a, long_n = (
        np.sqrt(np.sum(np.square(1e10 * g.astype(np.float64)))).astype(np.float32)
        for g in (a - n, a, n)
    )
    return np.nan_to_num(gap / max(long_a + long_n, np.float32(1e-20)))


ANSWERS = [by_loops, by_scaling, in_float32]
