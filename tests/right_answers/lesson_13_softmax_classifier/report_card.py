"""Right answers to `report_card`: all images at once, sums, a Network in single precision."""

import numpy as np

from bplib import training
from bplib.network import Network


def at_once(W, b, X, y, white, batch_size):
    Z = X / white @ W + b
    logs = Z - np.logaddexp.reduce(Z, axis=1, keepdims=True)
    return -logs[np.arange(len(y)), y].mean(), (Z.argmax(axis=1) == y).mean()


def by_sums(W, b, X, y, white, batch_size):
    loss = hits = 0
    for start in range(0, len(X), batch_size):
        some = slice(start, start + batch_size)
        Z = X[some] @ (W / white) + b
        P = np.exp(Z - Z.max(axis=1, keepdims=True))
        P /= P.sum(axis=1, keepdims=True)
        loss -= np.log(P[range(len(P)), y[some]]).sum()
        hits += sum(int(row.argmax()) == int(label) for row, label in zip(P, y[some], strict=True))
    return [loss / len(X), hits / len(X)]


def in_float32(W, b, X, y, white, batch_size):
    net = Network((len(W), len(b)), ("softmax",), "cross_entropy", dtype=np.float32)
    net.set_parameters([W.astype(np.float32), b.astype(np.float32)])
    X = (X / white).astype(np.float32)
    return np.float32(net.loss(X, y)), np.float32(training.accuracy(net, X, y))


ANSWERS = [at_once, by_sums, in_float32]
