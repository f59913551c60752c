"""Right answers to `two_units_by_hand`: whole numbers, lists, a number, single precision."""

import numpy as np

ANSWERS = [
    {"W1": [[30, 30], [30, 30]], "b1": [-15, -45], "W2": [[15], [-15]], "b2": [-7]},
    [[[-20, 20], [-20, 20]], [30, -10], [[20], [20]], [-30]],
    [np.array([[20.0, 20.0], [20.0, 20.0]]), np.array([-10.0, -30.0]), [20.0, -20.0], -10.0],
    {
        "W1": np.float32([[20, -20], [-20, 20]]),
        "b1": np.float32([-10, -10]),
        "W2": np.float32([[12], [12]]),
        "b2": np.float32([-6]),
    },
]
