"""Right answers to `misprints_221`: rounded, plain Python, NumPy's numbers."""

import numpy as np
from right_answers.lesson_07_two_two_one.shared import d, h1, p, y

ANSWERS = [
    {
        "first_row": 3,
        "first_value": 0.5933,
        "second_row": 5,
        "second_value": 0.2608,
        "third_row": 7,
        "third_value": 0.1416,
    },
    {
        "first_row": 3.0,
        "first_value": h1,
        "second_row": 5.0,
        "second_value": (p - y) ** 2 / 2,
        "third_row": 7.0,
        "third_value": d,
    },
    {
        "first_row": np.int64(3),
        "first_value": np.float32(h1),
        "second_row": np.int64(5),
        "second_value": np.float32(0.2608),
        "third_row": np.int64(7),
        "third_value": np.float32(d),
    },
]
