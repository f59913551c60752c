"""Right answers to `dense_forward`: loops, einsum, columns, a column of ones, bplib's layer."""

import numpy as np

from bplib.layers import Dense


def by_loops(A_prev, W, b):
    Z = np.zeros((len(A_prev), len(b)))
    for n, x in enumerate(A_prev):
        for j, bias in enumerate(b):
            Z[n, j] = bias
            for i, value in enumerate(x):
                Z[n, j] += value * W[i, j]
    return Z.tolist()


def by_einsum(A_prev, W, b):
    return np.einsum("ni,ij->nj", A_prev, W) + b.reshape(1, -1)


def in_columns(A_prev, W, b):
    return (W.T @ A_prev.T + b[:, np.newaxis]).T


def with_a_column_of_ones(A_prev, W, b):
    with_one = np.hstack([A_prev, np.ones((len(A_prev), 1))])
    return with_one.astype(np.float32) @ np.vstack([W, b]).astype(np.float32)


def by_the_layer(A_prev, W, b):
    layer = Dense(*W.shape, "identity")
    layer.W[...] = W
    layer.b[...] = b
    return layer.forward(A_prev)


ANSWERS = [by_loops, by_einsum, in_columns, with_a_column_of_ones, by_the_layer]
