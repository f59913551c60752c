"""Right answers to `clip_gradients`: concatenation, loops, single precision."""

import math

import numpy as np


def by_concatenation(gradients, max_norm):
    length = np.linalg.norm(np.concatenate([np.ravel(g) for g in gradients]))
    return [g * (max_norm / max(length, max_norm)) for g in gradients]


def by_loops(gradients, max_norm):
    length = math.sqrt(sum(float(x) ** 2 for g in gradients for x in np.ravel(g)))
    if length <= max_norm:
        return gradients
    return tuple((max_norm * g / length).tolist() for g in gradients)


def in_float32(gradients, max_norm):
    low = [g.astype(np.float32) for g in gradients]
    length = math.hypot(*(float(np.linalg.norm(g)) for g in low))
    return [np.float32(min(1.0, max_norm / (length + 1e-20))) * g for g in low]


ANSWERS = [by_concatenation, by_loops, in_float32]
