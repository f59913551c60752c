"""Right answers to `confusion_matrix`: bincount, one-hot matrices, a Counter."""

from collections import Counter

import numpy as np


def by_bincount(truth, answers, classes):
    return np.bincount(truth * classes + answers, minlength=classes**2).reshape(classes, classes)


def by_one_hot(truth, answers, classes):
    return np.eye(classes)[truth].T @ np.eye(classes)[answers]


def by_counter(truth, answers, classes):
    seen = Counter(zip(truth.tolist(), answers.tolist(), strict=True))
    return [[seen[t, a] for a in range(classes)] for t in range(classes)]


ANSWERS = [by_bincount, by_one_hot, by_counter]
