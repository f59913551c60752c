"""Right answers to `split_then_shift`: a loop, `np.split`, single precision."""

import numpy as np

from bplib.data.datasets import shift


def split_by_loop(X, y, order, held_out, moves):
    learn, images, labels = list(order)[: len(order) - held_out], [], []
    for dx, dy in moves:
        for i in learn:
            images.append(shift(X[i], int(dx), int(dy)))
            labels.append(y[i])
    unseen = list(order)[len(learn) :]
    return np.array(images), np.array(labels), X[unseen], y[unseen]


def split_by_splitting(X, y, order, held_out, moves):
    learn, unseen = np.split(order, [len(order) - held_out])
    images = np.stack([shift(X, *map(int, move))[learn] for move in moves]).reshape(-1, 64)
    return [
        images,
        np.broadcast_to(y[learn], (len(moves), len(learn))).ravel(),
        X[unseen],
        y[unseen],
    ]


def split_in_float32(X, y, order, held_out, moves):
    framed = np.pad(X.astype(np.float32).reshape(-1, 8, 8), ((0, 0), (1, 1), (1, 1)))
    learn = order[:-held_out]
    images = [framed[learn, 1 - dy : 9 - dy, 1 - dx : 9 - dx].reshape(-1, 64) for dx, dy in moves]
    unseen = order[-held_out:]
    return np.concatenate(images), list(y[learn]) * len(moves), X[unseen].tolist(), y[unseen]


ANSWERS = [split_by_loop, split_by_splitting, split_in_float32]
