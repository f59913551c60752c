"""Give softmax regression's gradients when half the sum of squared weights, times l2, is added."""

import numpy as np

from bplib.activations import softmax
from bplib.course.checks import Function, call_case, slip
from bplib.course.exercises.lesson_18_generalisation.shared import BY_HAND
from bplib.losses import one_hot


def penalised_gradients(
    X,
    Y,
    W,
    b,
    l2,
    *,
    soft=softmax,
    count=lambda X, Y: len(X),
    pull=lambda W, N: W,
    pull_b=np.zeros_like,
    total=np.sum,
    error=lambda P, Y: P - Y,
):
    """Return (dW, db) of mean cross-entropy + l2/2 * sum of W**2 for softmax regression."""
    dZ = error(soft(X @ W + b), Y) / count(X, Y)
    dW = X.T @ dZ + l2 * pull(W, len(X))
    db = total(dZ, axis=0) + l2 * pull_b(b)
    return dW, db


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


def by_columns(Z):
    """Divide by the sums of the columns what was shifted by rows."""
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    return E / E.sum(axis=0)


EXERCISE = Function(
    penalised_gradients,
    cases,
    title="The gradient with an L2 penalty",
    points=2,
    difficulty=1,
    read_again=BY_HAND,
    met={"dZ": "the slope by the logits"},
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
        slip("sum for mean", count=lambda X, Y: 1).asks(
            "Is the data's part of the loss a sum over the samples, or a mean?"
        ),
        slip("length for its square", pull=lambda W, N: W / np.linalg.norm(W)).asks(
            "Is the penalty the length of W, or half its square?"
        ),
        slip("divided by the classes too", count=lambda X, Y: Y.size).asks(
            "Over what does the loss average: samples, classes, or both?"
        ),
        slip("columns' sums in the softmax", soft=by_columns).asks(
            "Whose probabilities add up to 1: those of a row, or those of a column?"
        ),
        slip("softmax over the samples", soft=lambda Z: softmax(Z.T).T).asks(
            "Over which axis is the largest logit taken, and over which the sum?"
        ),
        slip("bias mean for sum", total=np.mean).asks(
            "Where is 1/N already, before the rows become one bias gradient?"
        ),
        slip("logits for probabilities", soft=np.positive).asks(
            "What lies between the sums and the loss?"
        ),
        slip("a sigmoid for each class", soft=lambda Z: 0.5 + 0.5 * np.tanh(Z / 2)).asks(
            "Do the probabilities of a row add up to 1?"
        ),
        slip("squares for weights", pull=lambda W, N: W**2).asks("What is the derivative of w²/2?"),
        slip("P (1 − P) once more", error=lambda P, Y: (P - Y) * P * (1 - P)).asks(
            "P − Y is the slope by which quantity: by P, or already by the logits?"
        ),
        slip("divided by the classes", count=lambda X, Y: Y.shape[1]).asks(
            "Over what does the loss average: samples or classes?"
        ),
    ],
)
