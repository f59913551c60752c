"""Right answers to `clipped_update`: one long vector, lists, single precision."""

import math

import numpy as np


def update_by_concatenation(parameters, gradients, lr, max_norm):
    length = np.linalg.norm(np.concatenate([g.ravel() for g in gradients]))
    factor = lr * max_norm / max(length, max_norm)
    return [p - factor * g for p, g in zip(parameters, gradients, strict=True)]


def update_as_lists(parameters, gradients, lr, max_norm):
    length = math.sqrt(sum(float(e) ** 2 for g in gradients for e in g.flat))
    if length > max_norm:
        gradients = [g * max_norm / length for g in gradients]
    return [(p - lr * g).tolist() for p, g in zip(parameters, gradients, strict=True)]


def update_in_float32(parameters, gradients, lr, max_norm):
    low = [g.astype(np.float32) for g in gradients]
    length = math.hypot(*(float(np.linalg.norm(g)) for g in low))
    factor = np.float32(lr * max_norm / max(max_norm, length))
    return tuple(p.astype(np.float32) - factor * g for p, g in zip(parameters, low, strict=True))


ANSWERS = [update_by_concatenation, update_as_lists, update_in_float32]
