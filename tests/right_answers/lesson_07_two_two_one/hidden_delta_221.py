"""Right answers to `hidden_delta_221`: loops, einsum, single precision, a diagonal matrix."""

import numpy as np
from right_answers.lesson_07_two_two_one.shared import logistic


def by_loops(W2, delta2, z1):
    result = []
    for i in range(W2.shape[0]):
        back = sum(delta2[0, j] * W2[i, j] for j in range(W2.shape[1]))
        result.append(back * logistic(z1[0, i]) * logistic(-z1[0, i]))
    return [result]


def by_einsum(W2, delta2, z1):
    a = 1 / (1 + np.exp(-z1))
    return np.einsum("kj,ij,ki->ki", delta2, W2, a - a * a)


def in_float32(W2, delta2, z1):
    a = 1 / (1 + np.exp(-z1.astype("float32")))
    return (W2.astype("float32") @ delta2.astype("float32").T).T * a * (1 - a)


def by_diagonal(W2, delta2, z1):
    return delta2 @ W2.T @ np.diag(1 / (4 * np.cosh(z1[0] / 2) ** 2))


ANSWERS = [by_loops, by_einsum, in_float32, by_diagonal]
