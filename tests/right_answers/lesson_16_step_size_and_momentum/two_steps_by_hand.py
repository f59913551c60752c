"""Right answers to `two_steps_by_hand`: in fractions, by bplib, typed."""

from fractions import Fraction

import numpy as np

from bplib import optimizers


def steps_in_fractions():
    start, rate, beta = Fraction(1), Fraction(15, 1000), Fraction(9, 10)
    found = {}
    for axis, curvature in (("x", 1), ("y", 100)):
        w = start
        for _ in range(2):
            w -= rate * curvature * w
        found[f"descent_{axis}"] = float(w)
        w, v = start, Fraction(0)
        for _ in range(2):
            v = beta * v + curvature * w
            w -= rate * v
        found[f"momentum_{axis}"] = float(w)
    return found


def steps_by_bplib():
    found = {}
    for name, optimizer in {
        "descent": optimizers.SGD(0.015),
        "momentum": optimizers.Momentum(0.015, 0.9),
    }.items():
        w = np.array([1.0, 1.0])
        for _ in range(2):
            optimizer.step(w, np.array([1.0, 100.0]) * w)
        found[f"{name}_x"], found[f"{name}_y"] = w
    return found


ANSWERS = [
    steps_in_fractions(),
    steps_by_bplib(),
    {
        "descent_x": 0.9702,
        "descent_y": np.float32(0.25),
        "momentum_x": 0.956725,
        "momentum_y": -0.5 - 0.015 * (90 - 50),
    },
]
