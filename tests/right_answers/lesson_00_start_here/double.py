"""Right answers to `double`: a loop, einsum, single precision, an addition."""

import numpy as np


def by_loop(x):
    if np.ndim(x) == 0:
        return x + x
    return [by_loop(part) for part in x]


def by_einsum(x):
    return np.einsum("...,->...", np.asarray(x, dtype=float), 2.0)


def in_float32(x):
    return np.float32(2) * np.asarray(x, dtype=np.float32)


def by_addition(x):
    return np.add(x, x)


ANSWERS = [by_loop, by_einsum, in_float32, by_addition]
