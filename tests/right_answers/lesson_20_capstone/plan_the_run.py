"""Right answers to `plan_the_run`: four digits, exact fractions, NumPy and bplib's network."""

import math
from fractions import Fraction

import numpy as np

from bplib.network import Network

ANSWERS = [
    {
        **{"parameters": 19210, "steps": 1380, "first_loss": 2.302585},
        **{"one_image": 0.0027778, "standard_error": 0.008991},
    },
    {
        "parameters": sum(a * b + b for a, b in ((64, 256), (256, 10))),
        "steps": -(-1437 // 64) * 60,
        "first_loss": -math.log(0.1),
        "one_image": Fraction(1, 360),
        "standard_error": math.sqrt(Fraction(97 * 3, 10_000 * 360)),
    },
    {
        "parameters": Network((64, 256, 10), "relu", "cross_entropy").parameters.size,
        "steps": np.int64(60 * len(range(0, 1437, 64))),
        "first_loss": np.float32(np.log(10)),
        "one_image": np.float32(1) / 360,
        "standard_error": np.std(np.repeat([1, 0], [97, 3])) / np.sqrt(360),
    },
]
