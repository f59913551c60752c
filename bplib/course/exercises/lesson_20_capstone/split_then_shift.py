"""Repair a split that leaks: split first, then copy what is left for training."""

from functools import partial

import numpy as np

from bplib.course.checks import Function, call_case, slip
from bplib.data.datasets import shift


def copied(X, y, moves, *, repeat=np.tile):
    """Return all images once for every move, and their labels."""
    images = np.concatenate([shift(X, int(dx), int(dy)) for dx, dy in moves])
    return images, repeat(y, len(moves))


def split_then_shift(
    X,
    y,
    order,
    held_out,
    moves,
    *,
    learnt=lambda order, held_out: order[:-held_out],
    copies=copied,
    judged=lambda X, y, moves: (X, y),
):
    """Return training images with their moved copies, their labels, and held-out originals."""
    train, test = learnt(order, held_out), order[-held_out:]
    return *copies(X[train], y[train], moves), *judged(X[test], y[test], moves)


def cases(rng):
    """Draw orders whose two ends are neither each other's nor the order of the rows."""
    drawn = []
    for N, held_out, count in ((7, 2, 2), (9, 3, 3), (6, 1, 2)):
        order = np.roll(rng.permutation(N), 1)
        while (order[-held_out:] >= N - held_out).any() or (order[:held_out] < 2).all():
            order = rng.permutation(N)
        steps = np.array([[1, 0], [0, -1], [-1, 1], [1, -1]])
        moves = np.concatenate([[[0, 0]], rng.permutation(steps)[: count - 1]])
        moves = np.roll(moves, held_out - 2, axis=0)
        X, y = rng.integers(1, 17, (N, 64)) / 16, rng.permutation(10)[:N]
        data = {"X": X, "y": y, "order": order, "held_out": held_out, "moves": moves}
        drawn.append(call_case(f"{held_out} of {N} held out, {count} moves", **data))
    return drawn


def copied_first(X, y, order, held_out, moves):
    """Copy all images, then hold out the last of the copies."""
    images, labels = copied(X[order], y[order], moves)
    return images[:-held_out], labels[:-held_out], images[-held_out:], labels[-held_out:]


EXERCISE = Function(
    split_then_shift,
    cases,
    title="Repair a split that leaks",
    points=3,
    difficulty=3,
    read_again="A split that leaks",
    returns=("X_train", "y_train", "X_test", "y_test"),
    slips=[
        slip("copied before the split", instead=copied_first).asks(
            "Where are the other copies of an image that is held out?"
        ),
        slip("held-out images in training", learnt=lambda order, held_out: order).asks(
            "Which images may a model never have seen when it is judged?"
        ),
        slip("held-out images moved too", judged=copied).asks(
            "Should the judge see the images as they are, or in copies as well?"
        ),
        slip(
            "order ignored", given=lambda X, y, order, *rest: (X, y, np.arange(len(order)), *rest)
        ).asks("Who says which images are held out?"),
        slip(
            "first ones held out",
            given=lambda X, y, order, k, moves: (X, y, np.roll(order, -k), k, moves),
        ).asks("Which end of the order is held out?"),
        slip("labels repeated one by one", copies=partial(copied, repeat=np.repeat)).asks(
            "In which order do your copies lie, and in which their labels?"
        ),
        slip("no copies", copies=lambda X, y, moves: (X, y)).asks(
            "How many training images should come out?"
        ),
        slip("directions swapped", copies=lambda X, y, moves: copied(X, y, moves[:, ::-1])).asks(
            "Which number of a move goes to the right, and which down?"
        ),
        slip(
            "held-out images shifted once",
            judged=lambda X, y, moves: (shift(X, *map(int, moves[0])), y),
        ).asks("Should the judge see the images as they are, or shifted?"),
    ],
)
