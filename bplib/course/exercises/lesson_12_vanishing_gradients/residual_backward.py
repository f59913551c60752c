"""Go back through a residual block."""

from collections.abc import Callable
from typing import Any

import numpy as np

from bplib.course.checks import Case, Function, call_case, slip
from bplib.course.exercises.lesson_12_vanishing_gradients.shared import Triple


def residual_backward(dA: Any, A_prev: Any, W: Any, slope: Any, scale: float) -> Triple:
    """Return (dZ, dW, dA_prev) of the block A = A_prev + scale f(A_prev W)."""
    dZ = scale * dA * slope
    dW = np.swapaxes(A_prev, -1, -2) @ dZ
    dA_prev = dA + dZ @ np.swapaxes(W, -1, -2)
    return dZ, dW, dA_prev


def _residual_variant(kind: str) -> Callable[..., Triple]:
    """Return the block's backward with one mistake."""

    def backward(dA: Any, A_prev: Any, W: Any, slope: Any, scale: float) -> Triple:
        branch = dA if kind == "no scale" else scale * dA
        dZ = branch if kind == "no slope" else branch * slope
        dW = A_prev.T @ dZ
        if kind == "mean":
            dW = dW / len(dA)
        identity = {
            "no identity": 0.0,
            "scaled identity": scale * dA,
            "bent identity": slope * dA,
            "delta for upstream": dZ,
        }.get(kind, dA)
        through = dZ @ (W if kind == "not transposed" else W.T)
        return dZ, dW, identity + (0.0 if kind == "no branch" else through)

    return backward


def _residual_cases(rng: np.random.Generator) -> list[Case]:
    def case(note: str, samples: int, width: int, scale: float) -> Case:
        return call_case(
            note,
            dA=rng.normal(size=(samples, width)),
            A_prev=rng.normal(size=(samples, width)),
            W=rng.normal(size=(width, width)),
            slope=rng.uniform(0.1, 0.9, (samples, width)),
            scale=scale,
        )

    return [
        case("five samples, three wide", 5, 3, float(rng.uniform(0.3, 0.7))),
        case("two samples, six wide", 2, 6, 1.0),
        case("four samples, five wide", 4, 5, float(rng.uniform(1.3, 2.0))),
        case("one sample", 1, 4, float(rng.uniform(0.1, 0.25))),
    ]


EXERCISE = Function(
    residual_backward,
    _residual_cases,
    title="Go back through a residual block",
    points=2,
    difficulty=3,
    minutes=5,
    read_again="Repair: residual connections",
    slips=[
        slip("identity path forgotten", instead=_residual_variant("no identity")).asks(
            "By how many roads does A_prev reach A?"
        ),
        slip("branch forgotten", instead=_residual_variant("no branch")).asks(
            "Does A_prev reach A only by the short road?"
        ),
        slip("scale forgotten", instead=_residual_variant("no scale")).asks(
            "What does a branch that is multiplied by 0.1 contribute to the loss?"
        ),
        slip("identity scaled too", instead=_residual_variant("scaled identity")).asks(
            "Which of the two terms of A is multiplied by the scale?"
        ),
        slip("slope forgotten", instead=_residual_variant("no slope")).asks(
            "What stands between Z and the branch's output?"
        ),
        slip("slope on the identity path", instead=_residual_variant("bent identity")).asks(
            "Does the short road pass through f?"
        ),
        slip("weights not transposed", instead=_residual_variant("not transposed")).asks(
            "W is square, so both orders run. Which index of W does ∂L/∂Z have?"
        ),
        slip(
            "delta added for the upstream gradient", instead=_residual_variant("delta for upstream")
        ).asks("What arrives at the plus sign from above, ∂L/∂A or ∂L/∂Z?"),
        slip("mean for sum", instead=_residual_variant("mean")).asks(
            "Where is the 1/N of the loss already?"
        ),
    ],
)
