"""Repair a split that leaks."""

from collections.abc import Callable
from typing import Any

import numpy as np

from bplib.course.checks import Case, Function, call_case, slip
from bplib.data.datasets import shift

LEAK = "A split that leaks"


def split_then_shift(X: Any, y: Any, order: Any, held_out: int, moves: Any) -> tuple[Any, ...]:
    """Return training images with their moved copies, their labels, and held-out originals."""
    train, test = order[: len(order) - held_out], order[len(order) - held_out :]
    copies = np.concatenate([shift(X[train], int(dx), int(dy)) for dx, dy in moves])
    return copies, np.tile(y[train], len(moves)), X[test], y[test]


def _split_variant(kind: str) -> Callable[..., Any]:
    def split(X: Any, y: Any, order: Any, held_out: int, moves: Any) -> Any:
        kept = len(order) - held_out
        train, test = order[:kept], order[kept:]
        if kind == "copied before the split":
            copies = np.concatenate([shift(X[order], int(dx), int(dy)) for dx, dy in moves])
            labels = np.tile(y[order], len(moves))
            return copies[:-held_out], labels[:-held_out], copies[-held_out:], labels[-held_out:]
        if kind == "order ignored":
            train, test = np.arange(kept), np.arange(kept, len(order))
        if kind == "first ones held out":
            train, test = order[held_out:], order[:held_out]
        if kind == "held-out images in training":
            train = order
        copies, labels, X_test, y_test = split_then_shift(
            X, y, np.concatenate([train, test]), len(test), moves
        )
        if kind == "labels repeated one by one":
            labels = np.repeat(y[train], len(moves))
        if kind == "no copies":
            copies, labels = X[train], y[train]
        if kind == "directions swapped":
            copies = np.concatenate([shift(X[train], int(dx), int(dy)) for dy, dx in moves])
        if kind == "held-out images moved too":
            X_test = np.concatenate([shift(X_test, int(dx), int(dy)) for dx, dy in moves])
            y_test = np.tile(y_test, len(moves))
        return copies, labels, X_test, y_test

    return split


def _split_cases(rng: np.random.Generator) -> list[Case]:
    cases = []
    for N, held_out, count in ((7, 2, 2), (9, 3, 3), (6, 1, 2)):
        order = np.roll(rng.permutation(N), 1)
        while (order[-held_out:] >= N - held_out).any() or (order[:held_out] < 2).all():
            order = rng.permutation(N)
        steps = np.array([[1, 0], [0, -1], [-1, 1], [1, -1]])
        moves = np.concatenate([[[0, 0]], rng.permutation(steps)[: count - 1]])
        moves = np.roll(moves, held_out - 2, axis=0)
        X, y = rng.integers(1, 17, (N, 64)) / 16, rng.permutation(10)[:N]
        data = {"X": X, "y": y, "order": order, "held_out": held_out, "moves": moves}
        cases.append(call_case(f"{held_out} of {N} held out, {count} moves", **data))
    return cases


EXERCISE = Function(
    split_then_shift,
    _split_cases,
    title="Repair a split that leaks",
    points=3,
    difficulty=3,
    minutes=8,
    read_again=LEAK,
    slips=[
        slip("copied before the split", instead=_split_variant("copied before the split")).asks(
            "Where are the other copies of an image that is held out?"
        ),
        slip(
            "held-out images in training", instead=_split_variant("held-out images in training")
        ).asks("Which images may a model never have seen when it is judged?"),
        slip("held-out images moved too", instead=_split_variant("held-out images moved too")).asks(
            "Should the judge see the images as they are, or in copies as well?"
        ),
        slip("order ignored", instead=_split_variant("order ignored")).asks(
            "Who says which images are held out?"
        ),
        slip("first ones held out", instead=_split_variant("first ones held out")).asks(
            "Which end of the order is held out?"
        ),
        slip(
            "labels repeated one by one", instead=_split_variant("labels repeated one by one")
        ).asks("In which order do your copies lie, and in which their labels?"),
        slip("no copies", instead=_split_variant("no copies")).asks(
            "How many training images should come out?"
        ),
        slip("directions swapped", instead=_split_variant("directions swapped")).asks(
            "Which number of a move goes to the right, and which down?"
        ),
    ],
)
