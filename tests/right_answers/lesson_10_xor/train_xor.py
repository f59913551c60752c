"""Right answers to `train_xor`: a network, sample by sample, einsum in single precision."""

import numpy as np

from bplib.network import Network


def with_a_network(X, Y, W1, b1, W2, b2, lr, steps):
    network = Network((X.shape[1], len(b1), 1), "sigmoid", "binary_cross_entropy")
    network.set_parameters([W1, b1, W2, b2])
    for _ in range(steps):
        _, gradient = network.loss_and_gradient(X, Y)
        network.parameters -= lr * gradient
    return [array.copy() for _, array in network.named_parameters()]


def sample_by_sample(X, Y, W1, b1, W2, b2, lr, steps):
    W1, b1, W2, b2 = (array.copy() for array in (W1, b1, W2, b2))
    for _ in range(steps):
        total = [np.zeros_like(array) for array in (W1, b1, W2, b2)]
        for x, y in zip(X, Y, strict=True):
            a = 1 / (1 + np.exp(-(W1.T @ x + b1)))
            delta = 1 / (1 + np.exp(-(W2[:, 0] @ a + b2))) - y
            hidden = W2[:, 0] * delta * a * (1 - a)
            for sum_, part in zip(
                total, (np.outer(x, hidden), hidden, np.outer(a, delta), delta), strict=True
            ):
                sum_ += part / len(X)
        for array, gradient in zip((W1, b1, W2, b2), total, strict=True):
            array -= lr * gradient
    return W1, b1, W2, b2


def in_float32(X, Y, W1, b1, W2, b2, lr, steps):
    X, Y, W1, b1, W2, b2 = (np.float32(array) for array in (X, Y, W1, b1, W2, b2))
    for _ in range(steps):
        A = (np.tanh(0.5 * (X @ W1 + b1)) + 1) / 2
        D = ((np.tanh(0.5 * (A @ W2 + b2)) + 1) / 2 - Y) * np.float32(lr / len(X))
        H = np.einsum("no,ho,nh->nh", D, W2, A - A * A)
        W1, b1 = W1 - np.einsum("nd,nh->dh", X, H), b1 - H.sum(0)
        W2, b2 = W2 - np.einsum("nh,no->ho", A, D), b2 - D.sum(0)
    return W1, b1, W2, b2


ANSWERS = [with_a_network, sample_by_sample, in_float32]
