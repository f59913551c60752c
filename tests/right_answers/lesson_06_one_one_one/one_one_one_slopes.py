"""Right answers to `one_one_one_slopes`: rounded, cosh, differences."""

import math

import numpy as np
from right_answers.lesson_06_one_one_one.shared import logistic

ANSWERS = [
    {"sigmoid_at_0": 0.25, "tanh_at_0": 1, "tanh_at_1": 0.42},
    {"sigmoid_at_0": 1 / 4, "tanh_at_0": 1.0, "tanh_at_1": 1 / math.cosh(1) ** 2},
    {
        "sigmoid_at_0": (logistic(1e-4) - logistic(-1e-4)) / 2e-4,
        "tanh_at_0": math.tanh(1e-5) / 1e-5,
        "tanh_at_1": np.float32(0.41997434),
    },
]
