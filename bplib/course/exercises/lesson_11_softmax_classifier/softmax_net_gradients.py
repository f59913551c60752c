"""Backward pass."""

from typing import Any

import numpy as np

from bplib.activations import relu, softmax
from bplib.course.checks import Case, Function, call_case, slip
from bplib.course.exercises.lesson_11_softmax_classifier.shared import SHAPES, _problem
from bplib.course.experiments.lesson_11 import OTHER_PASSES
from bplib.losses import one_hot


def softmax_net_gradients(
    X: Any, y: Any, W1: Any, b1: Any, W2: Any, b2: Any, l2: float
) -> tuple[Any, Any, Any, Any]:
    """Return dW1, db1, dW2, db2 of the penalised cross-entropy."""
    A1 = relu(X @ W1 + b1)
    P = softmax(A1 @ W2 + b2)
    delta2 = (P - one_hot(y, P.shape[1])) / len(X)
    delta1 = delta2 @ W2.T * (A1 > 0)
    return (
        *(X.T @ delta1 + l2 * W1, delta1.sum(axis=0)),
        *(A1.T @ delta2 + l2 * W2, delta2.sum(axis=0)),
    )


def _gradient_cases(rng: np.random.Generator) -> list[Case]:
    cases = []
    for shape, penalised in zip(SHAPES, (False, True, True, True), strict=True):
        l2 = float(rng.uniform(0.05, 0.5)) if penalised else 0.0
        note = "with a penalty" if penalised else "no penalty"
        cases.append(call_case(note, **_problem(rng, shape), l2=l2))
    return cases


EXERCISE = Function(
    softmax_net_gradients,
    _gradient_cases,
    title="Backward pass",
    points=4,
    difficulty=3,
    minutes=8,
    read_again="By hand: forward, delta, gradients, update",
    slips=[
        slip("penalty forgotten", instead=OTHER_PASSES.__getitem__("penalty forgotten")).asks(
            "What does the penalty add to the slope?"
        ),
        slip("penalty twice", instead=OTHER_PASSES.__getitem__("penalty twice")).asks(
            "What is the derivative of l2/2 times w²?"
        ),
        slip("penalty on one layer", instead=OTHER_PASSES.__getitem__("penalty on one layer")).asks(
            "Which weights does the penalty of this loss contain?"
        ),
        slip(
            "penalty on the biases", instead=OTHER_PASSES.__getitem__("penalty on the biases")
        ).asks("Which arrays does the sum in the penalty leave out?"),
        slip("penalty divided by N", instead=OTHER_PASSES.__getitem__("penalty divided by N")).asks(
            "Which of the two terms of the loss is a mean over the images?"
        ),
        slip("1/N missing", instead=OTHER_PASSES.__getitem__("1/N missing")).asks(
            "Is the loss a sum over the images, or their mean?"
        ),
        slip("1/N twice", instead=OTHER_PASSES.__getitem__("1/N twice")).asks(
            "Is 1/N not in the delta already that arrives at the first layer?"
        ),
        slip("targets forgotten", instead=OTHER_PASSES.__getitem__("targets forgotten")).asks(
            "Where do the labels enter your backward pass?"
        ),
        slip(
            "softmax differentiated twice",
            instead=OTHER_PASSES.__getitem__("softmax differentiated twice"),
        ).asks("P − Y is the slope by which quantity: by P, or already by the logits?"),
        slip("bias mean for sum", instead=OTHER_PASSES.__getitem__("bias mean for sum")).asks(
            "The delta holds its 1/N. How do its rows become one bias gradient?"
        ),
        slip(
            "slope of the ReLU forgotten",
            instead=OTHER_PASSES.__getitem__("slope of the ReLU forgotten"),
        ).asks("What did a unit contribute to the loss whose sum was negative?"),
        slip("mask on the gradient", instead=OTHER_PASSES.__getitem__("mask on the gradient")).asks(
            "Does a ReLU ask for the sign of what went forward, or of what comes back?"
        ),
        slip("output for slope", instead=OTHER_PASSES.__getitem__("output for slope")).asks(
            "How steep is a ReLU at 2, and how steep at 3?"
        ),
        slip(
            "bias left out of the mask",
            instead=OTHER_PASSES.__getitem__("bias left out of the mask"),
        ).asks("Which number decides whether a unit is on?"),
    ],
)
