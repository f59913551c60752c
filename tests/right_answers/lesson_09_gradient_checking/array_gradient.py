"""Right answers to `array_gradient`: unit arrays, a copy that is nudged to and fro, plain lists."""

from itertools import product

import numpy as np


def by_unit_arrays(f, x, h):
    x = np.asarray(x).astype(np.float64)
    slopes = []
    for k in range(x.size):
        unit = np.zeros(x.size)
        unit[k] = h
        unit = unit.reshape(x.shape)
        slopes.append((f(x + unit) - f(x - unit)) / h / 2)
    return np.array(slopes).reshape(x.shape)


def on_a_copy(f, x, h):
    moved = x.astype(np.float64)
    slopes = np.zeros(x.shape)
    for place in product(*map(range, x.shape)):
        moved[place] += h
        slopes[place] += f(moved)
        moved[place] -= 2 * h
        slopes[place] -= f(moved)
        moved[place] += h
    return slopes / (2 * h)


def as_lists(f, x, h):
    flat = [float(v) for v in np.ravel(x)]

    def value(k, v):
        return float(f(np.array([*flat[:k], v, *flat[k + 1 :]]).reshape(x.shape)))

    slopes = [(value(k, v + h) - value(k, v - h)) / (2 * h) for k, v in enumerate(flat)]
    return np.reshape(slopes, x.shape).tolist()


ANSWERS = [by_unit_arrays, on_a_copy, as_lists]
