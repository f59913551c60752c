"""Right answers to `cross_entropy_by_prediction` in other styles than the reference."""

import math

import numpy as np

from bplib import losses


def entropy_one_hot(P, labels):
    Y = np.eye(P.shape[1])[labels]
    return -(Y * np.log(P)).sum() / len(Y), -Y / P / len(Y)


def entropy_by_loops(P, labels):
    N, total = len(P), 0.0
    slopes = [[0.0] * len(row) for row in P]
    for n, k in enumerate(labels):
        total -= math.log(P[n][k]) / N
        slopes[n][int(k)] = -1 / (N * P[n][k])
    return total, slopes


def entropy_by_bplib(P, labels):
    Y = losses.one_hot(labels, P.shape[1])
    return losses.cross_entropy(P, Y), losses.cross_entropy_grad(P, Y)


def entropy_taken_along(P, labels):
    chosen = np.take_along_axis(P, labels[:, np.newaxis], axis=1)
    dP = np.zeros(P.shape, dtype=np.float32)
    np.put_along_axis(dP, labels[:, np.newaxis], np.float32(-1 / chosen / len(P)), axis=1)
    return np.float32(np.log(1 / chosen).mean()), dP


ANSWERS = [
    entropy_one_hot,
    entropy_by_loops,
    entropy_by_bplib,
    entropy_taken_along,
]
