"""Right answers to `shifted_batches`: image by image, windows, pixel by pixel."""

import numpy as np

from bplib.data.datasets import shift


def batches_one_by_one(X, y, order, dx, dy, batch_size):
    batches = [([], [])]
    for i in order:
        if len(batches[-1][0]) == batch_size:
            batches.append(([], []))
        batches[-1][0].append(shift(X[i], int(dx[i]), int(dy[i])))
        batches[-1][1].append(int(y[i]))
    return [(np.array(images), np.array(labels)) for images, labels in batches]


def batches_by_windows(X, y, order, dx, dy, batch_size):
    framed = np.pad(X.reshape(-1, 8, 8), ((0, 0), (1, 1), (1, 1)))
    windows = np.lib.stride_tricks.sliding_window_view(framed, (8, 8), axis=(1, 2))
    moved = windows[np.arange(len(X)), 1 - dy, 1 - dx].reshape(-1, 64)[order]
    return tuple(
        [moved[k : k + batch_size], y[order][k : k + batch_size]]
        for k in range(0, len(X), batch_size)
    )


def batches_by_pixels(X, y, order, dx, dy, batch_size):
    made = []
    for i in order:
        picture = np.zeros((8, 8), np.float32)
        for row in range(8):
            for column in range(8):
                if 0 <= row + dy[i] < 8 and 0 <= column + dx[i] < 8:
                    picture[row + dy[i], column + dx[i]] = X[i, 8 * row + column]
        made.append(picture.ravel())
    labels, found = [y[i] for i in order], []
    while made:
        found.append((np.stack(made[:batch_size]), np.array(labels[:batch_size])))
        made, labels = made[batch_size:], labels[batch_size:]
    return found


ANSWERS = [batches_one_by_one, batches_by_windows, batches_by_pixels]
