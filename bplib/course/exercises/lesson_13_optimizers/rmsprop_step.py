"""One step of RMSprop."""

from collections.abc import Callable
from typing import Any

import numpy as np

from bplib.course.checks import Case, Steps, slip, steps_case
from bplib.course.exercises.lesson_13_optimizers.shared import (
    IN_PLACE,
    NOTES,
    SHAPES,
    Pair,
    _gradients,
)


def rmsprop_step(w: Any, s: Any, g: Any, lr: float, decay: float, eps: float) -> Pair:
    """Return (w, s) after s <- decay s + (1 - decay) g^2, w <- w - lr g / (sqrt(s) + eps)."""
    s = decay * s + (1 - decay) * g**2
    return w - lr * g / (np.sqrt(s) + eps), s


def _rmsprop_variant(kind: str) -> Callable[..., Pair]:
    """Return a step of RMSprop with one mistake."""

    def step(w: Any, s: Any, g: Any, lr: float, decay: float, eps: float) -> Pair:
        if kind == "in place":
            s *= decay
            s += (1 - decay) * g**2
            return w - lr * g / (np.sqrt(s) + eps), s
        new = {
            "square forgotten": decay * s + (1 - decay) * np.abs(g),
            "swapped": (1 - decay) * s + decay * g**2,
            "sum for mean": decay * s + g**2,
        }.get(kind, decay * s + (1 - decay) * g**2)
        size = {
            "inside": np.sqrt(new + eps),
            "root forgotten": new + eps,
            "old size": np.sqrt(s) + eps,
        }.get(kind, np.sqrt(new) + eps)
        return w - lr * g / size, new

    return step


def _rmsprop_cases(rng: np.random.Generator) -> list[Case]:
    return [
        steps_case(
            {
                "w": rng.normal(size=shape) + 2,
                "s": np.zeros(shape) if note == "from rest" else rng.uniform(0.5, 3, shape),
            },
            _gradients(rng, shape, 4),
            {
                "lr": float(rng.uniform(0.05, 0.4)),
                "decay": float(rng.uniform(0.6, 0.95)),
                "eps": float(rng.uniform(0.02, 0.2)),
            },
            note,
        )
        for shape, note in zip(SHAPES, NOTES, strict=True)
    ]


EXERCISE = Steps(
    rmsprop_step,
    _rmsprop_cases,
    title="One step of RMSprop",
    points=2,
    difficulty=2,
    minutes=4,
    read_again="In NumPy: one step of each",
    pure=True,
    slips=[
        slip("ε inside the root", instead=_rmsprop_variant("inside")).asks(
            "s is the square of a size. Is ε, inside the root, still small beside it?"
        ),
        slip("root forgotten", instead=_rmsprop_variant("root forgotten")).asks(
            "If g is in metres, in which unit is s, and what is g / s in?"
        ),
        slip("square forgotten", instead=_rmsprop_variant("square forgotten")).asks(
            "Of which power of the gradient does s hold the running mean?"
        ),
        slip("weights of the mean swapped", instead=_rmsprop_variant("swapped")).asks(
            "With decay = 0.99, how much of the old s should survive?"
        ),
        slip("sum for mean", instead=_rmsprop_variant("sum for mean")).asks(
            "What would s tend to under a steady gradient?"
        ),
        slip("old size", instead=_rmsprop_variant("old size")).asks(
            "Does the size you divide by know of this step's gradient?"
        ),
        slip("changed in place", instead=_rmsprop_variant("in place")).asks(IN_PLACE),
    ],
)
