"""Right answers to `name_the_mistake_221`: rounding, distances, quotients."""

import numpy as np


def by_rounding(W2, delta2, z1, lr, printed):
    a1 = 1 / (1 + np.exp(-z1))
    slope, back = a1 * (1 - a1), delta2 @ W2.T
    if np.allclose(back * slope, printed, atol=1e-6, rtol=0):
        return "none"
    if np.allclose(back, printed, atol=1e-6, rtol=0):
        return "slope forgotten"
    if np.allclose(back * a1, printed, atol=1e-6, rtol=0):
        return "a for slope"
    if np.allclose(back * z1 * (1 - z1), printed, atol=1e-6, rtol=0):
        return "z for a"
    return "updated weights"


def by_distance(W2, delta2, z1, lr, printed):
    a1 = (1 + np.tanh(z1 / 2)) / 2
    new = W2 - lr * np.outer(a1, delta2)
    found = [
        ("none", delta2 @ W2.T * a1 * (1 - a1)),
        ("updated weights", delta2 @ new.T * a1 * (1 - a1)),
        ("slope forgotten", delta2 @ W2.T),
        ("z for a", delta2 @ W2.T * z1 * (1 - z1)),
        ("a for slope", delta2 @ W2.T * a1),
    ]
    return sorted(found, key=lambda pair: np.linalg.norm(pair[1] - printed))[0][0]


def by_quotient(W2, delta2, z1, lr, printed):
    factor = np.ravel(printed) / np.ravel(delta2 @ W2.T)
    z = np.ravel(z1)
    a = 1 / (1 + np.exp(-z))
    guesses = {"slope forgotten": 1 + 0 * z, "z for a": z * (1 - z), "a for slope": a}
    for name, guess in {**guesses, "none": a * (1 - a)}.items():
        if np.abs((factor - guess) * np.ravel(delta2 @ W2.T)).max() < 1e-6:
            return name
    return "updated weights"


ANSWERS = [by_rounding, by_distance, by_quotient]
