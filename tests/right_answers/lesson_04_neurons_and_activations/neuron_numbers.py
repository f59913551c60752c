"""Right answers to `neuron_numbers`: rounded, arrays, single precision."""

import numpy as np
from right_answers.lesson_04_neurons_and_activations.shared import by_cosh, by_math


def neuron():
    x, w = np.array([2, -1.5, 1]), np.array([0.5, -0.4, 0.3])
    z = x @ w - 0.7
    slope = float(by_cosh(z))
    by_w, by_x = slope * x, slope * w
    return {"z": z, "a": by_math(z), "slope": slope, "by_w2": by_w[1], "by_x2": by_x[1]}


ANSWERS = [
    {"z": 1.2, "a": 0.7685, "slope": 0.1779, "by_w2": -0.2668, "by_x2": -0.07116},
    neuron(),
    {name: np.float32(value) for name, value in neuron().items()},
]
