"""Right answers of lesson 05, written differently from the reference and from each other."""

import cmath
import math
from fractions import Fraction

import numpy as np
import sympy as sp

from bplib.network import Network


def logistic(z):
    return 0.5 * (1 + math.tanh(z / 2))


def bce(x, y, w1, w2):
    """Return the loss from its logit, real or complex."""
    a1 = 1 / (1 + cmath.exp(-w1 * x))
    return cmath.log(1 + cmath.exp(w2 * a1)) - y * w2 * a1


def complex_step(x, y, w1, w2):
    h = 1e-30
    return [bce(x, y, w1 + 1j * h, w2).imag / h, bce(x, y, w1, w2 + 1j * h).imag / h]


def in_float32(x, y, w1, w2):
    x, y, w1, w2 = (np.float32(value) for value in (x, y, w1, w2))
    a1 = 1 / (1 + np.exp(-w1 * x))
    error = 1 / (1 + np.exp(-w2 * a1)) - y
    return np.array([error * w2 * a1 * (1 - a1) * x, error * a1], dtype=np.float32)


def with_matrices(x, y, w1, w2):
    column, W1, W2 = np.array([[x]]), np.array([[w1]]), np.array([[w2]])
    hidden = np.vectorize(logistic)(W1 @ column)
    delta = np.vectorize(logistic)(W2 @ hidden) - y
    back = (W2.T @ delta) * (hidden - hidden**2)
    return (back @ column.T).item(), (delta @ hidden.T).item()


def by_the_network(x, y, w1, w2):
    network = Network((1, 1, 1), ("sigmoid", "sigmoid"), "binary_cross_entropy")
    network.set_parameters([np.array([[w1]]), np.zeros(1), np.array([[w2]]), np.zeros(1)])
    _, gradient = network.loss_and_gradient(np.array([[x]]), np.array([[y]]))
    return gradient[0], gradient[2]


def by_full_chain(x, y, w1, w2):
    """Multiply every link, the quotient of the loss included."""
    z1 = w1 * x
    a1 = logistic(z1)
    a2 = logistic(w2 * a1)
    by_a2 = (1 - y) / (1 - a2) - y / a2
    by_z2 = by_a2 * a2 * logistic(-w2 * a1)
    return by_z2 * w2 * a1 * logistic(-z1) * x, by_z2 * a1


def step_of_arrays(w1, w2, dw1, dw2, lr):
    return np.array([w1, w2]) - lr * np.array([dw1, dw2])


def step_of_fractions(w1, w2, dw1, dw2, lr):
    exact = [Fraction(w) - Fraction(lr) * Fraction(d) for w, d in ((w1, dw1), (w2, dw2))]
    return tuple(map(float, exact))


def step_in_place(w1, w2, dw1, dw2, lr):
    w1 -= lr * dw1
    w2 -= dw2 * lr
    return [w1, w2]


def shared_by_sympy(x, y, w):
    symbol = sp.Symbol("w")
    a2 = 1 / (1 + sp.exp(-symbol / (1 + sp.exp(-symbol * x))))
    loss = -y * sp.log(a2) - (1 - y) * sp.log(1 - a2)
    return float(sp.diff(loss, symbol).evalf(25, subs={symbol: w}))


def shared_by_complex_step(x, y, w):
    return bce(x, y, w + 1e-30j, w + 1e-30j).imag / 1e-30


def shared_as_dot_product(x, y, w):
    return np.dot(by_full_chain(x, y, w, w), np.ones(2))


def shared_accumulated(x, y, w):
    total = 0.0
    for part in with_matrices(x, y, w, w):
        total += part
    return np.asarray(total)


FOUR_DIGITS = {
    "z1": 1,
    "a1": 0.7311,
    "z2": 0.5848,
    "a2": 0.6422,
    "loss": 0.4429,
    "delta2": -0.3578,
    "dw2": -0.2616,
    "delta1": -0.05628,
    "dw1": -0.1126,
    "new_w2": 0.8262,
    "new_w1": 0.5113,
}


def worksheet(sigmoid):
    a1 = sigmoid(1.0)
    a2 = sigmoid(0.8 * a1)
    dw1, dw2 = by_full_chain(2.0, 1.0, 0.5, 0.8)
    names = ("z1", "a1", "z2", "a2", "loss", "delta2", "dw2", "delta1", "dw1", "new_w2", "new_w1")
    numbers = (1.0, a1, 0.8 * a1, a2, -math.log(a2), a2 - 1, dw2, dw1 / 2, dw1)
    return dict(zip(names, (*numbers, 0.8 - 0.1 * dw2, 0.5 - 0.1 * dw1), strict=True))


LETTERS = {
    "updated_w2": "E",
    "raw_error": "C",
    "slope_forgotten": "D",
    "slope_kept": "B",
    "wrong_sign": "A",
}

ANSWERS = {
    "one_one_one_numbers": [
        FOUR_DIGITS,
        worksheet(logistic),
        {name: np.float32(value) for name, value in worksheet(logistic).items()},
    ],
    "one_one_one_misprint": [
        {"line": 8, "corrected": -0.1126, "doubled": -0.056},
        {"line": np.int64(8), "corrected": by_full_chain(2, 1, 0.5, 0.8)[0], "doubled": -56e-3},
        {"line": 8.0, "corrected": np.float32(-0.112562), "doubled": round(-0.05628, 3)},
    ],
    "one_one_one_slopes": [
        {"sigmoid_at_0": 0.25, "tanh_at_0": 1, "tanh_at_1": 0.42},
        {"sigmoid_at_0": 1 / 4, "tanh_at_0": 1.0, "tanh_at_1": 1 / math.cosh(1) ** 2},
        {
            "sigmoid_at_0": (logistic(1e-4) - logistic(-1e-4)) / 2e-4,
            "tanh_at_0": math.tanh(1e-5) / 1e-5,
            "tanh_at_1": np.float32(0.41997434),
        },
    ],
    "one_one_one_backward": [
        complex_step,
        in_float32,
        with_matrices,
        by_the_network,
        by_full_chain,
    ],
    "one_one_one_update": [step_of_arrays, step_of_fractions, step_in_place],
    "shared_weight_gradient": [
        shared_by_sympy,
        shared_by_complex_step,
        shared_as_dot_product,
        shared_accumulated,
    ],
    "one_one_one_curves": [
        LETTERS,
        dict(zip(LETTERS, "ECDBA", strict=True)),
        {name: letter.lower().upper() for name, letter in reversed(LETTERS.items())},
    ],
}
