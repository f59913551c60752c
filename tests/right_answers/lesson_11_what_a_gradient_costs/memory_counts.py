"""Right answers to `memory_counts`: slices, a walk over the layers, arrays that are really held."""

import numpy as np


def by_slices(sizes, N, every):
    between = [sum(sizes[k + 1 : k + every]) for k in range(0, len(sizes), every)]
    return N * sum(sizes), N * (sum(sizes[::every]) + max(between))


def by_walking(sizes, N, every):
    checkpoints = piece = largest = 0
    for layer, size in enumerate(sizes):
        if layer % every == 0:
            checkpoints, piece = checkpoints + size, 0
        else:
            piece += size
            largest = max(largest, piece)
    return [float(N * sum(sizes)), float(N * (checkpoints + largest))]


def by_holding_arrays(sizes, N, every):
    arrays = [np.empty((N, n)) for n in sizes]
    starts = list(range(0, len(arrays), every))
    most = 0
    for start in starts[::-1]:
        held = {*starts, *range(start, min(start + every, len(arrays)))}
        most = max(most, sum(arrays[k].size for k in held))
    return sum(array.size for array in arrays), np.int64(most)


def by_padding(sizes, N, every):
    widths = np.zeros(-(-len(sizes) // every) * every, int)
    widths[: len(sizes)] = sizes
    table = widths.reshape(-1, every)
    return N * widths.sum(), N * (table[:, 0].sum() + table[:, 1:].sum(axis=1).max())


ANSWERS = [by_slices, by_walking, by_holding_arrays, by_padding]
