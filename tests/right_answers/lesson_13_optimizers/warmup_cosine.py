"""Right answers to `warmup_cosine` in other styles than the reference."""

import math

import numpy as np

from bplib import schedules


def schedule_by_half_angle(t, lr, warmup, steps, final):
    if t + 1 <= warmup:
        return (t + 1) * (lr / warmup)
    angle = np.clip((t - warmup) / (steps - warmup), 0, 1) * np.pi
    return final * np.sin(angle / 2) ** 2 + lr * np.cos(angle / 2) ** 2


def schedule_by_cases(t, lr, warmup, steps, final):
    if t >= steps:
        return final
    rise = np.linspace(lr / max(warmup, 1), lr, warmup)
    fall = [
        (lr + final) / 2 + (lr - final) / 2 * math.cos(math.pi * k / (steps - warmup))
        for k in range(steps - warmup)
    ]
    return [*rise, *fall][t]


ANSWERS = [
    lambda t, *settings: schedules.warmup_cosine(*settings)(t),
    schedule_by_half_angle,
    schedule_by_cases,
]
