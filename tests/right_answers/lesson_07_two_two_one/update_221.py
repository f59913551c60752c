"""Right answers to `update_221`: a negative rate, copies, number by number."""

import numpy as np


def by_negation(parameters, gradients, lr):
    return tuple(np.add(p, np.multiply(-lr, g)) for p, g in zip(parameters, gradients, strict=True))


def on_copies(parameters, gradients, lr):
    new = [p.copy() for p in parameters]
    for i in range(4):
        new[i] -= lr * gradients[i]
    return new


def by_numbers(parameters, gradients, lr):
    def stepped(p, g):
        if isinstance(p, list):
            return [stepped(*entries) for entries in zip(p, g, strict=True)]
        return p - lr * g

    return [stepped(p.tolist(), g.tolist()) for p, g in zip(parameters, gradients, strict=True)]


ANSWERS = [by_negation, on_copies, by_numbers]
