"""Right answers to `read_curves`: whole numbers, floats, entries of an array."""

import numpy as np

ANSWERS = [
    {"A": 2, "B": 1, "C": 4, "D": 3},
    {"A": 2.0, "B": 1.0, "C": 4.0, "D": 3.0},
    dict(zip("ABCD", np.array([2, 1, 4, 3]), strict=True)),
]
