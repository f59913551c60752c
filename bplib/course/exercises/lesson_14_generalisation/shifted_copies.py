"""Make shifted copies."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from bplib.course.checks import Case, Function, call_case, slip
from bplib.course.exercises.lesson_14_generalisation.shared import Pair


def _moved(images: Any, dx: int, dy: int) -> Any:
    """Return images moved right by dx and down by dy; what enters is 0."""
    _, H, W = images.shape
    rows, columns = np.arange(H) - dy, np.arange(W) - dx
    inside = np.outer((rows >= 0) & (rows < H), (columns >= 0) & (columns < W))
    return images[:, rows % H][:, :, columns % W] * inside


def shifted_copies(images: Any, labels: Any, moves: Sequence[Sequence[int]]) -> Pair:
    """Return all images by the first move, then by the second, ..., and their labels."""
    images = np.asarray(images)
    return np.concatenate([_moved(images, *move) for move in moves]), np.tile(labels, len(moves))


def _copies_variant(kind: str) -> Callable[..., Pair]:
    """Return the copies with one mistake."""

    def copies(images: Any, labels: Any, moves: Any) -> Pair:
        made = []
        for dx, dy in moves:
            if kind == "swapped":
                dx, dy = dy, dx
            if kind == "opposite":
                dx, dy = -dx, -dy
            if kind == "up for down":
                dy = -dy
            rolled = kind == "rolled"
            made.append(
                np.roll(images, (dy, dx), axis=(1, 2)) if rolled else _moved(images, dx, dy)
            )
        stacked = np.concatenate(made)
        if kind == "image by image":
            stacked = np.stack(made, axis=1).reshape(stacked.shape)
            return stacked, np.repeat(labels, len(moves))
        if kind == "labels repeated":
            return stacked, np.repeat(labels, len(moves))
        if kind == "labels once":
            return stacked, labels
        if kind == "originals added":
            return np.concatenate([images, stacked]), np.tile(labels, len(moves) + 1)
        return stacked, np.tile(labels, len(moves))

    return copies


def _copies_cases(rng: np.random.Generator) -> list[Case]:
    def case(note: str, N: int, H: int, W: int, *moves: tuple[int, int]) -> Case:
        return call_case(
            note,
            images=rng.uniform(0.2, 1.0, (N, H, W)),
            labels=rng.permutation(10)[:N],
            moves=[list(move) for move in moves],
        )

    return [
        case("one to the right, one down", 3, 4, 5, (1, 0), (0, 1)),
        case("one to the left, one up, none", 2, 5, 3, (-1, 0), (0, -1), (0, 0)),
        case("obliquely", 4, 6, 5, (2, -1), (-1, 2), (1, 1)),
        case("none", 3, 3, 4, (0, 0)),
    ]


IN_NUMPY = "In NumPy: remedies"

EXERCISE = Function(
    shifted_copies,
    _copies_cases,
    title="Make shifted copies",
    points=2,
    difficulty=3,
    minutes=5,
    read_again=IN_NUMPY,
    slips=[
        slip("rolled round the edge", instead=_copies_variant("rolled")).asks(
            "What enters on the left when an image moves to the right?"
        ),
        slip("axes swapped", instead=_copies_variant("swapped")).asks(
            "Which axis of an image counts the columns, the middle one or the last?"
        ),
        slip("opposite direction", instead=_copies_variant("opposite")).asks(
            "A bright pixel in column 2, moved by dx = 1: in which column is it now?"
        ),
        slip("up for down", instead=_copies_variant("up for down")).asks(
            "Is the last row of an array its top or its bottom?"
        ),
        slip("labels in another order", instead=_copies_variant("labels repeated")).asks(
            "Which label has the second of your images?"
        ),
        slip("labels not copied", instead=_copies_variant("labels once")).asks(
            "How many images have you made, and how many labels?"
        ),
        slip("all moves of one image together", instead=_copies_variant("image by image")).asks(
            "Which comes second: the first image's second move, or the second image?"
        ),
        slip("originals added", instead=_copies_variant("originals added")).asks(
            "If (0, 0) is not among the moves, does anyone ask for the originals?"
        ),
    ],
)
