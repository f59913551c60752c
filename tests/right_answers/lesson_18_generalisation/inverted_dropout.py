"""Right answers to `inverted_dropout`: np.where, lists, single precision."""

import numpy as np


def dropout_by_where(A, U, p, training):
    if training:
        return np.where(U < p, 0.0, A / (1 - p))
    return A.copy()


def dropout_in_lists(A, U, p, training):
    if not training:
        return [list(row) for row in A]
    return [
        [a * (1 / (1 - p)) if u >= p else 0.0 for a, u in zip(row, draws, strict=True)]
        for row, draws in zip(A, U, strict=True)
    ]


def dropout_in_float32(A, U, p, training):
    mask = np.ones(A.shape, np.float32)
    if training:
        mask[U < p] = 0
        mask /= np.float32(1 - p)
    return A.astype(np.float32) * mask


ANSWERS = [dropout_by_where, dropout_in_lists, dropout_in_float32]
