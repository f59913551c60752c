"""Right answers to `repaired_logistic` in other styles than the reference."""

import math

import numpy as np


def logistic_in_columns(X, y, w, b):
    P = 0.5 * (1 + np.tanh(0.5 * (X @ w[:, None] + b)))
    dZ = (P - y) / len(X)
    return (X.T @ dZ)[:, 0], dZ.sum().item()


def logistic_by_samples(X, y, w, b):
    dw, db = [0.0] * len(w), 0.0
    for x, target in zip(X, y, strict=True):
        delta = 1 / (1 + math.exp(-(float(x @ w) + b))) - float(target[0])
        dw = [total + delta * float(v) / len(X) for total, v in zip(dw, x, strict=True)]
        db += delta / len(X)
    return dw, db


def logistic_in_float32(X, y, w, b):
    X, y, w = (p.astype(np.float32) for p in (X, np.squeeze(y, axis=1), w))
    delta = np.reciprocal(1 + np.exp(-(X @ w) - np.float32(b))) - y
    return np.mean(X * delta[:, None], axis=0), np.mean(delta)


ANSWERS = [logistic_in_columns, logistic_by_samples, logistic_in_float32]
