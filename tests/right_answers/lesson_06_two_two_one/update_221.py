"""Right answers to `update_221` in other styles than the reference."""

import numpy as np


def update_by_negation(parameters, gradients, lr):
    return tuple(np.add(p, np.multiply(-lr, g)) for p, g in zip(parameters, gradients, strict=True))


def update_on_copies(parameters, gradients, lr):
    new = [p.copy() for p in parameters]
    for i in range(4):
        new[i] -= lr * gradients[i]
    return new


def update_by_numbers(parameters, gradients, lr):
    return [
        [[w - lr * g for w, g in zip(*rows, strict=True)] for rows in zip(p, q, strict=True)]
        for p, q in zip(parameters, gradients, strict=True)
    ]


ANSWERS = [update_by_negation, update_on_copies, update_by_numbers]
