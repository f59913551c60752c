"""Right answers to `which_loss`: bplib, a quotient, a nudge."""

import numpy as np

from bplib.losses import LOSSES


def by_bplib(P, Y, dZ):
    Z = np.log(P / (1 - P))
    for name, loss in LOSSES.items():
        if name == "cross_entropy":
            continue
        if loss.grad_from_logits:
            delta = loss.grad_from_logits(Z, Y)
        else:
            delta = loss.grad(P, Y) * P * (1 - P)
        if np.abs(delta - dZ).max() < 1e-8:
            return name
    return "none"


def by_ratio(P, Y, dZ):
    ratio = (len(P) * dZ / (P - Y)).ravel()
    slope = (P - P**2).ravel()
    for name, wanted in (
        ("binary_cross_entropy", 1 + 0 * slope),
        ("half_squared_error", slope),
        ("mse", 2 * slope),
    ):
        if np.allclose(ratio, wanted):
            return name
    return "none"


def by_nudging(P, Y, dZ):
    Z, h = np.log(P / (1 - P)), 1e-6
    values = {
        "mse": lambda p: (p - Y) ** 2,
        "half_squared_error": lambda p: (p - Y) ** 2 / 2,
        "binary_cross_entropy": lambda p: -np.log(np.where(Y == 1, p, 1 - p)),
    }
    for name, value in values.items():
        up, down = (value(1 / (1 + np.exp(-(Z + s)))) for s in (h, -h))
        if np.allclose((up - down) / (2 * h * len(P)), dZ, rtol=1e-4, atol=1e-8):
            return name
    return "none"


ANSWERS = [by_bplib, by_ratio, by_nudging]
