"""Right answers to `layer_ledger`: the median, a vote of all layers, single precision."""

import math

import numpy as np


def by_median(weights, gradients):
    sums = [np.einsum("ij,ij->", W, dW) for W, dW in zip(weights, gradients, strict=True)]
    odd = [k + 1 for k, s in enumerate(sums) if abs(s - np.median(sums)) > 1e-3 * abs(s)]
    return sums, odd[0] if odd else 0


def by_votes(weights, gradients):
    sums = [float(np.vdot(W, dW)) for W, dW in zip(weights, gradients, strict=True)]
    for k, mine in enumerate(sums):
        friends = sum(math.isclose(mine, other, rel_tol=1e-4) for other in sums)
        if friends == 1:
            return sums, k + 1
    return sums, 0


def in_float32(weights, gradients):
    sums = []
    for W, dW in zip(weights, gradients, strict=True):
        sums.append(np.trace(W.astype(np.float32).T @ dW.astype(np.float32)))
    close = [sum(abs(s - t) < 0.01 * max(abs(s), abs(t)) for t in sums) for s in sums]
    odd = close.index(1) + 1 if 1 in close else 0
    return np.array(sums), odd


ANSWERS = [by_median, by_votes, in_float32]
