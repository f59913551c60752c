"""Right answers to `one_one_one_numbers`: rounded, cut off, in full, single precision."""

import math

import numpy as np
from right_answers.lesson_06_one_one_one.shared import by_full_chain, logistic

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


CUT_OFF = {
    "a2": 0.6421,
    "loss": 0.4428,
    "dw2": -0.2615,
    "dw1": -0.1125,
    "new_w2": 0.8261,
    "new_w1": 0.5112,
}

ANSWERS = [
    FOUR_DIGITS,
    {**FOUR_DIGITS, **CUT_OFF},
    worksheet(logistic),
    {name: np.float32(value) for name, value in worksheet(logistic).items()},
]
