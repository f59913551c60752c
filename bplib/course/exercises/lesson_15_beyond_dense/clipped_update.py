"""Take a step that cannot leap."""

from collections.abc import Callable
from typing import Any

import numpy as np

from bplib.course.checks import Case, Function, call_case, slip
from bplib.course.exercises.lesson_15_beyond_dense.shared import TIMES


def clipped_update(parameters: Any, gradients: Any, lr: float, max_norm: float) -> list[Any]:
    """Return the parameters after a step of descent along the clipped gradient."""
    norm = np.sqrt(sum(np.sum(g * g) for g in gradients))
    scale = min(1.0, max_norm / norm) if norm > 0 else 1.0
    return [p - lr * scale * g for p, g in zip(parameters, gradients, strict=True)]


def _update_variant(kind: str) -> Callable[..., list[Any]]:
    """Return the update with one mistake."""

    def update(parameters: Any, gradients: Any, lr: float, max_norm: float) -> list[Any]:
        norm = float(np.sqrt(sum(np.sum(g**2) for g in gradients)))
        scale = min(1.0, max_norm / norm)
        scales = [scale] * len(gradients)
        if kind == "not clipped":
            scales = [1.0] * len(gradients)
        if kind == "always":
            scales = [max_norm / norm] * len(gradients)
        if kind == "step clipped":
            scales = [min(1.0, max_norm / (lr * norm))] * len(gradients)
        if kind == "each alone":
            scales = [min(1.0, max_norm / float(np.linalg.norm(g))) for g in gradients]
        if kind == "root":
            scales = [min(1.0, max_norm / norm**2)] * len(gradients)
        used = [s * g for s, g in zip(scales, gradients, strict=True)]
        if kind == "entries":
            used = [np.clip(g, -max_norm, max_norm) for g in gradients]
        sign = 1 if kind == "uphill" else -1
        if kind == "in place":
            for p, g in zip(parameters, used, strict=True):
                p -= lr * g
            return list(parameters)
        return [p + sign * lr * g for p, g in zip(parameters, used, strict=True)]

    return update


def _update_cases(rng: np.random.Generator) -> list[Case]:
    def case(note: str, length: float, max_norm: float, lr: float, *shapes: Any) -> Case:
        gradients = [rng.normal(size=shape) for shape in shapes]
        norm = np.sqrt(sum(np.sum(g**2) for g in gradients))
        return call_case(
            note,
            parameters=[rng.normal(size=shape) for shape in shapes],
            gradients=[g * length / norm for g in gradients],
            lr=lr,
            max_norm=max_norm,
        )

    return [
        case("a long gradient", 8.0, 2.0, 0.1, (3, 4), (4, 4), (4,)),
        case("a short gradient", 0.6, 1.5, 0.2, (2, 3), (3, 3), (3,)),
        case("every part short, the whole long", 3.0, 2.8, 0.3, (2, 5), (5, 2)),
        case("a very long gradient", 900.0, 0.5, 0.05, (4, 2), (2, 2), (2,)),
    ]


EXERCISE = Function(
    clipped_update,
    _update_cases,
    title="Take a step that cannot leap",
    points=2,
    difficulty=2,
    minutes=4,
    read_again=TIMES,
    pure=True,
    slips=[
        slip("not clipped", instead=_update_variant("not clipped")).asks(
            "How far does your step go when the gradient is a thousand times longer?"
        ),
        slip("each array alone", instead=_update_variant("each alone")).asks(
            "Does the step still point down the gradient of all parameters together?"
        ),
        slip("step clipped instead of gradient", instead=_update_variant("step clipped")).asks(
            "What is limited here: the gradient, or the gradient times the learning rate?"
        ),
        slip("short gradients stretched", instead=_update_variant("always")).asks(
            "What should happen to a gradient that is short enough?"
        ),
        slip("entries cut off", instead=_update_variant("entries")).asks(
            "Does (3, 0.1) still point the same way when 3 is cut to 1?"
        ),
        slip("root forgotten", instead=_update_variant("root")).asks(
            "What is the length of the vector (3, 4)?"
        ),
        slip("uphill", instead=_update_variant("uphill")).asks(
            "Which way does the loss fall, along the gradient or against it?"
        ),
        slip("changed in place", instead=_update_variant("in place")).asks(
            "Who else still holds the arrays that your function has just written to?"
        ),
    ],
)
