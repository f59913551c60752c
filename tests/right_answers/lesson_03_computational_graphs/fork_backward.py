"""Right answers to `fork_backward`: accumulation, a formula, single precision."""

import math

import numpy as np
from right_answers.lesson_03_computational_graphs.shared import logistic


def by_accumulation(x, y):
    s = logistic(x)
    gradients = {"x": 0.0, "y": 0.0}
    d_p, d_s = s, x * y
    gradients["x"] += d_s * s * (1 - s)
    gradients["x"] += d_p * y
    gradients["y"] += d_p * x
    return gradients["x"], gradients["y"]


def by_formula(x, y):
    e = math.exp(-x)
    return [y / (1 + e) + x * y * e / (1 + e) ** 2, x / (1 + e)]


def in_float32(x, y):
    x, y = np.float32(x), np.float32(y)
    s = (1 + np.tanh(x / 2)) / 2
    return np.array([y * s * (1 + x * (1 - s)), x * s], dtype=np.float32)


ANSWERS = [by_accumulation, by_formula, in_float32]
