"""Right answers to `epoch_batches`: bplib's minibatches, np.split, lists."""

import numpy as np

from bplib.data import batches


def by_bplib(X, y, batch_size, epochs, seed):
    rng = np.random.default_rng(seed)
    return [b for _ in range(epochs) for b in batches.minibatches(X, y, batch_size, rng)]


def by_splitting(X, y, batch_size, epochs, seed):
    rng, result = np.random.default_rng(seed), []
    edges = np.arange(batch_size, len(X), batch_size)
    for _ in range(epochs):
        order = rng.permutation(len(X))
        result += zip(np.split(X[order], edges), np.split(y[order], edges), strict=True)
    return result


def as_lists(X, y, batch_size, epochs, seed):
    rng, result = np.random.default_rng(seed), []
    for _ in range(epochs):
        left = rng.permutation(len(X)).tolist()
        while left:
            now, left = left[:batch_size], left[batch_size:]
            result.append([[X[k].tolist() for k in now], [int(y[k]) for k in now]])
    return tuple(result)


ANSWERS = [by_bplib, by_splitting, as_lists]
