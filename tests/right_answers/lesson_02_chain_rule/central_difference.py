"""Right answers to `central_difference`: the mean of both sides, two places, entry by entry."""

import numpy as np


def mean_of_both_sides(f, x, h):
    forwards = (f(x + h) - f(x)) / h
    backwards = (f(x) - f(x - h)) / h
    return 0.5 * (forwards + backwards)


def from_two_places(f, x, h):
    left, right = np.asarray(x) - h, np.asarray(x) + h
    return (f(right) - f(left)) / (right - left)


def entry_by_entry(f, x, h):
    if np.ndim(x):
        return [entry_by_entry(f, entry, h) for entry in x]
    return sum(s * f(float(x) + s * h) for s in (-1, 1)) / h / 2


ANSWERS = [mean_of_both_sides, from_two_places, entry_by_entry]
