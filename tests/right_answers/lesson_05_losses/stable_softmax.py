"""Right answers to `stable_softmax`: row by row, differences, a logarithm, single precision."""

import math

import numpy as np


def by_rows(Z):
    rows = []
    for row in Z.tolist():
        e = [math.exp(z - max(row)) for z in row]
        rows.append([value / math.fsum(e) for value in e])
    return rows


def by_differences(Z):
    """1 / sum_k exp(z_k - z_j)."""
    with np.errstate(over="ignore"):
        return 1 / np.exp(Z[:, np.newaxis, :] - Z[:, :, np.newaxis]).sum(axis=2)


def by_logarithm(Z):
    return np.exp(Z - np.logaddexp.reduce(Z, axis=1)[:, np.newaxis])


def in_float32(Z):
    shifted = np.float32(Z - np.max(Z, axis=1).reshape(-1, 1))
    E = np.exp(shifted)
    return E / np.sum(E, axis=1, keepdims=True)


ANSWERS = [by_rows, by_differences, by_logarithm, in_float32]
