"""Right answers to `test_set_numbers`: to three digits, rounded, other orders of the same steps."""

import math

import numpy as np

ANSWERS = [
    {
        "one_image": 0.278,
        "standard_error": 0.899,
        "needed": math.ceil(0.97 * (1 - 0.97) / 0.002**2),
    },
    {"one_image": 0.27778, "standard_error": 0.89907, "needed": 7275},
    {
        "one_image": 1 / 3.6,
        "standard_error": 100 * math.sqrt(0.0291) / math.sqrt(360),
        "needed": 360 * (0.97 * 0.03 / 360) / 4e-6,
    },
    {
        "one_image": np.float32(100) / np.float32(360),
        "standard_error": np.std([1.0] * 97 + [0.0] * 3) / 360**0.5 * 100,
        "needed": 0.0291e6 / 4,
    },
]
