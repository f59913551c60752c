"""Make an epoch of shifted images."""

from collections.abc import Callable
from typing import Any

import numpy as np

from bplib.course.checks import Case, Function, call_case, slip
from bplib.course.exercises.lesson_16_capstone.shared import PARTS, shifted_batches


def _batches_variant(kind: str) -> Callable[..., Any]:
    def batches(X: Any, y: Any, order: Any, dx: Any, dy: Any, batch_size: int) -> Any:
        if kind == "directions swapped":
            dx, dy = dy, dx
        if kind == "wrong sign":
            dx, dy = -dx, -dy
        if kind == "up for down":
            dy = -dy
        if kind == "shifts by place in the order":
            dx, dy = dx[np.argsort(order)], dy[np.argsort(order)]
        if kind == "one shift for all":
            dx, dy = np.full_like(dx, dx[0]), np.full_like(dy, dy[0])
        if kind == "wraps round":
            pictures = X.reshape(-1, 8, 8)
            rolled = [
                np.roll(p, (v, h), axis=(0, 1)) for p, h, v in zip(pictures, dx, dy, strict=True)
            ]
            X, dx, dy = np.reshape(rolled, (-1, 64)), 0 * dx, 0 * dy
        if kind == "not shifted":
            dx, dy = 0 * dx, 0 * dy
        labels = y
        if kind == "labels left behind":
            labels = y[np.argsort(order)]
        if kind == "order ignored":
            order = np.arange(len(X))
        made = shifted_batches(X, labels, order, dx, dy, batch_size)
        return made[: len(X) // batch_size] if kind == "last batch dropped" else made

    return batches


def _batches_cases(rng: np.random.Generator) -> list[Case]:
    cases = []
    for note, N, batch in (
        ("the last batch is short", 7, 3),
        ("one batch holds all", 4, 6),
        ("batches of one", 5, 1),
        ("two full batches and one image", 9, 4),
    ):
        order = rng.permutation(N)
        while (order == np.arange(N)).all() or (order == np.argsort(order)).all():
            order = rng.permutation(N)
        steps = np.array([[1, 0], [0, -1], [-1, 1], [1, 1], [0, 1], [-1, 0], [1, -1], [-1, -1]])
        dx, dy = steps[(np.arange(N) + rng.integers(8)) % 8].T.copy()
        X, y = rng.integers(1, 17, (N, 64)) / 16, rng.permutation(10)[:N]
        cases.append(call_case(note, X=X, y=y, order=order, dx=dx, dy=dy, batch_size=batch))
    return cases


EXERCISE = Function(
    shifted_batches,
    _batches_cases,
    title="Make an epoch of shifted images",
    points=4,
    difficulty=3,
    minutes=10,
    read_again=PARTS,
    slips=[
        slip("last batch dropped", instead=_batches_variant("last batch dropped")).asks(
            "How many images are in all your batches together?"
        ),
        slip("labels left behind", instead=_batches_variant("labels left behind")).asks(
            "When the images change places, what must their labels do?"
        ),
        slip("order ignored", instead=_batches_variant("order ignored")).asks(
            "Which image should be the first of the first batch?"
        ),
        slip("not shifted", instead=_batches_variant("not shifted")).asks(
            "Where do dx and dy enter?"
        ),
        slip("one shift for all", instead=_batches_variant("one shift for all")).asks(
            "How many shifts are in dx, and how many do you use?"
        ),
        slip(
            "shifts by place in the order", instead=_batches_variant("shifts by place in the order")
        ).asks("Does dx[k] belong to row k of X, or to the k-th image visited?"),
        slip("directions swapped", instead=_batches_variant("directions swapped")).asks(
            "Is dx a move across columns, or across rows?"
        ),
        slip("wrong sign", instead=_batches_variant("wrong sign")).asks(
            "With dx = 1, in which column does the ink of column 0 arrive?"
        ),
        slip("up for down", instead=_batches_variant("up for down")).asks(
            "With dy = 1, in which row does the ink of row 0 arrive?"
        ),
        slip("wraps round", instead=_batches_variant("wraps round")).asks(
            "What should enter at the edge: nothing, or what left at the other edge?"
        ),
    ],
)
