"""Right answers to `confusion_matrix` in other styles than the reference."""

from collections import Counter

import numpy as np


def confusion_by_bincount(truth, answers, classes):
    return np.bincount(truth * classes + answers, minlength=classes**2).reshape(classes, classes)


def confusion_by_one_hot(truth, answers, classes):
    return np.eye(classes)[truth].T @ np.eye(classes)[answers]


def confusion_by_counter(truth, answers, classes):
    seen = Counter(zip(truth.tolist(), answers.tolist(), strict=True))
    return [[seen[t, a] for a in range(classes)] for t in range(classes)]


ANSWERS = [confusion_by_bincount, confusion_by_one_hot, confusion_by_counter]
