"""Right answers to `worst_first`: sorting, losses, one at a time."""

import numpy as np

from bplib.losses import one_hot


def worst_by_sorting(P, y, k):
    return sorted(range(len(y)), key=lambda i: P[i, y[i]])[:k]


def worst_by_loss(P, y, k):
    losses = -np.log(np.sum(P * one_hot(y, P.shape[1]), axis=1))
    return np.argsort(losses)[::-1][:k].astype(np.int32)


def worst_one_at_a_time(P, y, k):
    left, found = {i: P[i, label] for i, label in enumerate(y)}, []
    while len(found) < k:
        found.append(min(left, key=left.get))
        del left[found[-1]]
    return tuple(found)


ANSWERS = [worst_by_sorting, worst_by_loss, worst_one_at_a_time]
