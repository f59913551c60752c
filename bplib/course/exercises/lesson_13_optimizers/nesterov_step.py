"""One step of Nesterov's momentum."""

from collections.abc import Callable
from typing import Any

from bplib.course.checks import (
    Steps,
    slip,
)
from bplib.course.exercises.lesson_13_optimizers.shared import IN_PLACE, Pair, _memory_cases


def nesterov_step(w: Any, v: Any, g: Any, lr: float, beta: float) -> Pair:
    """Return (w, v) after v <- beta v + g, w <- w - lr (g + beta v)."""
    v = beta * v + g
    return w - lr * (g + beta * v), v


def _nesterov_variant(kind: str) -> Callable[..., Pair]:
    """Return a step of Nesterov's momentum with one mistake."""

    def step(w: Any, v: Any, g: Any, lr: float, beta: float) -> Pair:
        if kind == "in place":
            v *= beta
            v += g
            return w - lr * (g + beta * v), v
        new = beta * v + ((1 - beta) * g if kind == "mean for sum" else g)
        ahead = {
            "plain": new,
            "gradient left out": beta * new,
            "undamped": g + new,
        }.get(kind, g + beta * new)
        return w - lr * ahead, ahead if kind == "ahead kept" else new

    return step


EXERCISE = Steps(
    nesterov_step,
    _memory_cases,
    title="One step of Nesterov's momentum",
    points=2,
    difficulty=2,
    minutes=3,
    read_again="In NumPy: one step of each",
    pure=True,
    slips=[
        slip("plain momentum", instead=_nesterov_variant("plain")).asks(
            "Where in your step is the look ahead?"
        ),
        slip("gradient left out", instead=_nesterov_variant("gradient left out")).asks(
            "The look ahead is one term of the step. What is the other?"
        ),
        slip("look ahead undamped", instead=_nesterov_variant("undamped")).asks(
            "How much of the velocity will be left one step from now?"
        ),
        slip("mean for sum", instead=_nesterov_variant("mean for sum")).asks(
            "What stands in front of g in the velocity of this lesson?"
        ),
        slip("look ahead remembered", instead=_nesterov_variant("ahead kept")).asks(
            "Which of your two quantities is the velocity, and which is only this step?"
        ),
        slip("changed in place", instead=_nesterov_variant("in place")).asks(IN_PLACE),
    ],
)
