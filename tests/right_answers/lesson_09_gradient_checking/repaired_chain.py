"""Right answers to `repaired_chain`: recursion, einsum, single precision."""

import numpy as np


def chain_by_recursion(dA, weights, activations):
    if not weights:
        return []
    *lower, W = weights
    dZ = dA - dA * activations[-1] ** 2
    return [*chain_by_recursion(dZ @ W.T, lower, activations[:-1]), dZ]


def by_einsum(dA, weights, activations):
    deltas = []
    for W, A in list(zip(weights, activations, strict=True))[::-1]:
        deltas.append(np.einsum("nj,nj->nj", dA, 1 - A * A))
        dA = np.einsum("nj,ij->ni", deltas[-1], W)
    return tuple(deltas[::-1])


def in_float32(dA, weights, activations):
    dA = dA.astype(np.float32)
    deltas = []
    for W, A in zip(reversed(weights), reversed(activations), strict=True):
        A = A.astype(np.float32)
        deltas = [dA * (1 - A) * (1 + A), *deltas]
        dA = (W.astype(np.float32) @ deltas[0].T).T
    return deltas


ANSWERS = [chain_by_recursion, by_einsum, in_float32]
