"""Right answers to `conv1d_backward`: places, a Toeplitz matrix, a flip, single precision."""

import numpy as np

from bplib.beyond import convolution


def conv1d_by_places(dZ, x, w):
    dx, dw = np.zeros_like(x), np.zeros_like(w)
    for n in range(len(x)):
        for i in range(dZ.shape[1]):
            dw += dZ[n, i] * x[n, i : i + len(w)]
            dx[n, i : i + len(w)] += dZ[n, i] * w
    return dx, dw, dZ.sum()


def conv1d_by_matrix(dZ, x, w):
    T = np.zeros((x.shape[1], dZ.shape[1]))
    for i in range(dZ.shape[1]):
        T[i : i + len(w), i] = w
    dT = x.T @ dZ
    dw = [np.trace(dT, offset=-k) for k in range(len(w))]
    return [dZ @ T.T, dw, float(np.sum(dZ))]


def conv1d_by_flip(dZ, x, w):
    padded = np.pad(dZ, ((0, 0), (len(w) - 1, len(w) - 1)))
    view = np.lib.stride_tricks.sliding_window_view
    dx = np.einsum("njk,k->nj", view(padded, len(w), 1), w[::-1])
    return dx, np.einsum("ni,nik->k", dZ, view(x, len(w), 1)), np.einsum("ni->", dZ)


def conv1d_in_float32(dZ, x, w):
    dZ, x, w = (a.astype(np.float32)[:, None] for a in (dZ, x, w[None]))
    dx, dw, db = convolution.conv1d_backward(dZ, x, w)
    return dx[:, 0], dw[0, 0], db[0]


ANSWERS = [conv1d_by_places, conv1d_by_matrix, conv1d_by_flip, conv1d_in_float32]
