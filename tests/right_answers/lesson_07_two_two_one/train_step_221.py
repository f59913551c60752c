"""Right answers to `train_step_221`: on two lines, in rows, complex differences."""

import numpy as np


def in_columns(W1, b1, W2, b2, x, y, lr):
    a1 = 1 / (1 + np.exp(-(W1 @ x + b1)))
    a2 = 1 / (1 + np.exp(-(W2 @ a1 + b2)))
    d2 = (a2 - y) * a2 * (1 - a2)
    d1 = W2.T @ d2 * a1 * (1 - a1)
    return W1 - lr * d1 @ x.T, b1 - lr * d1, W2 - lr * d2 @ a1.T, b2 - lr * d2


def in_rows(W1, b1, W2, b2, x, y, lr):
    from bplib.network import Network

    sizes = (W1.shape[1], W1.shape[0], W2.shape[0])
    network = Network(sizes, ("sigmoid", "sigmoid"), "half_squared_error")
    network.set_parameters([W1.T, b1[:, 0], W2.T, b2[:, 0]])
    network.loss_and_gradient(x.T, y.T)
    network.parameters -= lr * network.gradient
    return network.W[0].T, network.b[0][:, None], network.W[1].T, network.b[1][:, None]


def by_complex_differences(W1, b1, W2, b2, x, y, lr):
    parameters = [W1, b1, W2, b2]

    def loss(arrays):
        a1 = 1 / (1 + np.exp(-(arrays[0] @ x + arrays[1])))
        a2 = 1 / (1 + np.exp(-(arrays[2] @ a1 + arrays[3])))
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


ANSWERS = [in_columns, in_rows, by_complex_differences]
