"""Right answers to `sum_times` in other styles than the reference."""

import numpy as np


def sum_times_expanded(x, y, z):
    return [x * z + y * z, z, z, x + y]


def sum_times_by_steps(x, y, z):
    q = np.add(x, y)
    f = q * z
    dq = z * 1.0
    return f, 1 * dq, 1 * dq, f / z


def sum_times_in_float32(x, y, z):
    x, y, z = np.float32([x, y, z])
    return np.array([(x + y) * z, z, z, x + y], dtype=np.float32)


ANSWERS = [sum_times_expanded, sum_times_by_steps, sum_times_in_float32]
