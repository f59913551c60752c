"""One step of AdamW."""

from collections.abc import Callable
from typing import Any

import numpy as np

from bplib.course.checks import Case, Steps, slip
from bplib.course.exercises.lesson_13_optimizers.shared import (
    IN_PLACE,
    Pair,
    _adam_cases,
    adam_step,
)


def adamw_step(
    w: Any,
    state: dict[str, Any],
    g: Any,
    lr: float,
    beta1: float,
    beta2: float,
    eps: float,
    weight_decay: float,
) -> Pair:
    """Return (w, state) after Adam's step from w and a decay lr weight_decay w beside it."""
    stepped, state = adam_step(w, state, g, lr, beta1, beta2, eps)
    return stepped - lr * weight_decay * w, state


def _adamw_variant(kind: str) -> Callable[..., Pair]:
    """Return AdamW's step with one mistake."""

    def step(
        w: Any,
        state: dict[str, Any],
        g: Any,
        lr: float,
        beta1: float,
        beta2: float,
        eps: float,
        weight_decay: float,
    ) -> Pair:
        fed = g + weight_decay * w if kind == "through the gradient" else g
        new, after = adam_step(w, state, fed, lr, beta1, beta2, eps)
        if kind == "rate left out":
            new = new - weight_decay * w
        elif kind == "new weights":
            new = new - lr * weight_decay * new
        elif kind == "growth":
            new = new + lr * weight_decay * w
        elif kind == "in place":
            w *= 1 - lr * weight_decay
            new = adam_step(w, state, g, lr, beta1, beta2, eps)[0]
        return new, after

    return step


def _adamw_cases(rng: np.random.Generator) -> list[Case]:
    cases = _adam_cases(rng)
    for case in cases:
        case.inputs["constants"]["weight_decay"] = float(rng.uniform(0.05, 0.3))
    return cases


EXERCISE = Steps(
    adamw_step,
    _adamw_cases,
    title="One step of AdamW",
    points=3,
    difficulty=3,
    minutes=4,
    read_again="In NumPy: one step of each",
    pure=True,
    slips=[
        slip("decay through the gradient", instead=_adamw_variant("through the gradient")).asks(
            "By what is the decay divided once it has passed through Adam's quotient?"
        ),
        slip("decay forgotten", instead=_adamw_variant("none")).asks(
            "Where does weight_decay enter your step?"
        ),
        slip("rate left out", instead=_adamw_variant("rate left out")).asks(
            "If a schedule brings lr to zero, should the weights still shrink?"
        ),
        slip("new weights decay", instead=_adamw_variant("new weights")).asks(
            "Both terms start from the same weights. Which ones?"
        ),
        slip("growth", instead=_adamw_variant("growth")).asks(
            "Should a weight without any gradient move towards zero or away from it?"
        ),
        slip("changed in place", instead=_adamw_variant("in place")).asks(IN_PLACE),
    ],
)
