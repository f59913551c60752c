"""Send the error back through random weights: backpropagation with B where W stood."""

from itertools import pairwise

import numpy as np

from bplib.course.checks import Function, call_case, slip
from bplib.course.exercises.lesson_19_beyond_dense.shared import OTHERS


def feedback_gradients(
    dZ,
    Bs,
    inputs,
    slopes,
    *,
    back=lambda dZ, B: dZ @ B.T,
    bend=np.multiply,
    passed=lambda dA, dZ: dZ,
    over=lambda dZ: 1,
):
    """Return dW of layers 1 to L, with B in place of W on the way back."""
    dWs = [inputs[-1].T @ dZ]
    below = list(zip(Bs, inputs[:-1], slopes, strict=True))
    for B, A_prev, slope in reversed(below):
        dA = back(dZ, B)
        dZ = bend(dA, slope)
        dWs.insert(0, A_prev.T @ dZ / over(dZ))
        dZ = passed(dA, dZ)
    return dWs


def cases(rng):
    """Draw one to four layers; where all are as wide as each other, shapes say nothing."""

    def case(note, samples, *sizes):
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
        case("four layers, one of a single unit", 3, 2, 5, 1, 7, 6),
        case("two layers, one sample", 1, 7, 5, 4),
        case("a single layer", 4, 3, 2),
    ]


EXERCISE = Function(
    feedback_gradients,
    cases,
    title="Send the error back through random weights",
    points=2,
    difficulty=2,
    core=True,
    read_again=OTHERS,
    slips=[
        slip("slope forgotten", bend=lambda dA, slope: dA).asks(
            "Which factor of backpropagation does feedback alignment replace, and which not?"
        ),
        slip("slope not passed on", passed=lambda dA, dZ: dA).asks(
            "Is what goes one layer further down taken before the slope or after it?"
        ),
        slip("B not transposed", back=lambda dZ, B: dZ @ B).asks(
            "B has the shape of W. Which way does a delta go through W?"
        ),
        slip("signs only", back=lambda dZ, B: dZ @ np.sign(B).T).asks(
            "That is another method. Which numbers does this one send the delta through?"
        ),
        slip("averaged again", given=lambda dZ, *rest: (dZ / len(dZ), *rest)).asks(
            "Where is the 1/N of the loss: already in dZ, or still to come?"
        ),
        slip("layers in reverse order", result=lambda dWs: dWs[::-1]).asks(
            "Which layer's gradient comes first in the list that is asked for?"
        ),
        slip("dW transposed", result=lambda dWs: [dW.T for dW in dWs]).asks(
            "Which shape has the W of a layer, inputs first or outputs first?"
        ),
        slip("last layer only", result=lambda dWs: [*(0 * dW for dW in dWs[:-1]), dWs[-1]]).asks(
            "That is the frozen control. What do the layers below learn?"
        ),
        slip(
            "B not transposed where it is square",
            back=lambda dZ, B: dZ @ (B if len(set(B.shape)) == 1 else B.T),
        ).asks(
            "Where a layer is as wide as the next, shapes say nothing. Which index of B is dZ's?"
        ),
        slip("slopes one layer off", given=lambda dZ, Bs, i, s: (dZ, Bs, i, [*s[1:], *s[:1]])).asks(
            "Whose slope stands between which two layers?"
        ),
        slip("averaged again below the last layer", over=len).asks(
            "Where is the 1/N of the loss: already in dZ, or still to come?"
        ),
    ],
)
