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
    "z": -2,
    "f": 0.1192,
    "df_dz": 0.1049,
    "df_db": 0.1049,
    "df_dw": -0.1574,
    "df_dx": 0.2099,
}

ANSWERS = [
    CUT_OFF,
    {name: str(number) for name, number in CUT_OFF.items()},
    {
        "z": -2,
        "f": 0.1192,
        "df_dz": 0.1050,
        "df_db": 0.1050,
        "df_dw": -0.1575,
        "df_dx": 0.2100,
    },
    {
        "z": np.float64(2 * -1.5 + 1),
        "f": neuron(2, -1.5, 1),
        "df_dz": slope_by(2),
        "df_db": slope_by(2),
        "df_dw": slope_by(0),
        "df_dx": slope_by(1),
    },
    {
        "z": -2.0,
        "f": (1 - math.tanh(1)) / 2,
        "df_dz": (1 - math.tanh(1) ** 2) / 4,
        "df_db": (1 - math.tanh(1) ** 2) / 4,
        "df_dw": -3 * (1 - math.tanh(1) ** 2) / 8,
        "df_dx": (1 - math.tanh(1) ** 2) / 2,
    },
]
