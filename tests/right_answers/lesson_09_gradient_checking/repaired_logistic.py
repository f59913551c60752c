"""Right answers to `repaired_logistic`: in columns, by samples, single precision."""

import math

import numpy as np


def in_columns(X, y, w, b):
    P = 0.5 * (1 + np.tanh(0.5 * (X @ w[:, None] + b)))
    dZ = (P - y) / len(X)
    return (X.T @ dZ)[:, 0], dZ.sum().item()


def by_samples(X, y, w, b):
    dw, db = [0.0] * len(w), 0.0
    for x, target in zip(X, y, strict=True):
        delta = 1 / (1 + math.exp(-(float(x @ w) + b))) - float(target[0])
        dw = [total + delta * float(v) / len(X) for total, v in zip(dw, x, strict=True)]
        db += delta / len(X)
    return dw, db


def in_float32(X, y, w, b):
    X, y, w = (p.astype(np.float32) for p in (X, np.squeeze(y, axis=1), w))
    delta = np.reciprocal(1 + np.exp(-(X @ w) - np.float32(b))) - y
    return np.mean(X * delta[:, None], axis=0), np.mean(delta)


ANSWERS = [in_columns, by_samples, in_float32]
