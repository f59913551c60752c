"""Right answers to `repaired_tied`: einsum, by samples, complex steps, single precision."""

import numpy as np


def tied_by_einsum(X, W):
    A = np.tanh(np.einsum("nd,dh->nh", X, W))
    R = (np.einsum("nh,dh->nd", A, W) - X) / len(X)
    back = np.einsum("nd,dh,nh->nh", R, W, 1 - A**2)
    return np.einsum("nd,nh->dh", R, A) + np.einsum("nd,nh->dh", X, back)


def by_samples(X, W):
    dW = np.zeros_like(W)
    for x in X:
        a = np.tanh(W.T @ x)
        off = W @ a - x
        dW += np.outer(off, a)
        dW += np.outer(x, (W.T @ off) / np.cosh(W.T @ x) ** 2)
    return dW / X.shape[0]


def by_complex_steps(X, W):
    dW = np.zeros_like(W)
    for place in np.ndindex(W.shape):
        V = W.astype(complex)
        V[place] += 1e-100j
        loss = np.sum((np.tanh(X @ V) @ V.T - X) ** 2) / (2 * len(X))
        dW[place] = loss.imag * 1e100
    return dW


def in_float32(X, W):
    return tied_by_einsum(X.astype(np.float32), W.astype(np.float32))


ANSWERS = [tied_by_einsum, by_samples, by_complex_steps, in_float32]
