"""Give softmax regression's gradients when half the sum of squared weights, times l2, is added."""

import numpy as np

from bplib.activations import softmax
from bplib.course.checks import Function, call_case, slip
from bplib.course.exercises.lesson_14_generalisation.shared import BY_HAND
from bplib.losses import one_hot


def penalised_gradients(X, Y, W, b, l2, *, samples=len, pull=lambda W, N: W, pull_b=np.zeros_like):
    """Return (dW, db) of mean cross-entropy + l2/2 * sum of W**2 for softmax regression."""
    dZ = (softmax(X @ W + b) - Y) / samples(X)
    return X.T @ dZ + l2 * pull(W, len(X)), dZ.sum(axis=0) + l2 * pull_b(b)


def cases(rng):
    """Draw weights, biases and samples of four sizes, one of a single sample, one unpenalised."""

    def case(note, N, D, C, l2):
        return call_case(
            note,
            X=rng.normal(size=(N, D)),
            Y=one_hot(rng.permutation(np.arange(N) % C), C),
            W=rng.normal(size=(D, C)),
            b=rng.choice([-1.0, 1.0], C) * rng.uniform(0.5, 1.5, C),
            l2=l2,
        )

    return [
        case("five samples", 5, 3, 4, float(rng.uniform(0.1, 0.3))),
        case("seven samples of one feature", 7, 1, 3, float(rng.uniform(0.4, 0.9))),
        case("a single sample", 1, 6, 5, float(rng.uniform(0.05, 0.1))),
        case("no penalty", 6, 4, 2, 0.0),
    ]


EXERCISE = Function(
    penalised_gradients,
    cases,
    title="The gradient with an L2 penalty",
    points=2,
    difficulty=2,
    minutes=4,
    read_again=BY_HAND,
    slips=[
        slip("penalty forgotten", pull=lambda W, N: 0).asks(
            "How does your answer change when l2 doubles?"
        ),
        slip("factor 2", pull=lambda W, N: 2 * W).asks(
            "Which factor stands in front of the squares so that none is left in the slope?"
        ),
        slip("half kept", pull=lambda W, N: W / 2).asks("What is the derivative of w²/2?"),
        slip("biases pulled too", pull_b=np.copy).asks(
            "Which arrays does the sum of squares run over?"
        ),
        slip("divided by N", pull=lambda W, N: W / N).asks(
            "Is the penalty inside the mean over the samples, or beside it?"
        ),
        slip("sign", pull=lambda W, N: -W).asks(
            "Descent subtracts this gradient. Do the weights shrink then, or grow?"
        ),
        slip("absolute values", pull=lambda W, N: np.sign(W)).asks(
            "Should a large weight be pulled no harder than a small one?"
        ),
        slip("loss for its slope", pull=lambda W, N: np.sum(W**2) / 2).asks(
            "Did you add the penalty's derivative by W, or the penalty?"
        ),
        slip("sum for mean", samples=lambda X: 1).asks(
            "Is the data's part of the loss a sum over the samples, or a mean?"
        ),
    ],
)
