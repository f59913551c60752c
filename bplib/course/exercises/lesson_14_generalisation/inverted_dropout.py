"""Silence units at random."""

from collections.abc import Callable
from typing import Any

import numpy as np

from bplib.course.checks import Case, Function, call_case, slip
from bplib.course.exercises.lesson_14_generalisation.shared import BY_HAND, _strata


def inverted_dropout(A: Any, U: Any, p: float, training: bool) -> Any:
    """Return A with the units where U < p silenced and the others divided by 1 - p."""
    return A * (np.asarray(U) >= p) / (1 - p) if training else A


def _dropout_variant(kind: str) -> Callable[..., Any]:
    """Return dropout with one mistake."""

    def dropout(A: Any, U: Any, p: float, training: bool) -> Any:
        if not training and kind == "scaled when evaluating":
            return A * (1 - p)
        if not training and kind != "active when evaluating":
            return A
        kept = U >= p
        if kind == "wrong ones":
            kept = U < p
        if kind == "one mask for all":
            kept = np.broadcast_to(U[0] >= p, U.shape)
        if kind == "share kept":
            return A * (U >= 1 - p) / p
        if kind in ("not scaled", "scaled when evaluating"):
            return A * kept
        if kind == "by the share kept":
            return A * kept * (1 - p)
        if kind == "by the share dropped":
            return A * kept / p
        if kind == "silenced only":
            return A * np.where(kept, 1.0, 1 / (1 - p))
        return A * kept / (1 - p)

    return dropout


def _dropout_cases(rng: np.random.Generator) -> list[Case]:
    def case(note: str, N: int, n: int, p: float, training: bool) -> Case:
        A = rng.choice([-1.0, 1.0], (N, n)) * rng.uniform(0.5, 2.0, (N, n))
        return call_case(note, A=A, U=_strata(rng, N, n), p=p, training=training)

    return [
        case("training", 5, 4, float(rng.uniform(0.2, 0.4)), True),
        case("evaluating", 3, 4, float(rng.uniform(0.2, 0.4)), False),
        case("training, most of them silenced", 4, 6, float(rng.uniform(0.6, 0.8)), True),
        case("evaluating", 2, 5, float(rng.uniform(0.6, 0.8)), False),
        case("training, nothing silenced", 3, 5, 0.0, True),
    ]


EXERCISE = Function(
    inverted_dropout,
    _dropout_cases,
    title="Silence units at random",
    points=2,
    difficulty=2,
    minutes=4,
    read_again=BY_HAND,
    slips=[
        slip("not scaled", instead=_dropout_variant("not scaled")).asks(
            "What is the mean of a unit's output now, over many masks?"
        ),
        slip("active when evaluating", instead=_dropout_variant("active when evaluating")).asks(
            "Should two evaluations of the same image give two answers?"
        ),
        slip("scaled when evaluating", instead=_dropout_variant("scaled when evaluating")).asks(
            "Which of the two passes does inverted dropout leave alone?"
        ),
        slip("multiplied by the share kept", instead=_dropout_variant("by the share kept")).asks(
            "With half of the units silent, must the others speak up or down?"
        ),
        slip("divided by the share dropped", instead=_dropout_variant("by the share dropped")).asks(
            "If p is tiny, by how much should the surviving units change?"
        ),
        slip("the wrong ones silenced", instead=_dropout_variant("wrong ones")).asks(
            "Of uniform numbers, which share lies below p, and is that the share to silence?"
        ),
        slip("p taken for the share kept", instead=_dropout_variant("share kept")).asks(
            "Is p the share that is silenced here, or the share that survives?"
        ),
        slip("one mask for the whole batch", instead=_dropout_variant("one mask for all")).asks(
            "Does every sample have its own row in U?"
        ),
        slip("nobody silenced", instead=_dropout_variant("silenced only")).asks(
            "What does a silenced unit give?"
        ),
    ],
)
