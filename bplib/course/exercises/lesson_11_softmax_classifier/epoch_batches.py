"""Mini-batches, epoch after epoch."""

from collections.abc import Callable
from typing import Any

import numpy as np

from bplib.course.checks import Case, Function, call_case, slip


def epoch_batches(X: Any, y: Any, batch_size: int, epochs: int, seed: int) -> list[tuple[Any, Any]]:
    """Return the batches of several epochs, one after another."""
    return _batch_variant("right")(X, y, batch_size, epochs, seed)


def _batch_variant(kind: str) -> Callable[..., list[tuple[Any, Any]]]:
    """Return the batches with one mistake."""

    def batches(X: Any, y: Any, batch_size: int, epochs: int, seed: int) -> list[tuple[Any, Any]]:
        rng, N, result = np.random.default_rng(seed), len(X), []
        for _ in range(epochs):
            if kind == "one order":
                rng = np.random.default_rng(seed)
            order = labels = rng.permutation(N)
            if kind == "replacement":
                order = labels = rng.integers(0, N, N)
            elif kind == "no shuffle":
                order = labels = np.arange(N)
            elif kind == "labels left":
                labels = np.arange(N)
            elif kind == "two shuffles":
                labels = rng.permutation(N)
            stop = N - N % batch_size if kind == "last dropped" else N
            for i in range(0, stop, batch_size):
                images, their = order[i : i + batch_size], labels[i : i + batch_size]
                if kind == "filled up":
                    images = their = np.take(order, range(i, i + batch_size), mode="wrap")
                result.append((X[images], y[their]))
        return result

    return batches


def _batch_cases(rng: np.random.Generator) -> list[Case]:
    cases = []
    for N, features, size, epochs in ((11, 3, 4, 2), (9, 2, 3, 3), (8, 4, 5, 2), (7, 3, 1, 2)):
        cases.append(
            call_case(
                f"{N} images in batches of {size}",
                X=rng.normal(size=(N, features)),
                y=rng.integers(0, 10, N),
                batch_size=size,
                epochs=epochs,
                seed=int(rng.integers(1000)),
            )
        )
    return cases


EXERCISE = Function(
    epoch_batches,
    _batch_cases,
    title="Mini-batches, epoch after epoch",
    points=3,
    difficulty=2,
    minutes=6,
    read_again="Mini-batches",
    pure=True,
    slips=[
        slip("last batch dropped", instead=_batch_variant("last dropped")).asks(
            "How many images does one of your epochs visit, and how many are there?"
        ),
        slip("no shuffle", instead=_batch_variant("no shuffle")).asks(
            "Which images stand together in your first batch, in every epoch?"
        ),
        slip("labels left behind", instead=_batch_variant("labels left")).asks(
            "Whose label does the first image of your first batch get?"
        ),
        slip("shuffled apart", instead=_batch_variant("two shuffles")).asks(
            "After two shuffles, does an image still meet its own label?"
        ),
        slip("one order for all epochs", instead=_batch_variant("one order")).asks(
            "Do two epochs of yours differ in anything?"
        ),
        slip("drawn with replacement", instead=_batch_variant("replacement")).asks(
            "How often does each image occur in one of your epochs?"
        ),
        slip("last batch filled up", instead=_batch_variant("filled up")).asks(
            "Which images does one of your epochs show twice?"
        ),
    ],
)
