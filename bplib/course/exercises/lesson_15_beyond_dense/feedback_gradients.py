"""Send the error back through random weights."""

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np

from bplib.course.checks import Case, Function, call_case, slip
from bplib.course.exercises.lesson_15_beyond_dense.shared import OTHERS


def feedback_gradients(dZ: Any, Bs: Any, inputs: Any, slopes: Any) -> list[Any]:
    """Return dW of layers 1 to L, with B in place of W on the way back."""
    dWs = [np.swapaxes(inputs[-1], -1, -2) @ dZ]
    for B, A_prev, slope in zip(reversed(Bs), reversed(inputs[:-1]), reversed(slopes), strict=True):
        dZ = (dZ @ np.swapaxes(B, -1, -2)) * slope
        dWs.insert(0, np.swapaxes(A_prev, -1, -2) @ dZ)
    return dWs


def _feedback_variant(kind: str) -> Callable[..., list[Any]]:
    """Return the way back with one mistake."""

    def gradients(dZ: Any, Bs: Any, inputs: Any, slopes: Any) -> list[Any]:
        dWs = [inputs[-1].T @ dZ]
        for layer in range(len(Bs) - 1, -1, -1):
            B = np.sign(Bs[layer]) if kind == "signs" else Bs[layer]
            through = dZ @ (B if kind == "not transposed" else B.T)
            bent = through * slopes[layer]
            dWs.insert(0, inputs[layer].T @ (through if kind == "no slope" else bent))
            dZ = through if kind in ("no slope", "slope not passed on") else bent
        if kind == "averaged":
            dWs = [dW / len(dZ) for dW in dWs]
        if kind == "reversed":
            dWs = dWs[::-1]
        if kind == "last layer only":
            dWs = [0 * dW for dW in dWs[:-1]] + dWs[-1:]
        return [dW.T for dW in dWs] if kind == "dW transposed" else dWs

    return gradients


def _feedback_cases(rng: np.random.Generator) -> list[Case]:
    def case(note: str, samples: int, *sizes: int) -> Case:
        pairs = list(pairwise(sizes[1:]))
        return call_case(
            note,
            dZ=rng.normal(size=(samples, sizes[-1])),
            Bs=[rng.normal(size=pair) for pair in pairs],
            inputs=[rng.normal(size=(samples, size)) for size in sizes[:-1]],
            slopes=[rng.uniform(0.1, 0.9, (samples, size)) for size in sizes[1:-1]],
        )

    return [
        case("three layers", 5, 3, 4, 6, 2),
        case("three layers, as wide as each other", 4, 3, 5, 5, 5),
        case("four layers", 3, 2, 5, 4, 7, 6),
        case("three layers, narrowing", 6, 7, 5, 4, 3),
    ]


EXERCISE = Function(
    feedback_gradients,
    _feedback_cases,
    title="Send the error back through random weights",
    points=2,
    difficulty=3,
    minutes=6,
    read_again=OTHERS,
    slips=[
        slip("slope forgotten", instead=_feedback_variant("no slope")).asks(
            "Which factor of backpropagation does feedback alignment replace, and which not?"
        ),
        slip("slope not passed on", instead=_feedback_variant("slope not passed on")).asks(
            "Is what goes one layer further down taken before the slope or after it?"
        ),
        slip("B not transposed", instead=_feedback_variant("not transposed")).asks(
            "B has the shape of W. Which way does a delta go through W?"
        ),
        slip("signs only", instead=_feedback_variant("signs")).asks(
            "That is another method. Which numbers does this one send the delta through?"
        ),
        slip("averaged again", instead=_feedback_variant("averaged")).asks(
            "Where is the 1/N of the loss: already in dZ, or still to come?"
        ),
        slip("layers in reverse order", instead=_feedback_variant("reversed")).asks(
            "Which layer's gradient comes first in the list that is asked for?"
        ),
        slip("dW transposed", instead=_feedback_variant("dW transposed")).asks(
            "Which shape has the W of a layer, inputs first or outputs first?"
        ),
        slip("last layer only", instead=_feedback_variant("last layer only")).asks(
            "That is the frozen control. What do the layers below learn?"
        ),
    ],
)
