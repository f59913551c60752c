"""Go back through max-pooling: each tile hands its gradient to the pixel that won."""

import numpy as np

from bplib.course.checks import Function, call_case, slip
from bplib.course.exercises.lesson_19_beyond_dense.shared import PLACES


def winner(tile):
    """Return True at the first largest pixel of a tile, row by row, and False elsewhere."""
    return np.arange(tile.size).reshape(tile.shape) == tile.argmax()


def max_pool_backward(dA, X, size, *, share=winner):
    """Return dX: each dA at the first largest pixel of its tile, 0 elsewhere."""
    dX = np.zeros(X.shape)
    for n, i, j in np.ndindex(dA.shape):
        tile = (n, slice(size * i, size * (i + 1)), slice(size * j, size * (j + 1)))
        dX[tile] = share(X[tile]) * dA[n, i, j]
    return dX


def cases(rng):
    """Draw tiles of several sizes, some of them below zero, and some with ties after a ReLU."""

    def case(note, samples, rows, columns, size):
        return call_case(
            note,
            dA=rng.choice([-1, 1], (samples, rows, columns))
            * rng.uniform(0.3, 2, (samples, rows, columns)),
            X=rng.normal(size=(samples, rows * size, columns * size)),
            size=size,
        )

    flat = case("after a ReLU: tiles of zeros", 2, 2, 3, 2)
    X = flat.inputs["arguments"]["X"]
    X[...] = np.abs(X) + 0.1
    X[0, :2, :2] = X[1, 2:, 2:4] = 0.0
    X[0, 2:, :2] = X[1, :2, 4:] = rng.uniform(1, 5) * np.eye(2)[::-1]
    signed = case("tiles of 2 × 2", 2, 3, 4, 2)
    X = signed.inputs["arguments"]["X"]
    X[0, :2, 2:4] = np.array([[-3, -2], [-1, -4]]) + rng.uniform(0, 0.9, (2, 2))
    X[1, 2:4, :2] = np.array([[-2, -1], [-4, -3]]) + rng.uniform(0, 0.9, (2, 2))
    return [
        signed,
        case("tiles of 3 × 3", 3, 2, 1, 3),
        flat,
        case("one large tile in each image", 4, 1, 1, 4),
        case("one image, tiles of one pixel", 1, 3, 2, 1),
    ]


def all_largest(tile):
    """Return True at every largest pixel of a tile."""
    return tile == tile.max()


EXERCISE = Function(
    max_pool_backward,
    cases,
    title="Go back through max-pooling",
    points=2,
    difficulty=2,
    read_again=PLACES,
    slips=[
        slip("spread evenly", share=lambda tile: np.full(tile.shape, 1 / tile.size)).asks(
            "Nudge a pixel that is not the largest: does the maximum move?"
        ),
        slip("copied to every pixel", share=np.ones_like).asks(
            "Which of the pixels of a tile did the output depend on?"
        ),
        slip("every winner of a tie", share=all_largest).asks(
            "After a ReLU a whole tile may be 0. Which of its pixels takes all, as stated?"
        ),
        slip(
            "winners of a tie share", share=lambda tile: all_largest(tile) / all_largest(tile).sum()
        ).asks("A sensible choice. Is it the one that the statement makes for ties?"),
        slip("tie decided column by column", share=lambda tile: winner(tile.T).T).asks(
            "Two pixels of a tile are the largest. Which one does a reader of rows meet first?"
        ),
        slip("nothing below zero wins", share=lambda tile: winner(np.maximum(tile, 0))).asks(
            "Which pixel of a tile is the largest where all of them are negative?"
        ),
        slip("multiplied by the value", share=lambda tile: winner(tile) * tile).asks(
            "The output is the winner itself. What is its slope by the winner?"
        ),
        slip("sent to the smallest", share=lambda tile: winner(-tile)).asks(
            "Which pixel of the tile was handed on in the forward pass?"
        ),
        slip("largest size for largest value", share=lambda tile: winner(np.abs(tile))).asks(
            "Does −3 win against 2?"
        ),
        slip(
            "value instead of gradient",
            given=lambda dA, X, size: (np.ones_like(dA), X, size),
            share=lambda tile: winner(tile) * tile,
        ).asks("What travels back: the pixel, or what the loss wants of it?"),
        slip("last of a tie", share=lambda tile: winner(tile[::-1, ::-1])[::-1, ::-1]).asks(
            "Two pixels of a tile are the largest. Which one takes all, as stated?"
        ),
        slip("row and column of the winner swapped", share=lambda tile: winner(tile).T).asks(
            "Of a place in a flat tile, what tells the row and what the column?"
        ),
        slip("tiles of 2 × 2 always", given=lambda dA, X, size: (dA, X, 2)).asks(
            "How many pixels has a side of a tile?"
        ),
        slip(
            "as many columns as rows",
            given=lambda dA, X, s: (dA * (np.arange(dA.shape[2]) < dA.shape[1]), X, s),
        ).asks("How many tiles lie side by side, and how many one below the other?"),
    ],
)
