"""Right answers to `relu_claim`: rounded, exact, plain Python."""

import math

import numpy as np
import sympy as sp

LEVELS = {
    "right_answers": 3,
    "shared_answer": 0.66667,
    "loss_three_share": 0.47739,
    "loss_all_share": 0.69315,
    "loss_two_share": 0.34657,
}

ANSWERS = [
    LEVELS,
    {
        "right_answers": np.int64(3),
        "shared_answer": sp.Rational(2, 3),
        "loss_three_share": sp.Rational(3, 4) * sp.log(3) - sp.log(2) / 2,
        "loss_all_share": sp.log(2),
        "loss_two_share": sp.log(2) / 2,
    },
    {
        "right_answers": 3.0,
        "shared_answer": np.float32(2 / 3),
        "loss_three_share": -math.log(4 / 27) / 4,
        "loss_all_share": -math.log(0.5),
        "loss_two_share": math.log(2**0.5),
    },
]
