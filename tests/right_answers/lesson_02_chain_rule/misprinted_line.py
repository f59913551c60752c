"""Right answers to `misprinted_line`: rounded, the formula, single precision."""

import math

import numpy as np

ANSWERS = [
    {"wrong_line": 4, "entry": -0.6282, "dy_dx": -1.906},
    {
        "wrong_line": 4.0,
        "entry": math.cos(2.25),
        "dy_dx": 3 * math.sin(2.25) + 6.75 * math.cos(2.25),
    },
    {
        "wrong_line": np.int64(4),
        "entry": np.float32(np.cos(2.25)),
        "dy_dx": (0.77807 - 2.25 * 0.62817) * 3,
    },
]
