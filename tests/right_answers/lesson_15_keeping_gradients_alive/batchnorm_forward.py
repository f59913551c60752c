"""Right answers to `batchnorm_forward`: column by column, moments, single precision."""

import math

import numpy as np


def by_columns(Z, gamma, beta, eps):
    columns = []
    for z, g, b in zip(Z.T, gamma, beta, strict=True):
        mean = sum(z) / len(z)
        variance = sum((v - mean) ** 2 for v in z) / len(z)
        columns.append([g * (v - mean) / math.sqrt(variance + eps) + b for v in z])
    return [list(row) for row in zip(*columns, strict=True)]


def by_moments(Z, gamma, beta, eps):
    first, second = np.mean(Z, 0), np.mean(Z * Z, 0)
    slope = gamma * (second - first**2 + eps) ** -0.5
    return Z * slope + (beta - slope * first)


def in_float32(Z, gamma, beta, eps):
    Z = Z.astype(np.float32)
    centred = Z - np.average(Z, axis=0)
    spread = np.sqrt(np.einsum("ni,ni->i", centred, centred) / np.float32(len(Z)) + np.float32(eps))
    return centred / spread * gamma.astype(np.float32) + beta.astype(np.float32)


ANSWERS = [by_columns, by_moments, in_float32]
