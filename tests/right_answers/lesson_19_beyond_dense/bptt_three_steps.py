"""Right answers to `bptt_three_steps`: written out, einsum, samples, bplib, single precision."""

import numpy as np

from bplib.beyond.recurrent import Recurrent


def bptt_unrolled(dh, X, H, W_h):
    d3 = dh * (1 - H[3] ** 2)
    d2 = (d3 @ W_h.T) * (1 - H[2] ** 2)
    d1 = (d2 @ W_h.T) * (1 - H[1] ** 2)
    dW_x = X[0].T @ d1 + X[1].T @ d2 + X[2].T @ d3
    dW_h = H[0].T @ d1 + H[1].T @ d2 + H[2].T @ d3
    return dW_x, dW_h, d1.sum(0) + d2.sum(0) + d3.sum(0)


def bptt_by_einsum(dh, X, H, W_h):
    dZ = np.zeros_like(H[1:])
    for t in reversed(range(3)):
        dZ[t] = np.einsum("ni,ni->ni", dh, 1 - H[t + 1] ** 2)
        dh = np.einsum("nj,ij->ni", dZ[t], W_h)
    return [
        np.einsum("tni,tnj->ij", X, dZ),
        np.einsum("tni,tnj->ij", H[:3], dZ),
        np.einsum("tnj->j", dZ),
    ]


def bptt_by_samples(dh, X, H, W_h):
    D, n = X.shape[2], H.shape[2]
    dW_x, dW_h, db = np.zeros((D, n)), np.zeros((n, n)), np.zeros(n)
    for s in range(len(dh)):
        signal = dh[s]
        for t in (2, 1, 0):
            delta = signal * (1 + H[t + 1, s]) * (1 - H[t + 1, s])
            dW_x += np.outer(X[t, s], delta)
            dW_h += np.outer(H[t, s], delta)
            db += delta
            signal = W_h @ delta
    return dW_x, dW_h, db


def bptt_by_bplib(dh, X, H, W_h):
    cell = Recurrent(X.shape[2], H.shape[2])
    cell.X, cell.H, cell.W_h = X, H, W_h
    dH = np.zeros_like(H)
    dH[-1] = dh
    cell.backward(dH)
    return cell.dW_x, cell.dW_h, cell.db


def bptt_in_float32(dh, X, H, W_h):
    return bptt_unrolled(*(a.astype(np.float32) for a in (dh, X, H, W_h)))


ANSWERS = [
    bptt_unrolled,
    bptt_by_einsum,
    bptt_by_samples,
    bptt_by_bplib,
    bptt_in_float32,
]
