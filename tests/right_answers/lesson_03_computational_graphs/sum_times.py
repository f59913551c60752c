"""Right answers to `sum_times`: expanded, step by step, single precision."""

import numpy as np


def expanded(x, y, z):
    return [x * z + y * z, z, z, x + y]


def step_by_step(x, y, z):
    q = np.add(x, y)
    f = q * z
    dq = z * 1.0
    return f, 1 * dq, 1 * dq, f / z


def in_float32(x, y, z):
    x, y, z = np.float32([x, y, z])
    return np.array([(x + y) * z, z, z, x + y], dtype=np.float32)


ANSWERS = [expanded, step_by_step, in_float32]
