"""Silence the units whose random number lies below p, so that the mean output stays the same."""

import numpy as np

from bplib.course.checks import IN_PLACE, Function, call_case, slip
from bplib.course.exercises.lesson_18_generalisation.shared import BY_HAND, strata


def inverted_dropout(
    A,
    U,
    p,
    training,
    *,
    mask=lambda U, p: U >= p,
    share=lambda p, kept: 1 - p,
    evaluated=lambda A, p: A,
):
    """Return A with the units where U < p silenced and the others divided by 1 - p."""
    if not training:
        return evaluated(A, p)
    kept = mask(U, p)
    return A * kept / share(p, kept)


def cases(rng):
    """Draw outputs far from zero, to train and to evaluate; one number in `U` is exactly p."""

    def case(note, N, n, p, training):
        A = rng.choice([-1.0, 1.0], (N, n)) * rng.uniform(0.5, 2.0, (N, n))
        U = strata(rng, N, n)
        U.flat[rng.integers(U.size)] = p
        return call_case(note, A=A, U=U, p=p, training=training)

    few, many = rng.integers(13, 26) / 64, rng.integers(39, 52) / 64  # exact in single precision

    return [
        case("training", 5, 4, few, True),
        case("evaluating", 3, 4, few, False),
        case("training, most of them silenced", 4, 6, many, True),
        case("evaluating a single sample", 1, 5, many, False),
        case("training on a single sample, nothing silenced", 1, 5, 0.0, True),
    ]


EXERCISE = Function(
    inverted_dropout,
    cases,
    title="Silence units at random",
    points=2,
    core=True,
    difficulty=2,
    read_again=BY_HAND,
    pure=True,
    slips=[
        slip("not scaled", share=lambda p, kept: 1.0).asks(
            "What is the mean of a unit's output now, over many masks?"
        ),
        slip("active when evaluating", given=lambda A, U, p, training: (A, U, p, True)).asks(
            "Should two evaluations of the same image give two answers?"
        ),
        slip(
            "scaled when evaluating", share=lambda p, kept: 1.0, evaluated=lambda A, p: A * (1 - p)
        ).asks("Which of the two passes does inverted dropout leave alone?"),
        slip("multiplied by the share kept", share=lambda p, kept: 1 / (1 - p)).asks(
            "With half of the units silent, must the others speak up or down?"
        ),
        slip("divided by the share dropped", share=lambda p, kept: p).asks(
            "If p is tiny, by how much should the surviving units change?"
        ),
        slip("divided by p where it is not 0", share=lambda p, kept: p or 1.0).asks(
            "If p is tiny, by how much should the surviving units change?"
        ),
        slip("the wrong ones silenced", mask=lambda U, p: U < p).asks(
            "Of uniform numbers, which share lies below p, and is that the share to silence?"
        ),
        slip(
            "p taken for the share kept", given=lambda A, U, p, training: (A, U, 1 - p, training)
        ).asks("Is p the share that is silenced here, or the share that survives?"),
        slip("number equal to p", mask=lambda U, p: U > p).asks(
            "Is a unit silenced whose number is exactly p?"
        ),
        slip("one mask for the whole batch", mask=lambda U, p: U[0] >= p).asks(
            "Does every sample have its own row in U?"
        ),
        slip("nobody silenced", mask=lambda U, p: np.where(U >= p, 1 - p, 1.0)).asks(
            "What does a silenced unit give?"
        ),
        IN_PLACE.asks("Who else still holds the A that your function has just written to?"),
        slip("divided by the share that survived", share=lambda p, kept: kept.mean()).asks(
            "Which number does the statement divide by: one of this mask, or of all masks?"
        ),
        slip("upper numbers silenced", mask=lambda U, p: U < 1 - p).asks(
            "Which numbers silence a unit here: those below p, or as many at the other end?"
        ),
        slip("one number for a sample", mask=lambda U, p: U[:, :1] >= p).asks(
            "Does every unit of a sample have a number of its own in U?"
        ),
        slip("scaled in both passes", evaluated=lambda A, p: A * (1 - p)).asks(
            "Which of the two passes does inverted dropout leave alone?"
        ),
        slip("root of the share", share=lambda p, kept: np.sqrt(1 - p)).asks(
            "What is the mean of a unit's output over many masks: is it what it was?"
        ),
        slip(
            "p taken for the share kept, those below p",
            mask=lambda U, p: U < p,
            share=lambda p, kept: p or 1.0,
        ).asks("Is p the share that is silenced here, or the share that survives?"),
    ],
)
