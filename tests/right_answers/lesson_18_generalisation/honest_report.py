"""Right answers to `honest_report`: loops, a mask, single precision."""

import math

import numpy as np


def report_by_loops(validation, test, n_test):
    best, found = -1.0, 0.0
    for run in range(len(validation)):
        for epoch in range(len(validation[run])):
            if validation[run][epoch] > best:
                best, found = validation[run][epoch], test[run][epoch]
    return found, math.sqrt(found * (1 - found)) / math.sqrt(n_test)


def report_by_mask(validation, test, n_test):
    accuracy = test[validation == validation.max()][0]
    return [accuracy, ((accuracy - accuracy**2) / n_test) ** 0.5]


def report_in_float32(validation, test, n_test):
    accuracy = test.astype(np.float32).ravel()[validation.ravel().argmax()]
    return accuracy, np.sqrt(accuracy * (1 - accuracy) / np.float32(n_test))


ANSWERS = [report_by_loops, report_by_mask, report_in_float32]
