"""Right answers to `slope_and_prediction`: rounded, fractions, single precision."""

import numpy as np

ANSWERS = [
    {"slope": -0.75, "estimate": 0.075, "actual": 0.07895},
    {"slope": -3 / 2**2, "estimate": -3 / 4 * -0.1, "actual": 3 / 38},
    {
        "slope": np.float32(-0.75),
        "estimate": np.float64(0.0750),
        "actual": np.float32(3 / 1.9 - 3 / 2),
    },
]
