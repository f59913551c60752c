"""Right answers to `output_delta`: in short, loops, differences of the loss, single precision."""

import numpy as np
from right_answers.lesson_08_any_depth.shared import bend, slope, slope_of_one


def in_short(Z, Y, activation):
    return slope(activation, Z) * (bend(activation, Z) - Y) / Z.shape[0]


def by_loops(Z, Y, activation):
    N, C = Z.shape
    dZ = np.empty((N, C))
    for n in range(N):
        for j in range(C):
            error = float(bend(activation, Z[n, j])) - Y[n, j]
            dZ[n, j] = error * slope_of_one(activation, Z[n, j]) / N
    return dZ


def by_differences(Z, Y, activation):
    h = 2e-4
    values = [(bend(activation, Z + k * h) - Y) ** 2 / (2 * len(Z)) for k in (-2, -1, 1, 2)]
    return (values[0] - 8 * values[1] + 8 * values[2] - values[3]) / (12 * h)


def in_float32(Z, Y, activation):
    Z, Y = Z.astype(np.float32), Y.astype(np.float32)
    return (bend(activation, Z) - Y) * slope(activation, Z) / np.float32(len(Z))


ANSWERS = [in_short, by_loops, by_differences, in_float32]
