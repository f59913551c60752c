"""Right answers to `largest_stable_rate`: a norm, power iteration, general eigenvalues."""

import math

import numpy as np


def rate_by_svd(H, beta):
    return 2 * (1 + beta) / np.linalg.norm(H, 2)


def rate_by_power_iteration(H, beta):
    x = np.ones(len(H)) + 0.1 * np.arange(len(H))
    for _ in range(3000):
        x = H @ x
        x /= math.sqrt(x @ x)
    return (1 + beta) * 2.0 / (x @ H @ x)


def rate_by_general_eigenvalues(H, beta):
    return min(((1 + beta) * 2 / value).real for value in np.linalg.eigvals(np.asarray(H)))


ANSWERS = [rate_by_svd, rate_by_power_iteration, rate_by_general_eigenvalues]
