"""Right answers to `bracket_counts`: typed, factored, NumPy's types."""

import numpy as np

ANSWERS = [
    {"left": 2400, "right": 2200, "pairs": 960},
    {
        "left": 6 * (20 * 2 + 2 * 30 + 30 * 10),
        "right": 10 * (2 * 30 + 20 * 2 + 6 * 20),
        "pairs": 6 * 20 * 2 + 2 * 30 * 10 + 6 * 2 * 10,
    },
    {"left": 2400.0, "right": np.int32(2200), "pairs": np.float32(960)},
]
