"""Repair a training loop."""

from collections.abc import Callable
from typing import Any

import numpy as np

from bplib.course.checks import Case, Function, call_case, slip
from bplib.course.exercises.lesson_13_optimizers.shared import IN_PLACE

FAULTS = ("gradient kept", "last batch dropped", "all rows", "in place")


def _train_line(*faults: str) -> Callable[..., Any]:
    """Return the training loop of the repair exercise with the given faults in it."""

    def train_line(
        X: Any, y: Any, w: Any, lr: float, beta: float, batch_size: int, epochs: int
    ) -> Any:
        if "in place" not in faults:
            w = w.copy()
        gradient, velocity = np.zeros_like(w), np.zeros_like(w)
        last = len(X) - batch_size + 1 if "last batch dropped" in faults else len(X)
        for _ in range(epochs):
            if "rest at every epoch" in faults:
                velocity = np.zeros_like(w)
            for start in range(0, last, batch_size):
                rows = slice(start, start + batch_size)
                count = len(X[rows])
                if "all rows" in faults:
                    count = len(X)
                elif "batch size for every batch" in faults:
                    count = batch_size
                now = X[rows].T @ (X[rows] @ w - y[rows]) / count
                gradient = gradient + now if "gradient kept" in faults else now
                memory = 0.0 if "memory zeroed too" in faults else beta
                velocity = memory * velocity + gradient
                w -= lr * velocity
        return w

    return train_line


def train_line(X: Any, y: Any, w: Any, lr: float, beta: float, batch_size: int, epochs: int) -> Any:
    """Return the weights of a line after momentum descent on mini-batches, in order."""
    return _train_line()(X, y, w, lr, beta, batch_size, epochs)


def _train_line_cases(rng: np.random.Generator) -> list[Case]:
    cases = []
    for features, batch_size, full, rest, epochs in (
        (3, 4, 2, 1, 2), (2, 5, 3, 2, 3), (4, 3, 4, 2, 2), (3, 6, 2, 4, 3)
    ):  # fmt: skip
        X = rng.normal(size=(batch_size * full + rest, features))
        y = X @ rng.normal(size=features) + rng.normal(size=len(X))
        cases.append(
            call_case(
                f"{len(X)} rows in batches of {batch_size}",
                X=X,
                y=y,
                w=rng.normal(size=features) + 1,
                lr=float(rng.uniform(0.02, 0.08)),
                beta=float(rng.uniform(0.5, 0.9)),
                batch_size=batch_size,
                epochs=epochs,
            )
        )
    return cases


EXERCISE = Function(
    train_line,
    _train_line_cases,
    title="Repair a training loop",
    points=3,
    difficulty=4,
    minutes=7,
    read_again="In NumPy: a program to repair",
    pure=True,
    slips=[
        slip("not repaired", instead=_train_line(*FAULTS)).asks(
            "Which of the four symptoms have you looked for so far?"
        ),
        slip("gradient kept", instead=_train_line("gradient kept")).asks(
            "What is in the gradient when the second batch begins?"
        ),
        slip("last batch dropped", instead=_train_line("last batch dropped")).asks(
            "How many rows does an epoch visit when the batch size does not divide them?"
        ),
        slip("divided by all rows", instead=_train_line("all rows")).asks(
            "The mean over a batch: how many rows were summed?"
        ),
        slip("divided by the batch size", instead=_train_line("batch size for every batch")).asks(
            "How many rows does the last batch hold?"
        ),
        slip("memory zeroed as well", instead=_train_line("memory zeroed too")).asks(
            "Which of the two must be new for each batch: the gradient, or the velocity?"
        ),
        slip("rest at every epoch", instead=_train_line("rest at every epoch")).asks(
            "Why should a velocity end where the data begin anew?"
        ),
        slip("handed-in weights changed", instead=_train_line("in place")).asks(IN_PLACE),
    ],
)
