"""One step with momentum."""

from collections.abc import Callable
from typing import Any

from bplib.course.checks import (
    Steps,
    slip,
)
from bplib.course.exercises.lesson_13_optimizers.shared import IN_PLACE, Pair, _memory_cases


def momentum_step(w: Any, v: Any, g: Any, lr: float, beta: float) -> Pair:
    """Return (w, v) after v <- beta v + g, w <- w - lr v."""
    v = beta * v + g
    return w - lr * v, v


def _momentum_variant(kind: str) -> Callable[..., Pair]:
    """Return a step with momentum and one mistake."""

    def step(w: Any, v: Any, g: Any, lr: float, beta: float) -> Pair:
        if kind == "in place":
            v *= beta
            v += g
            return w - lr * v, v
        new = {
            "mean for sum": beta * v + (1 - beta) * g,
            "downhill": beta * v - g,
            "rate in the velocity": beta * v + lr * g,
            "gradient damped": v + beta * g,
        }.get(kind, beta * v + g)
        move = {"rate in the velocity": new, "old velocity": lr * v}.get(kind, lr * new)
        return w - move, new

    return step


EXERCISE = Steps(
    momentum_step,
    _memory_cases,
    title="One step with momentum",
    points=2,
    difficulty=2,
    minutes=3,
    read_again="In NumPy: one step of each",
    pure=True,
    slips=[
        slip("mean for sum", instead=_momentum_variant("mean for sum")).asks(
            "A steady gradient g: to which value should v grow, to g or to g / (1 − β)?"
        ),
        slip("velocity points downhill", instead=_momentum_variant("downhill")).asks(
            "If v already points downhill, what does the minus sign in front of lr do?"
        ),
        slip("rate in the velocity", instead=_momentum_variant("rate in the velocity")).asks(
            "Which of the two lines holds lr, and what would a schedule do to an old velocity?"
        ),
        slip("old velocity", instead=_momentum_variant("old velocity")).asks(
            "Which velocity moves the weights, the one before this gradient or after?"
        ),
        slip("gradient damped", instead=_momentum_variant("gradient damped")).asks(
            "Which of the two is remembered, and so fades: the velocity or the new gradient?"
        ),
        slip("changed in place", instead=_momentum_variant("in place")).asks(IN_PLACE),
    ],
)
