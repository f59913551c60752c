"""Right answers to `one_one_one_numbers`: rounded, cut off, in full, single precision."""

import math

import numpy as np
from right_answers.lesson_06_one_one_one.shared import by_full_chain, logistic

FOUR_DIGITS = {
    "z1": -0.9,
    "a1": 0.2891,
    "z2": 0.2023,
    "a2": 0.5504,
    "loss": 0.7994,
    "delta2": 0.5504,
    "dw2": 0.1591,
    "delta1": 0.07918,
    "dw1": 0.1188,
    "new_w2": 0.6682,
    "new_w1": -0.6238,
}


def worksheet(sigmoid):
    a1 = sigmoid(-0.9)
    a2 = sigmoid(0.7 * a1)
    dw1, dw2 = by_full_chain(1.5, 0.0, -0.6, 0.7)
    names = ("z1", "a1", "z2", "a2", "loss", "delta2", "dw2", "delta1", "dw1", "new_w2", "new_w1")
    numbers = (-0.9, a1, 0.7 * a1, a2, -math.log(1 - a2), a2, dw2, dw1 / 1.5, dw1)
    return dict(zip(names, (*numbers, 0.7 - 0.2 * dw2, -0.6 - 0.2 * dw1), strict=True))


CUT_OFF = {"a1": 0.2890, "delta1": 0.07917, "dw1": 0.1187, "new_w2": 0.6681, "new_w1": -0.6237}

ANSWERS = [
    FOUR_DIGITS,
    {**FOUR_DIGITS, **CUT_OFF},
    worksheet(logistic),
    {name: np.float32(value) for name, value in worksheet(logistic).items()},
]
