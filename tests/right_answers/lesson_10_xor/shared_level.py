"""Right answers to `shared_level`: counting, bplib, single precision."""

import math
from collections import defaultdict

import numpy as np

from bplib.losses import LOSSES


def by_counting(Y, groups):
    counts = defaultdict(lambda: [0, 0])
    for label, group in zip(Y, groups, strict=True):
        counts[int(group)][int(label)] += 1
    total = 0.0
    for zeros, ones in counts.values():
        for part in (zeros, ones):
            if part:
                total += part * math.log((zeros + ones) / part)
    return total / len(Y)


def by_bplib(Y, groups):
    same = np.equal.outer(groups, groups)
    P = np.clip((same @ Y) / same.sum(axis=1), 1e-300, 1 - 1e-16)
    return LOSSES["binary_cross_entropy"].value(P[:, None], Y[:, None])


def in_float32(Y, groups):
    total = np.float32(0)
    for group in set(groups.tolist()):
        p = np.float32(np.mean(Y[groups == group]))
        if 0 < p < 1:
            total -= np.sum(groups == group) * (p * np.log(p) + (1 - p) * np.log1p(-p))
    return np.float32(total / len(Y))


ANSWERS = [by_counting, by_bplib, in_float32]
