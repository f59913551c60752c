"""Go back through a residual block A = A_prev + scale f(A_prev W), by both of its routes."""

import numpy as np

from bplib.course.checks import Function, call_case, slip


def residual_backward(
    dA,
    A_prev,
    W,
    slope,
    scale,
    *,
    short=lambda dA, dZ, slope, scale: dA,
    long=lambda dZ, W: dZ @ W.T,
):
    """Return (dZ, dW, dA_prev) of the block."""
    dZ = scale * dA * slope
    dW = A_prev.T @ dZ
    dA_prev = short(dA, dZ, slope, scale) + long(dZ, W)
    return dZ, dW, dA_prev


def cases(rng):
    """Draw blocks of four widths, their branches weakened, whole or strengthened."""

    def case(note, samples, width, scale):
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


def into_the_upstream(answer):
    """Return an answer that adds the long route to the gradient that it was handed."""

    def in_place(dA, *others):
        *first, dA[...] = answer(dA, *others)
        return *first, dA

    return in_place


EXERCISE = Function(
    residual_backward,
    cases,
    title="Go back through a residual block",
    points=2,
    difficulty=3,
    core=True,
    read_again="Repair: residual connections",
    pure=True,
    slips=[
        slip("identity path forgotten", short=lambda dA, dZ, slope, scale: 0.0).asks(
            "By how many routes does A_prev reach A?"
        ),
        slip("branch forgotten", long=lambda dZ, W: 0.0).asks(
            "Does A_prev reach A only by the short route?"
        ),
        slip("scale forgotten", given=lambda *a: (*a[:-1], 1.0)).asks(
            "What does a branch that is multiplied by 0.1 contribute to the loss?"
        ),
        slip("identity scaled too", short=lambda dA, dZ, slope, scale: scale * dA).asks(
            "Which of the two terms of A is multiplied by the scale?"
        ),
        slip("slope forgotten", given=lambda *a: (*a[:-2], 1.0, a[-1])).asks(
            "What stands between Z and the branch's output?"
        ),
        slip("slope on the identity path", short=lambda dA, dZ, slope, scale: slope * dA).asks(
            "Does the short route pass through f?"
        ),
        slip("weights not transposed", long=np.matmul).asks(
            "W is square, so both orders run. Which index of W does ∂L/∂Z have?"
        ),
        slip("delta added for the upstream gradient", short=lambda dA, dZ, slope, scale: dZ).asks(
            "What arrives at the plus sign from above, ∂L/∂A or ∂L/∂Z?"
        ),
        slip("mean for sum", result=lambda out: (out[0], out[1] / len(out[0]), out[2])).asks(
            "Where is the 1/N of the loss already?"
        ),
        slip("changed in place", around=into_the_upstream).asks(
            "Who else still holds the dA that your function has just written to?"
        ),
    ],
)
