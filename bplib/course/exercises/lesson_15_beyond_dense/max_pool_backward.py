"""Go back through max-pooling."""

from collections.abc import Callable
from typing import Any

import numpy as np

from bplib.course.checks import Case, Function, call_case, slip
from bplib.course.exercises.lesson_15_beyond_dense.shared import PLACES


def max_pool_backward(dA: Any, X: Any, size: int) -> Any:
    """Return dX: each dA at the first largest pixel of its tile, 0 elsewhere."""
    dX = np.zeros(X.shape)
    for n, i, j in np.ndindex(dA.shape):
        tile = X[n, size * i : size * (i + 1), size * j : size * (j + 1)]
        k, m = divmod(int(np.argmax(tile)), size)
        dX[n, size * i + k, size * j + m] = dA[n, i, j]
    return dX


def _pool_variant(kind: str) -> Callable[..., Any]:
    """Return the backward pass with one mistake."""

    def backward(dA: Any, X: Any, size: int) -> Any:
        dX = np.zeros(X.shape)
        for n, i, j in np.ndindex(dA.shape):
            here = (n, slice(size * i, size * (i + 1)), slice(size * j, size * (j + 1)))
            tile = X[here]
            numbers = np.arange(size**2).reshape(size, size)
            first = numbers == tile.argmax()
            share = {
                "spread evenly": np.full(tile.shape, 1 / size**2),
                "copied to all": np.ones(tile.shape),
                "every winner": 1.0 * (tile == tile.max()),
                "winners share": (tile == tile.max()) / np.sum(tile == tile.max()),
                "times the value": first * tile,
                "smallest": 1.0 * (numbers == tile.argmin()),
                "largest size": 1.0 * (numbers == np.abs(tile).argmax()),
                "by columns": 1.0 * (numbers.T == tile.T.argmax()),
                "above zero": 1.0 * (numbers == np.maximum(tile, 0).argmax()),
                "value for gradient": first * tile / dA[n, i, j],
            }[kind]
            dX[here] = share * dA[n, i, j]
        return dX

    return backward


def _pool_cases(rng: np.random.Generator) -> list[Case]:
    def case(note: str, samples: int, rows: int, columns: int, size: int) -> Case:
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
    ]


EXERCISE = Function(
    max_pool_backward,
    _pool_cases,
    title="Go back through max-pooling",
    points=2,
    difficulty=2,
    minutes=5,
    read_again=PLACES,
    slips=[
        slip("spread evenly", instead=_pool_variant("spread evenly")).asks(
            "Nudge a pixel that is not the largest: does the maximum move?"
        ),
        slip("copied to every pixel", instead=_pool_variant("copied to all")).asks(
            "Which of the pixels of a tile did the output depend on?"
        ),
        slip("every winner of a tie", instead=_pool_variant("every winner")).asks(
            "After a ReLU a whole tile may be 0. Which of its pixels takes all, as stated?"
        ),
        slip("winners of a tie share", instead=_pool_variant("winners share")).asks(
            "A sensible choice. Is it the one that the statement makes for ties?"
        ),
        slip("tie decided column by column", instead=_pool_variant("by columns")).asks(
            "Two pixels of a tile are the largest. Which one does a reader of rows meet first?"
        ),
        slip("nothing below zero wins", instead=_pool_variant("above zero")).asks(
            "Which pixel of a tile is the largest where all of them are negative?"
        ),
        slip("multiplied by the value", instead=_pool_variant("times the value")).asks(
            "The output is the winner itself. What is its slope by the winner?"
        ),
        slip("sent to the smallest", instead=_pool_variant("smallest")).asks(
            "Which pixel of the tile was handed on in the forward pass?"
        ),
        slip("largest size for largest value", instead=_pool_variant("largest size")).asks(
            "Does −3 win against 2?"
        ),
        slip("value instead of gradient", instead=_pool_variant("value for gradient")).asks(
            "What travels back: the pixel, or what the loss wants of it?"
        ),
    ],
)
