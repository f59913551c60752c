"""Right answers to `vjp_two_links`: columns, the expensive order, einsum, loops, float32."""

import numpy as np


def in_columns(g, J2, J1):
    return J1.T @ (J2.T @ g)


def in_the_expensive_order(g, J2, J1):
    return g @ (J2 @ J1)


def by_einsum(g, J2, J1):
    return np.einsum("k,kj,ji->i", g, J2, J1)


def by_loops(g, J2, J1):
    between = [sum(g[k] * J2[k, j] for k in range(len(g))) for j in range(J2.shape[1])]
    return [sum(between[j] * J1[j, i] for j in range(len(between))) for i in range(J1.shape[1])]


def in_float32(g, J2, J1):
    return (g.astype(np.float32) @ J2.astype(np.float32)) @ J1.astype(np.float32)


ANSWERS = [in_columns, in_the_expensive_order, by_einsum, by_loops, in_float32]
