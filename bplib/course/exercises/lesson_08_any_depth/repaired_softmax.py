"""Repair the way back through a softmax, in which a check with ones for dA finds nothing wrong."""

import numpy as np

from bplib.activations import softmax
from bplib.course.checks import Function, call_case, slip
from bplib.course.exercises.lesson_08_any_depth.shared import signed


def repaired_softmax(
    Z, dA, *, own=lambda A: A, mean=lambda A, dA: (A * dA).sum(axis=1, keepdims=True)
):
    """Return dL/dZ from dL/dA, where A is the softmax of each row of Z."""
    A = softmax(Z)
    return own(A) * (dA - mean(A, dA))


def cases(rng):
    """Draw five batches, one of them square, and one of a single sample."""
    return [
        call_case(
            f"{N} sample{'s' * (N > 1)}, {C} classes", Z=signed(rng, (N, C)), dA=signed(rng, (N, C))
        )
        for N, C in ((4, 3), (1, 5), (3, 4), (5, 2), (3, 3))
    ]


EXERCISE = Function(
    repaired_softmax,
    cases,
    title="Repair a softmax that passed with ones",
    points=2,
    difficulty=3,
    read_again="A step that mixes a row",
    slips=[
        slip("not repaired", mean=lambda A, dA: dA.mean(axis=1, keepdims=True)).asks(
            "With which weights do the entries of dA count in the sum over a row?"
        ),
        slip("diagonal only", mean=lambda A, dA: A * dA).asks(
            "When one logit grows, what happens to the probabilities of the other classes?"
        ),
        slip("sum without weights", mean=lambda A, dA: dA.sum(axis=1, keepdims=True)).asks(
            "Does a class of probability 0 have as much say in the sum as one of 0.9?"
        ),
        slip(
            "mean of the weighted entries",
            mean=lambda A, dA: (A * dA).mean(axis=1, keepdims=True),
        ).asks("The probabilities already add up to 1. What does your mean divide by?"),
        slip("own probability forgotten", own=np.ones_like).asks(
            "Should a logit whose probability is almost 0 get a large gradient?"
        ),
        slip("summed over the samples", mean=lambda A, dA: (A * dA).sum(axis=0)).asks(
            "Along which axis do the probabilities of one sample lie?"
        ),
        slip("one sum for the whole batch", mean=lambda A, dA: (A * dA).sum()).asks(
            "Should the gradient of one sample depend on the other samples?"
        ),
        slip(
            "softmax over the samples",
            given=lambda Z, dA: (Z.T, dA.T),
            result=np.transpose,
        ).asks("Which numbers of A should add up to 1?"),
        slip("sign", result=np.negative).asks(
            "Where dA is largest in a row, should dZ be positive or negative?"
        ),
    ],
)
