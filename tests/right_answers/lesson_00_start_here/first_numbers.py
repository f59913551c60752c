"""Right answers to `first_numbers`: plain numbers, NumPy's, a sum."""

import numpy as np

ANSWERS = [
    {"slope": 6, "change": 0.06},
    {"slope": np.float32(6), "change": np.float64(6 / 100)},
    {"slope": sum([3, 3]), "change": 0.0600},
]
