"""Right answers to `wilson_interval`: bisection, counts, the roots of a polynomial."""

import math
from fractions import Fraction

import numpy as np


def wilson_by_bisection(right, n, z):
    share = right / n

    def end(outside, inside):
        for _ in range(200):
            middle = (outside + inside) / 2
            if (share - middle) ** 2 <= z * z * middle * (1 - middle) / n:
                inside = middle
            else:
                outside = middle
        return inside

    centre = (right + z * z / 2) / (n + z * z)
    return end(0.0, centre), end(1.0, centre)


def wilson_by_counts(right, n, z):
    spread = z * math.sqrt(right * (n - right) / n + z * z / 4)
    return [(right + z * z / 2 - spread) / (n + z * z), (right + z * z / 2 + spread) / (n + z * z)]


def wilson_by_roots(right, n, z):
    share = Fraction(right, n)
    low, high = sorted(np.roots([n + z * z, -(2 * n * share + z * z), n * share**2]).real)
    return np.array([low, high])


ANSWERS = [wilson_by_bisection, wilson_by_counts, wilson_by_roots]
