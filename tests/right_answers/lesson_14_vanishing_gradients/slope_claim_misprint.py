"""Right answers to `slope_claim_misprint`: powers, slopes worked out, other types of numbers."""

import math

import numpy as np

ANSWERS = [
    {
        "sigmoid_top": 1 / 4,
        "tanh_top": 1,
        "sigmoid_ten": 4**-10,
        "tanh_ten": 1**10,
        "level_weight": 4,
    },
    {
        "sigmoid_top": 0.5 * (1 - 0.5),
        "tanh_top": 1 - 0**2,
        "sigmoid_ten": 9.537e-7,
        "tanh_ten": 1.0,
        "level_weight": 1 / 0.25,
    },
    {
        "sigmoid_top": np.float32(0.25),
        "tanh_top": 1.0,
        "sigmoid_ten": math.exp(-10 * math.log(4)),
        "tanh_ten": np.float32(1),
        "level_weight": 4.0,
    },
]
