"""Right answers to `backward_again`: paths, a matrix, a difference of walks, single precision."""

import numpy as np


def by_paths(records, grad):
    extra = [0.0] * len(records)

    def walk(k, product):
        extra[k] += product
        for place, slope in records[k]:
            walk(place, product * slope)

    walk(len(records) - 1, 1.0)
    return np.add(grad, extra)


def by_matrix(records, grad):
    n = len(records)
    M = np.zeros((n, n))
    for k, record in enumerate(records):
        for place, slope in record:
            M[k, place] += slope
    return np.linalg.inv(np.eye(n) - M)[-1] + grad


def by_difference(records, grad):
    """The broken walk is linear: run it from the old gradients and take their share off."""
    with_old, only_old = list(grad), list(grad)
    with_old[-1] += 1
    for known in (with_old, only_old):
        for k in range(len(records) - 1, -1, -1):
            for place, slope in records[k]:
                known[place] += known[k] * slope
    return tuple(a - b + g for a, b, g in zip(with_old, only_old, grad, strict=True))


def in_float32(records, grad):
    fresh = np.zeros(len(records), np.float32)
    fresh[-1] = 1
    for k, record in reversed(list(enumerate(records))):
        for place, slope in record:
            fresh[place] += np.float32(slope) * fresh[k]
    return fresh + np.array(grad, np.float32)


ANSWERS = [by_paths, by_matrix, by_difference, in_float32]
