"""Right answers to `train_two_layers`: tensors, by hand in single precision, single Values."""

import numpy as np

from bplib import autodiff
from bplib.autodiff import Tensor, Value


def with_tensors(W1, b1, W2, b2, X, y, lr, steps):
    parameters = [Tensor(p.copy()) for p in (W1, b1, W2, b2)]
    for _ in range(steps):
        V1, c1, V2, c2 = parameters
        loss = (((X @ V1 + c1).tanh() @ V2 + c2 - y) ** 2).mean()
        for p in parameters:
            p.zero_grad()
        loss.backward()
        for p in parameters:
            p.data -= lr * p.grad
    return tuple(p.data for p in parameters)


def by_hand_in_float32(W1, b1, W2, b2, X, y, lr, steps):
    W1, b1, W2, b2, X, y = (p.astype(np.float32) for p in (W1, b1, W2, b2, X, y))
    for _ in range(steps):
        A = np.tanh(X @ W1 + b1)
        R = 2 / len(X) * (A @ W2 + b2 - y)
        D = np.einsum("no,ho,nh->nh", R, W2, 1 - A * A)
        W1, b1 = W1 - np.float32(lr) * X.T @ D, b1 - np.float32(lr) * D.sum(0)
        W2, b2 = W2 - np.float32(lr) * A.T @ R, b2 - np.float32(lr) * R.sum(0)
    return [W1, b1, W2, b2]


def with_values(W1, b1, W2, b2, X, y, lr, steps):
    for _ in range(steps):
        V1, c1 = [[Value(v) for v in column] for column in W1.T], [Value(v) for v in b1]
        V2, c2 = [Value(v) for v in W2[:, 0]], Value(b2[0])
        loss = Value(0.0)
        for row, target in zip(X, y[:, 0], strict=True):
            hidden = [autodiff.neuron(w, row, b, "tanh") for w, b in zip(V1, c1, strict=True)]
            loss = loss + (autodiff.dot(V2, hidden, c2) - target) ** 2
        (loss / len(X)).backward()
        W1 = W1 - lr * np.array([[v.grad for v in column] for column in V1]).T
        b1 = b1 - lr * np.array([v.grad for v in c1])
        W2 = W2 - lr * np.array([[v.grad] for v in V2])
        b2 = b2 - lr * np.array([c2.grad])
    return W1, b1, W2, b2


ANSWERS = [with_tensors, by_hand_in_float32, with_values]
