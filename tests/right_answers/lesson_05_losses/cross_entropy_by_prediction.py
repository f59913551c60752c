"""Right answers to `cross_entropy_by_prediction`: one-hot rows, loops, bplib, `take_along_axis`."""

import math

import numpy as np

from bplib import losses


def by_one_hot_rows(P, labels):
    Y = np.eye(P.shape[1])[labels]
    return -(Y * np.log(P)).sum() / len(Y), -Y / P / len(Y)


def by_loops(P, labels):
    N, total = len(P), 0.0
    slopes = [[0.0] * len(row) for row in P]
    for n, k in enumerate(labels):
        total -= math.log(P[n][k]) / N
        slopes[n][int(k)] = -1 / (N * P[n][k])
    return total, slopes


def by_bplib(P, labels):
    Y = losses.one_hot(labels, P.shape[1])
    return losses.cross_entropy(P, Y), losses.cross_entropy_grad(P, Y)


def by_taking_along(P, labels):
    chosen = np.take_along_axis(P, labels[:, np.newaxis], axis=1)
    dP = np.zeros(P.shape, dtype=np.float32)
    np.put_along_axis(dP, labels[:, np.newaxis], np.float32(-1 / chosen / len(P)), axis=1)
    return np.float32(np.log(1 / chosen).mean()), dP


ANSWERS = [by_one_hot_rows, by_loops, by_bplib, by_taking_along]
