"""Right answers to `layer_gradients`: by samples, einsum, a column of ones, single precision."""

import numpy as np


def by_samples(A_prev, dZ):
    dW, db = np.zeros((A_prev.shape[1], dZ.shape[1])), np.zeros(dZ.shape[1])
    for a_row, d_row in zip(A_prev, dZ, strict=True):
        dW += np.outer(a_row, d_row)
        db += d_row
    return dW, db


def by_einsum(A_prev, dZ):
    return [np.einsum("ni,nj->ij", A_prev, dZ), np.einsum("nj->j", dZ)]


def with_ones(A_prev, dZ):
    both = np.hstack([A_prev, np.ones((len(A_prev), 1))]).T @ dZ
    return both[:-1], both[-1]


def in_float32(A_prev, dZ):
    dZ = dZ.astype(np.float32)
    return (dZ.T @ A_prev.astype(np.float32)).T, np.add.reduce(dZ)


ANSWERS = [by_samples, by_einsum, with_ones, in_float32]
