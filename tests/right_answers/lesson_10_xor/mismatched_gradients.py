"""Right answers to `mismatched_gradients`: a network, sample by sample, single precision."""

import numpy as np

from bplib.network import Network


def with_a_network(X, Y, W1, b1, W2, b2):
    network = Network((X.shape[1], len(b1), 1), ("sigmoid", "sigmoid"), "mse")
    network.set_parameters([W1, b1, W2, b2])
    value, _ = network.loss_and_gradient(X, Y)
    (dW1, dW2), (db1, db2) = network.dW, network.db
    return value, dW1, db1, dW2, db2


def sample_by_sample(X, Y, W1, b1, W2, b2):
    loss, dW1, db1 = 0.0, np.zeros_like(W1), np.zeros_like(b1)
    dW2, db2 = np.zeros_like(W2), np.zeros_like(b2)
    for x, y in zip(X, Y[:, 0], strict=True):
        a = 1 / (1 + np.exp(-(x @ W1 + b1)))
        p = 1 / (1 + np.exp(-(a @ W2 + b2)))[0]
        loss += (y - p) ** 2 / len(X)
        delta = -2 * (y - p) * (p - p * p) / len(X)
        back = delta * W2[:, 0] * (a - a * a)
        dW1, db1 = dW1 + np.outer(x, back), db1 + back
        dW2, db2 = dW2 + delta * a[:, None], db2 + delta
    return loss, dW1, db1, dW2, db2


def in_float32(X, Y, W1, b1, W2, b2):
    X, Y, W1, b1, W2, b2 = (np.float32(array) for array in (X, Y, W1, b1, W2, b2))
    A = (np.tanh((X @ W1 + b1) / 2) + 1) / 2
    P = (np.tanh((A @ W2 + b2) / 2) + 1) / 2
    D = np.float32(2 / len(X)) * (P - Y) * P * (1 - P)
    H = np.outer(D, W2) * A * (1 - A)
    return np.mean((Y - P) ** 2), X.T @ H, np.ones(len(X), np.float32) @ H, A.T @ D, sum(D)


ANSWERS = [with_a_network, sample_by_sample, in_float32]
