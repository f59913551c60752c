"""Right answers to `pass_costs`: a loop, slices of an array, the shapes of real arrays."""

import itertools

import numpy as np


def by_loop(sizes, N):
    forward = backward = 0
    for k in range(1, len(sizes)):
        product = N * sizes[k - 1] * sizes[k]
        forward += product
        backward += product if k == 1 else 2 * product
    return forward, backward


def by_slices(sizes, N):
    n = np.array(sizes)
    products = n[:-1] * n[1:]
    return [int(N * products.sum()), int(N * (products.sum() + products[1:].sum()))]


def by_shapes(sizes, N):
    arrays = [np.empty((N, n)) for n in sizes]
    weights = [np.empty(pair) for pair in itertools.pairwise(sizes)]
    forward = sum(A.size * W.shape[1] for A, W in zip(arrays, weights, strict=False))
    sent_back = sum(A.shape[0] * W.size for A, W in zip(arrays[2:], weights[1:], strict=False))
    return np.float64(forward), np.float64(forward + sent_back)


ANSWERS = [by_loop, by_slices, by_shapes]
