"""Right answers to `neuron_wires`: rounded, cut off, as text, differences, tanh."""

import math

import numpy as np
from right_answers.lesson_03_computational_graphs.shared import logistic


def neuron(w, x, b):
    return logistic(w * x + b)


def slope_by(k, h=1e-5):
    up, down = [2.0, -1.5, 1.0], [2.0, -1.5, 1.0]
    up[k] += h
    down[k] -= h
    return (neuron(*up) - neuron(*down)) / (2 * h)


CUT_OFF = {
    "z_value": -2,
    "f_value": 0.1192,
    "z_gradient": 0.1049,
    "b_gradient": 0.1049,
    "w_gradient": -0.1574,
    "x_gradient": 0.2099,
}

ANSWERS = [
    CUT_OFF,
    {name: str(number) for name, number in CUT_OFF.items()},
    {
        "z_value": -2,
        "f_value": 0.1192,
        "z_gradient": 0.1050,
        "b_gradient": 0.1050,
        "w_gradient": -0.1575,
        "x_gradient": 0.2100,
    },
    {
        "z_value": np.float64(2 * -1.5 + 1),
        "f_value": neuron(2, -1.5, 1),
        "z_gradient": slope_by(2),
        "b_gradient": slope_by(2),
        "w_gradient": slope_by(0),
        "x_gradient": slope_by(1),
    },
    {
        "z_value": -2.0,
        "f_value": (1 - math.tanh(1)) / 2,
        "z_gradient": (1 - math.tanh(1) ** 2) / 4,
        "b_gradient": (1 - math.tanh(1) ** 2) / 4,
        "w_gradient": -3 * (1 - math.tanh(1) ** 2) / 8,
        "x_gradient": (1 - math.tanh(1) ** 2) / 2,
    },
]
