"""One step of Adam."""

from collections.abc import Callable
from typing import Any

import numpy as np

from bplib.course.checks import Steps, slip
from bplib.course.exercises.lesson_13_optimizers.shared import Pair, _adam_cases, adam_step


def _adam_variant(kind: str) -> Callable[..., Pair]:
    """Return Adam's step with one mistake."""

    def step(
        w: Any, state: dict[str, Any], g: Any, lr: float, beta1: float, beta2: float, eps: float
    ) -> Pair:
        if kind == "swapped":
            beta1, beta2 = beta2, beta1
        t = state["t"] + 1
        used = t - 1 if kind == "t from 0" else t
        m = beta1 * state["m"] + (1 - beta1) * g
        v = beta2 * state["v"] + (1 - beta2) * (m if kind == "square of the mean" else g) ** 2
        m_hat, v_hat = m / (1 - beta1**used), v / (1 - beta2**used)
        if kind == "uncorrected":
            m_hat, v_hat = m, v
        root = np.sqrt(v_hat + eps) if kind == "inside" else np.sqrt(v_hat) + eps
        if kind == "written back":
            m, v = m_hat, v_hat
        if kind == "in place":
            state.update(m=m, v=v, t=t)
        kept = state["t"] if kind == "t not kept" else t
        return w - lr * m_hat / root, {"m": m, "v": v, "t": kept}

    return step


EXERCISE = Steps(
    adam_step,
    _adam_cases,
    title="One step of Adam",
    points=3,
    difficulty=3,
    minutes=6,
    read_again="In NumPy: one step of each",
    pure=True,
    slips=[
        slip("correction written back", instead=_adam_variant("written back")).asks(
            "Which m does the next step start from: the running mean, or the corrected one?"
        ),
        slip("t from 0", instead=_adam_variant("t from 0")).asks(
            "What is 1 − β to the power of your t at the very first step?"
        ),
        slip("t not handed on", instead=_adam_variant("t not kept")).asks(
            "Which t will the next step find in the state you return?"
        ),
        slip("no correction", instead=_adam_variant("uncorrected")).asks(
            "How large are m and v after one step from zero, measured against g and g²?"
        ),
        slip("ε inside the root", instead=_adam_variant("inside")).asks(
            "What is ε compared with: the gradient's size, or its square?"
        ),
        slip("betas swapped", instead=_adam_variant("swapped")).asks(
            "Which of the two means should remember longer?"
        ),
        slip("square of the mean", instead=_adam_variant("square of the mean")).asks(
            "Gradients +1, −1, +1, −1: what is the mean's square, and what the squares' mean?"
        ),
        slip("changed in place", instead=_adam_variant("in place")).asks(
            "Who else still holds the dict that your function has just written to?"
        ),
    ],
)
