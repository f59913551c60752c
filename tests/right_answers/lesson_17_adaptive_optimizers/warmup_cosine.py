"""Right answers to `warmup_cosine`: bplib's, by half of the angle, a list of all rates."""

import math

import numpy as np

from bplib import schedules


def schedule_by_bplib(t, lr, warmup, steps, final):
    return schedules.warmup_cosine(lr, warmup, steps, final)(t)


def schedule_by_half_angle(t, lr, warmup, steps, final):
    if t + 1 <= warmup:
        return (t + 1) * (lr / warmup)
    angle = np.clip((t - warmup) / (steps - warmup), 0, 1) * np.pi
    return final * np.sin(angle / 2) ** 2 + lr * np.cos(angle / 2) ** 2


def schedule_in_a_list(t, lr, warmup, steps, final):
    if t >= steps:
        return final
    rise = np.linspace(lr / max(warmup, 1), lr, warmup)
    fall = [
        (lr + final) / 2 + (lr - final) / 2 * math.cos(math.pi * k / (steps - warmup))
        for k in range(steps - warmup)
    ]
    return [*rise, *fall][t]


ANSWERS = [schedule_by_bplib, schedule_by_half_angle, schedule_in_a_list]
