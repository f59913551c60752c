"""Normalise a batch: every column to mean 0 and variance 1, then stretched and shifted."""

import numpy as np

from bplib.course.checks import Function, call_case, slip
from bplib.course.exercises.lesson_15_keeping_gradients_alive.shared import batch


def batchnorm_forward(
    Z,
    gamma,
    beta,
    eps,
    *,
    axis=0,
    averaged=np.mean,
    centred=np.subtract,
    spread=lambda variance, eps: np.sqrt(variance + eps),
):
    """Return gamma Z_hat + beta, Z_hat = (Z - mean) / sqrt(variance + eps) by column."""
    mean = Z.mean(axis=axis, keepdims=True)
    variance = averaged((Z - mean) ** 2, axis=axis, keepdims=True)
    Z_hat = centred(Z, mean) / spread(variance, eps)
    return gamma * Z_hat + beta


def cases(rng):
    """Draw four batches, one of a single sample; eps is large enough to be felt in the others."""

    def case(note, samples, units, eps):
        return call_case(
            note,
            Z=batch(rng, samples, units),
            gamma=rng.choice([-1, 1], units) * rng.uniform(0.5, 2, units),
            beta=rng.normal(size=units) + 0.3,
            eps=eps,
        )

    return [
        case("five samples, three units", 5, 3, 0.05),
        case("four samples, six units", 4, 6, 0.2),
        case("seven samples, two units", 7, 2, 1e-3),
        case("a single sample", 1, 5, 0.5),
    ]


def over_one_less(squares, **which):
    """Divide a sum of squares by one less than there are."""
    return squares.sum(**which) / (len(squares) - 1)


EXERCISE = Function(
    batchnorm_forward,
    cases,
    title="Normalise a batch",
    points=2,
    difficulty=2,
    core=True,
    read_again="Repair: batch normalisation",
    slips=[
        slip("divided by N − 1", averaged=over_one_less).asks(
            "Which average of squares does the specification name?"
        ),
        slip("by row", axis=1).asks(
            "Is a unit compared with the other units, or with itself on other samples?"
        ),
        slip("one mean for the whole array", axis=None).asks(
            "After your function, does every single column have mean beta?"
        ),
        slip("eps outside the root", spread=lambda variance, eps: np.sqrt(variance) + eps).asks(
            "What exactly stands under the root?"
        ),
        slip("eps left out", spread=lambda variance, eps: np.sqrt(variance)).asks(
            "What happens to a unit that gives the same value for every sample?"
        ),
        slip("divided by the variance", spread=lambda variance, eps: variance + eps).asks(
            "If Z is in metres, which unit should Z_hat have?"
        ),
        slip("mean not taken off", centred=lambda Z, mean: Z).asks(
            "Where does the mean of a column lie after normalising?"
        ),
        slip(
            "beta before gamma", given=lambda Z, gamma, beta, eps: (Z, gamma, gamma * beta, eps)
        ).asks("With gamma = 0, what should be left?"),
        slip("gamma and beta unused", given=lambda Z, gamma, beta, eps: (Z, 1.0, 0.0, eps)).asks(
            "Which two arguments have you not used?"
        ),
        slip("squares added", averaged=np.sum).asks(
            "Does the variance of a unit grow with the batch?"
        ),
        slip("ε of 1e-5 always", given=lambda Z, gamma, beta, eps: (Z, gamma, beta, 1e-5)).asks(
            "Which ε is your function handed?"
        ),
        slip("ε of 1e-8 always", given=lambda Z, gamma, beta, eps: (Z, gamma, beta, 1e-8)).asks(
            "Which ε is your function handed, and how large is it?"
        ),
    ],
)
