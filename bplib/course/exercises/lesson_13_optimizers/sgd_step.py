"""One step of gradient descent."""

from collections.abc import Callable
from typing import Any

import numpy as np

from bplib.course.checks import Case, Steps, slip, steps_case
from bplib.course.exercises.lesson_13_optimizers.shared import IN_PLACE, SHAPES, _gradients


def sgd_step(w: Any, g: Any, lr: float) -> Any:
    """Return w - lr g."""
    return w - lr * g


def _sgd_variant(kind: str) -> Callable[..., Any]:
    """Return a step of gradient descent with one mistake."""

    def step(w: Any, g: Any, lr: float) -> Any:
        if kind == "in place":
            w -= lr * g
            return w
        move = {
            "uphill": -lr * g,
            "rate left out": g,
            "direction only": lr * g / np.linalg.norm(g),
            "only the step": w + lr * g,
        }[kind]
        return w - move

    return step


def _sgd_cases(rng: np.random.Generator) -> list[Case]:
    return [
        steps_case(
            {"w": rng.normal(size=shape) + 3},
            _gradients(rng, shape, 3),
            {"lr": float(rng.uniform(0.05, 0.4))},
        )
        for shape in SHAPES
    ]


EXERCISE = Steps(
    sgd_step,
    _sgd_cases,
    title="One step of gradient descent",
    points=1,
    difficulty=1,
    minutes=1,
    read_again="In NumPy: one step of each",
    pure=True,
    slips=[
        slip("uphill", instead=_sgd_variant("uphill")).asks(
            "In which direction does the gradient point?"
        ),
        slip("only the step", instead=_sgd_variant("only the step")).asks(
            "Is this where the weights are, or how far they move?"
        ),
        slip("rate left out", instead=_sgd_variant("rate left out")).asks(
            "What decides how much of g is used?"
        ),
        slip("direction only", instead=_sgd_variant("direction only")).asks(
            "Should a steeper slope give a longer step here?"
        ),
        slip("changed in place", instead=_sgd_variant("in place")).asks(IN_PLACE),
    ],
)
