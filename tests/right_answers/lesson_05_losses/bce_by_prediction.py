"""Right answers to `bce_by_prediction`: what happened, one fraction, complex steps, float32."""

import math

import numpy as np


def by_what_happened(P, Y):
    """Look only at the probability of what really happened."""
    happened = np.where(Y > 0.5, P, 1 - P)
    sign = np.where(Y > 0.5, -1.0, 1.0)
    return -np.log(happened).sum() / P.shape[0], sign / happened / P.shape[0]


def by_one_fraction(P, Y):
    loss = sum(
        -math.log(p) if y else -math.log1p(-p) for p, y in zip(P.ravel(), Y.ravel(), strict=True)
    )
    return loss / len(P), np.divide(P - Y, P * (1 - P) * len(P))


def by_complex_steps(P, Y):
    def one(p, y):
        return -y * np.log(p) - (1 - y) * np.log(1 - p)

    slopes = np.imag(one(P + 1e-30j, Y)) / 1e-30
    return np.mean(one(P, Y).sum(axis=1)), (slopes / len(P)).tolist()


def in_float32(P, Y):
    P, Y = np.float32(P), np.float32(Y)
    value = -np.einsum("nc->", Y * np.log(P) + (1 - Y) * np.log(1 - P)) / np.float32(len(P))
    return value, ((P - Y) / (P * (1 - P)) / np.float32(len(P))).astype(np.float32)


ANSWERS = [by_what_happened, by_one_fraction, by_complex_steps, in_float32]
