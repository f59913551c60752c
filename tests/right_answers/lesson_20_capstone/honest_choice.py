"""Right answers to `honest_choice`: a loop, sums, single precision."""

import numpy as np


def choice_by_loop(validation, test):
    best = max(range(len(validation)), key=lambda r: sum(validation[r]) / len(validation[r]))
    return best, sum(test[best]) / len(test[best]), min(test[best])


def choice_by_sums(validation, test):
    row = np.argsort(validation @ np.ones(validation.shape[1]))[-1]
    return row, test.mean(axis=1)[row], test.min(axis=1)[row]


def choice_in_float32(validation, test):
    row = validation.astype(np.float32).mean(1).argmax()
    return [int(row), test[row].astype(np.float32).mean(), test[row].astype(np.float32).min()]


ANSWERS = [choice_by_loop, choice_by_sums, choice_in_float32]
