"""Teach a layer to guess its gradient: a linear guess now, one step of descent once dA is known."""

import numpy as np

from bplib.course.checks import Function, call_case, slip
from bplib.course.exercises.lesson_19_beyond_dense.shared import OTHERS


def synthetic_step(seen, dA, M, lr, *, gap=np.subtract, count=len, late=False):
    """Return (guess, new M): guess = seen M, M one step down 1/2 mean |guess - dA|^2."""
    guess = seen @ M
    new_M = M - lr * seen.T @ gap(guess, dA) / count(dA)
    guess = seen @ new_M if late else guess
    return guess, new_M


def cases(rng):
    """Draw three sizes, with more features than units and with fewer."""

    def case(note, samples, features, units):
        return call_case(
            note,
            seen=rng.normal(size=(samples, features)),
            dA=rng.normal(size=(samples, units)),
            M=rng.normal(size=(features, units)),
            lr=float(rng.uniform(0.1, 0.4)),
        )

    return [
        case("five samples, four features, three units", 5, 4, 3),
        case("one sample, six features, two units", 1, 6, 2),
        case("seven samples, two features, one unit", 7, 2, 1),
    ]


def solved_at_once(seen, dA, M, lr):
    """Return the guess, and the M whose guesses come nearest to dA."""
    return seen @ M, np.linalg.lstsq(seen, dA, rcond=None)[0]


EXERCISE = Function(
    synthetic_step,
    cases,
    title="Teach a layer to guess its gradient",
    points=2,
    difficulty=2,
    read_again=OTHERS,
    returns=("guess", "new M"),
    pure=True,
    slips=[
        slip("sum for mean", count=lambda dA: 1).asks(
            "Does your M take a longer step when the batch is longer?"
        ),
        slip("divided by units too", count=np.size).asks(
            "The mean runs over samples. Over what else does yours run?"
        ),
        slip("factor 2", gap=lambda guess, dA: 2 * (guess - dA)).asks(
            "What is the derivative of half a square?"
        ),
        slip("uphill", given=lambda seen, dA, M, lr: (seen, dA, M, -lr)).asks(
            "After your step, is the guess nearer to dA or further away?"
        ),
        slip("learning rate forgotten", given=lambda seen, dA, M, lr: (seen, dA, M, 1.0)).asks(
            "How does lr enter your step?"
        ),
        slip("guess after the step", late=True).asks(
            "The layer cannot wait for dA. With which M must its guess be made?"
        ),
        slip("guess not subtracted", gap=lambda guess, dA: -dA).asks(
            "Once the guess is perfect, should M still move?"
        ),
        slip("towards zero", gap=lambda guess, dA: guess).asks(
            "Which array is the guess compared with?"
        ),
        slip("gradient for the error", gap=lambda guess, dA: dA).asks(
            "Once the guess is perfect, should M still move?"
        ),
        slip("best M at once", instead=solved_at_once).asks(
            "Is the M asked for that fits this batch best, or one step on the way?"
        ),
    ],
)
