"""Write loss and gradients: cross-entropy with a penalty on the weights, by all four arrays."""

from functools import partial

import numpy as np

from bplib.activations import softmax
from bplib.course.checks import Function, slip
from bplib.course.exercises.lesson_20_capstone.classifier_forward import classifier_forward
from bplib.course.exercises.lesson_20_capstone.shared import (
    PARTS,
    gradient_cases,
    of_the_delta,
    off_in_columns,
    penalised,
    through_softmax,
)
from bplib.losses import one_hot


def classifier_gradients(
    X,
    y,
    W1,
    b1,
    W2,
    b2,
    l2,
    *,
    forward=classifier_forward,
    target=one_hot,
    cost=penalised,
    delta=lambda P, Y: (P - Y) / len(P),
    early=False,
    bend=lambda dA1, A1: dA1 * (A1 > 0),
    into=lambda A1, X, W1, b1: A1,
    over=np.sum,
    felt=lambda l2, N: (l2, 0.0),
):
    """Return the loss, dW1, db1, dW2 and db2."""
    A1, P = forward(X, W1, b1, W2, b2)
    dZ2 = delta(P, target(y, len(b2)).astype(P.dtype))  # float32 stays float32
    dW2 = into(A1, X, W1, b1).T @ dZ2
    dZ1 = bend(dZ2 @ (W2 - dW2 if early else W2).T, A1)
    l2_W, l2_b = felt(l2, len(y))
    loss = cost(P[np.arange(len(y)), y], W1, W2, l2)
    dW1, db1 = X.T @ dZ1 + l2_W * W1, over(dZ1, axis=0) + l2_b * b1
    dW2, db2 = dW2 + l2_W * W2, over(dZ2, axis=0) + l2_b * b2
    return loss, dW1, db1, dW2, db2


EXERCISE = Function(
    classifier_gradients,
    gradient_cases,
    title="Write loss and gradients",
    points=5,
    difficulty=4,
    read_again=PARTS,
    slips=[
        slip("1/N missing", delta=lambda P, Y: P - Y).asks(
            "If every image is given twice, should the gradient double?"
        ),
        slip("1/N again", bend=lambda dA1, A1: dA1 * (A1 > 0) / len(A1)).asks(
            "How often does the chain from the loss to W1 pass the mean over the samples?"
        ),
        slip("divided by the classes", delta=lambda P, Y: (P - Y) / P.size).asks(
            "Over what does the loss average: samples, classes, or both?"
        ),
        slip("classes counted from the labels", target=lambda y, C: one_hot(y, y.max() + 1)).asks(
            "What if no sample of the batch is of the last class?"
        ),
        slip("labels not subtracted", delta=lambda P, Y: P / len(P)).asks(
            "What is the delta of an output that is already right?"
        ),
        slip(
            "softmax over the samples",
            forward=partial(classifier_forward, probabilities=lambda Z: softmax(Z.T).T),
        ).asks("Whose probabilities should add up to 1: those of a row, or those of a column?"),
        slip("softmax's slope kept", delta=through_softmax).asks(
            "How much of the softmax's slope is left when the cross-entropy is behind it?"
        ),
        slip("slope forgotten", bend=lambda dA1, A1: dA1).asks(
            "What stands between A1 and Z1 on the way back?"
        ),
        slip("mask on the upstream", bend=lambda dA1, A1: dA1 * (dA1 > 0)).asks(
            "Does a ReLU on its way back look at what it let through, or at what comes back?"
        ),
        slip("W2 moved too early", early=True).asks("Which W2 did the forward pass use?"),
        slip("bias mean for sum", over=np.mean).asks(
            "The 1/N is in the delta already. What remains to be done with its rows?"
        ),
        slip("penalty forgotten", felt=lambda l2, N: (0.0, 0.0)).asks(
            "The loss contains all weights once more. Does your gradient?"
        ),
        slip("penalty doubled", felt=lambda l2, N: (2 * l2, 0.0)).asks(
            "What is the derivative of l2/2 · w²?"
        ),
        slip("penalty over N", felt=lambda l2, N: (l2 / N, 0.0)).asks(
            "Does the penalty get smaller when there are more images?"
        ),
        slip("penalty on biases", felt=lambda l2, N: (l2, l2)).asks(
            "Over which arrays does the penalty sum?"
        ),
        slip(
            "penalty not in the loss",
            cost=lambda of_truth, W1, W2, l2: penalised(of_truth, W1, W2, 0.0),
        ).asks("Your gradients contain the penalty. Does your loss?"),
        slip("sum for mean in the loss", cost=partial(penalised, over=np.sum)).asks(
            "Is the loss that you return the one whose gradient you return?"
        ),
        slip("one of ten classes", target=lambda y, C: np.eye(10)[y]).asks(
            "How many classes has this net: how many columns has P?"
        ),
        slip("1 taken off in whole columns", delta=off_in_columns).asks(
            "In a batch of three labels, from how many entries of P is 1 taken off?"
        ),
        slip("P overwritten before the loss", cost=of_the_delta).asks(
            "What does P hold when your loss looks at it?"
        ),
        slip("penalty not halved", cost=lambda p, W1, W2, l2: penalised(p, W1, W2, 2 * l2)).asks(
            "Which factor stands in front of the squares in the loss?"
        ),
        slip("tanh's slope", bend=lambda dA1, A1: dA1 * (1 - A1**2)).asks(
            "Of which activation is that the slope?"
        ),
        slip("sigmoid's slope", bend=lambda dA1, A1: dA1 * A1 * (1 - A1)).asks(
            "Of which activation is that the slope: does it have a largest value?"
        ),
        slip("sums for activations", into=lambda A1, X, W1, b1: X @ W1 + b1).asks(
            "Which of the two does W2 multiply on the way forward, Z1 or A1?"
        ),
    ],
)
