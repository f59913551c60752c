"""Right answers to `first_flat_integers`: typed, a loop, machine epsilon."""

import math

import numpy as np


def flat_from(dtype):
    z = 0
    while True:
        out = 1 / (1 + np.exp(-dtype(z)))
        if out * (1 - out) == 0:
            return z
        z += 1


ANSWERS = [
    {"half": 8, "single": 17, "double": 37},
    {
        "half": flat_from(np.float16),
        "single": flat_from(np.float32),
        "double": flat_from(np.float64),
    },
    {
        name: math.ceil(-math.log(np.finfo(dtype).eps / 2))
        for name, dtype in (("half", "f2"), ("single", "f4"), ("double", "f8"))
    },
]
