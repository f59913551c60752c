"""Right answers to `penalised_gradients`: loops, einsum, single precision."""

import math

import numpy as np


def gradients_in_loops(X, Y, W, b, l2):
    N, C = len(X), len(b)
    dW, db = [[l2 * w for w in row] for row in W], [0.0] * C
    for x, y in zip(X, Y, strict=True):
        z = [sum(x[i] * W[i][j] for i in range(len(x))) + b[j] for j in range(C)]
        e = [math.exp(v - max(z)) for v in z]
        for j in range(C):
            delta = (e[j] / sum(e) - y[j]) / N
            db[j] += delta
            for i in range(len(x)):
                dW[i][j] += x[i] * delta
    return dW, db


def gradients_by_einsum(X, Y, W, b, l2):
    logits = np.einsum("ni,ij->nj", X, W) + b
    P = np.exp(logits - np.logaddexp.reduce(logits, axis=1, keepdims=True))
    data = np.einsum("ni,nj->ij", X, P - Y) / X.shape[0]
    return [data + l2 * W, np.mean(P - Y, axis=0)]


def gradients_in_float32(X, Y, W, b, l2):
    X, Y, W, b = (a.astype(np.float32) for a in (X, Y, W, b))
    E = np.exp(X @ W + b)
    D = (E / E.sum(1, keepdims=True) - Y) / np.float32(len(Y))
    return (D.T @ X).T + np.float32(l2) * W, np.ones(len(D), np.float32) @ D


ANSWERS = [gradients_in_loops, gradients_by_einsum, gradients_in_float32]
