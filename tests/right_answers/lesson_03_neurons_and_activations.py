"""Right answers of lesson 03, written differently from the reference and from each other."""

import math

import numpy as np
import sympy as sp

from bplib import activations
from bplib.layers import Dense

a = sp.Symbol("a")
positive = sp.Symbol("a", positive=True)


def by_masks(z):
    z = np.asarray(z)
    result = np.empty(z.shape, dtype=np.result_type(z, np.float32))
    right = z >= 0
    result[right] = 1 / (1 + np.exp(-z[right]))
    tail = np.exp(z[~right])
    result[~right] = tail / (1 + tail)
    return result


def by_math(z):
    """Return the sigmoid as a nested list, one number at a time."""
    if np.ndim(z):
        return [by_math(row) for row in z]
    e = math.exp(-abs(float(z)))
    return (1.0 if z >= 0 else e) / (1 + e)


def by_logaddexp(z):
    return np.exp(-np.logaddexp(0.0, -np.asarray(z, dtype=float)))


def with_warnings(z):
    """Return the right values, though np.where computes the overflowing side as well."""
    z = np.asarray(z, dtype=float)
    return np.where(z >= 0, 1 / (1 + np.exp(-z)), np.exp(z) / (1 + np.exp(z)))


def from_cached_output(z):
    s = activations.sigmoid(z)
    return activations.sigmoid_prime_from_output(s)


def by_quotient(z):
    e = np.exp(-np.abs(z))
    return e / (1 + e) ** 2


def by_cosh(z):
    return 0.25 / np.cosh(np.asarray(z) / 2) ** 2


def by_complex_step(z):
    return (activations.sigmoid(np.asarray(z) + 1e-30j)).imag / 1e-30


def in_float32(z):
    s = 1 / (1 + np.exp(-np.asarray(z, dtype=np.float32)))
    return s - s * s


def tanh_of_list(z):
    if np.ndim(z):
        return [tanh_of_list(part) for part in z]
    return 1 - math.tanh(z) ** 2


def tanh_by_sigmoid(z):
    return 4 * activations.sigmoid(2 * np.asarray(z)) * activations.sigmoid(-2 * np.asarray(z))


def tanh_by_exponentials(z):
    e = np.exp(-2 * np.abs(z))
    t = (1 - e) / (1 + e)
    return (1 - t) * (1 + t)


def relu_by_loop(z):
    flat = [1 if value > 0 else 0 for value in np.ravel(z)]
    return np.reshape(flat, np.shape(z))


def relu_by_product(z):
    return (z > 0) * 1.0


def relu_by_heaviside(z):
    return np.heaviside(np.asarray(z, dtype=np.float32), np.float32(0))


def dense_by_loops(A_prev, W, b):
    Z = np.zeros((len(A_prev), len(b)))
    for n, x in enumerate(A_prev):
        for j, bias in enumerate(b):
            Z[n, j] = bias
            for i, value in enumerate(x):
                Z[n, j] += value * W[i, j]
    return Z.tolist()


def dense_by_einsum(A_prev, W, b):
    return np.einsum("ni,ij->nj", A_prev, W) + b.reshape(1, -1)


def dense_by_column_form(A_prev, W, b):
    return (W.T @ A_prev.T + b[:, np.newaxis]).T


def dense_with_a_column_of_ones(A_prev, W, b):
    with_one = np.hstack([A_prev, np.ones((len(A_prev), 1))])
    return with_one.astype(np.float32) @ np.vstack([W, b]).astype(np.float32)


def dense_by_the_layer(A_prev, W, b):
    layer = Dense(*W.shape, "identity")
    layer.W[...] = W
    layer.b[...] = b
    return layer.forward(A_prev)


def tails_by_logs(z):
    return np.exp(-np.logaddexp(0, z) - np.logaddexp(0, -np.asarray(z)))


def tails_by_mirror(z):
    small = activations.sigmoid(-np.abs(z))
    return small * (1 - small)


def flat_from(dtype):
    z = 0
    while True:
        out = 1 / (1 + np.exp(-dtype(z)))
        if out * (1 - out) == 0:
            return z
        z += 1


def neuron():
    x, w = np.array([2, -1.5, 1]), np.array([0.5, -0.4, 0.3])
    z = x @ w - 0.7
    slope = float(by_cosh(z))
    by_w, by_x = slope * x, slope * w
    return {"z": z, "a": by_math(z), "slope": slope, "by_w2": by_w[1], "by_x2": by_x[1]}


LETTERS = dict(
    zip(
        ("right", "rule_for_a_given_z", "taken_at_a", "not_differentiated", "rule_of_tanh"),
        "DACBE",
        strict=True,
    )
)

ANSWERS = {
    "neuron_numbers": [
        {"z": 1.2, "a": 0.7685, "slope": 0.1779, "by_w2": -0.2668, "by_x2": -0.07116},
        neuron(),
        {name: np.float32(value) for name, value in neuron().items()},
    ],
    "slope_forensics": [
        LETTERS,
        {name: letter.lower().upper() for name, letter in reversed(LETTERS.items())},
        {**LETTERS, "note": "0.21 is a short decimal"},
    ],
    "stable_sigmoid": [by_masks, by_math, by_logaddexp, with_warnings, activations.sigmoid],
    "sigmoid_slope": [from_cached_output, by_quotient, by_cosh, by_complex_step, in_float32],
    "tanh_slope": [tanh_of_list, tanh_by_sigmoid, tanh_by_exponentials, activations.tanh_prime],
    "relu_slope": [relu_by_loop, relu_by_product, relu_by_heaviside, activations.relu_prime],
    "slopes_from_outputs": [
        {
            "bipolar": 2 * ((1 + a) / 2) * (1 - (1 + a) / 2),
            "stretched": 2 * (1 - (a / 2) ** 2),
            "softplus": (sp.exp(a) - 1) / sp.exp(a),
        },
        {
            "bipolar": sp.sech(sp.atanh(a)) ** 2 / 2,
            "stretched": (2 - a) * (2 + a) / 2,
            "softplus": -sp.exp(-a) + sp.Integer(1),
        },
        {
            "bipolar": sp.Rational(1, 2) - positive * positive / 2,
            "stretched": 2 / sp.cosh(sp.atanh(positive / 2)) ** 2,
            "softplus": 1 / (1 + sp.exp(-sp.log(sp.exp(positive) - 1))),
        },
    ],
    "dense_forward": [
        dense_by_loops,
        dense_by_einsum,
        dense_by_column_form,
        dense_with_a_column_of_ones,
        dense_by_the_layer,
    ],
    "first_flat_integers": [
        {"half": 8, "single": 17, "double": 37},
        {
            "half": flat_from(np.float16),
            "single": flat_from(np.float32),
            "double": flat_from(np.float64),
        },
        {
            name: math.ceil(-math.log(np.finfo(dtype).eps / 2))
            for name, dtype in (("half", "f2"), ("single", "f4"), ("double", "f8"))
        },
    ],
    "repaired_sigmoid_slope": [tails_by_logs, tails_by_mirror, by_quotient, by_cosh],
}
