"""Right answers to `train_line`: bplib's optimizer, batches cut beforehand, rows one by one."""

import numpy as np

from bplib import optimizers


def line_by_bplib(X, y, w, lr, beta, batch_size, epochs):
    optimizer, w = optimizers.Momentum(lr, beta), np.array(w)
    for _ in range(epochs):
        for start in range(0, len(X), batch_size):
            A, b = X[start : start + batch_size], y[start : start + batch_size]
            optimizer.step(w, ((A @ w - b)[:, None] * A).mean(axis=0))
    return w


def line_by_pieces(X, y, w, lr, beta, batch_size, epochs):
    edges = list(range(batch_size, len(X), batch_size))
    velocity = 0.0
    for A, b in list(zip(np.split(X, edges), np.split(y, edges), strict=True)) * epochs:
        velocity = beta * velocity + np.einsum("nd,n->d", A, A @ w - b) / len(b)
        w = w - lr * velocity
    return w


def line_by_rows(X, y, w, lr, beta, batch_size, epochs):
    w, velocity = [float(a) for a in w], [0.0] * len(w)
    batches = [range(i, min(i + batch_size, len(X))) for i in range(0, len(X), batch_size)]
    for _ in range(epochs):
        for batch in batches:
            error = {n: sum(a * b for a, b in zip(X[n], w, strict=True)) - y[n] for n in batch}
            for d in range(len(w)):
                slope = sum(error[n] * X[n][d] for n in batch) / len(batch)
                velocity[d] = beta * velocity[d] + slope
            w = [a - lr * b for a, b in zip(w, velocity, strict=True)]
    return w


ANSWERS = [line_by_bplib, line_by_pieces, line_by_rows]
