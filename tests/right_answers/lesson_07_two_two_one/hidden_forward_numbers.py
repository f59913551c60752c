"""Right answers to `hidden_forward_numbers`: rounded, plain Python, tanh and a fraction."""

import math
from fractions import Fraction

import numpy as np
from right_answers.lesson_07_two_two_one.shared import h1, h2, x1, x2

ANSWERS = [
    {"z1_1": 0.3775, "z1_2": 0.3925, "a1_1": 0.5933, "a1_2": 0.5969},
    {"z1_1": 0.15 * x1 + 0.20 * x2 + 0.35, "z1_2": 0.3925, "a1_1": h1, "a1_2": h2},
    {
        "z1_1": np.float32(0.3775),
        "z1_2": float(Fraction(157, 400)),
        "a1_1": (1 + math.tanh(0.3775 / 2)) / 2,
        "a1_2": np.float32(h2),
    },
]
