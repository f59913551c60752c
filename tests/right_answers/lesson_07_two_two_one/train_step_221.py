"""Right answers to `train_step_221`: line by line, in columns, by bplib, complex differences."""

import numpy as np


def in_rows(W1, b1, W2, b2, x, y, lr):
    a1 = 1 / (1 + np.exp(-(x @ W1 + b1)))
    a2 = 1 / (1 + np.exp(-(a1 @ W2 + b2)))
    d2 = (a2 - y) * a2 * (1 - a2)
    d1 = d2 @ W2.T * a1 * (1 - a1)
    return W1 - lr * x.T @ d1, b1 - lr * d1[0], W2 - lr * a1.T @ d2, b2 - lr * d2[0]


def in_columns(W1, b1, W2, b2, x, y, lr):
    V1, V2 = W1.T, W2.T
    a1 = 1 / (1 + np.exp(-(V1 @ x.T + b1[:, None])))
    a2 = 1 / (1 + np.exp(-(V2 @ a1 + b2[:, None])))
    d2 = (a2 - y.T) * a2 * (1 - a2)
    d1 = V2.T @ d2 * a1 * (1 - a1)
    new_V1, new_V2 = V1 - lr * d1 @ x, V2 - lr * d2 @ a1.T
    return new_V1.T, b1 - lr * d1[:, 0], new_V2.T, b2 - lr * d2.ravel()


def by_bplib(W1, b1, W2, b2, x, y, lr):
    from bplib.network import Network

    sizes = (*W1.shape, W2.shape[1])
    network = Network(sizes, ("sigmoid", "sigmoid"), "half_squared_error")
    network.set_parameters([W1, b1, W2, b2])
    network.loss_and_gradient(x, y)
    network.parameters -= lr * network.gradient
    return network.W[0], network.b[0], network.W[1], network.b[1]


def by_complex_differences(W1, b1, W2, b2, x, y, lr):
    parameters = [W1, b1, W2, b2]

    def loss(arrays):
        a1 = 1 / (1 + np.exp(-(x @ arrays[0] + arrays[1])))
        a2 = 1 / (1 + np.exp(-(a1 @ arrays[2] + arrays[3])))
        return 0.5 * ((a2 - y) ** 2).sum()

    new = []
    for number, array in enumerate(parameters):
        gradient = np.zeros_like(array)
        for index in np.ndindex(array.shape):
            arrays = [p.astype(complex) for p in parameters]
            arrays[number][index] += 1e-30j
            gradient[index] = loss(arrays).imag / 1e-30
        new.append(array - lr * gradient)
    return tuple(new)


ANSWERS = [in_rows, in_columns, by_bplib, by_complex_differences]
