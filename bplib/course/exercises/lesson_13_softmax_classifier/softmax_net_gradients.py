"""Go back through softmax cross-entropy and a ReLU layer, with a penalty on the weights."""

import numpy as np

from bplib.activations import relu, softmax
from bplib.course.checks import Function, call_case, slip
from bplib.course.exercises.lesson_13_softmax_classifier.shared import SHAPES, problem
from bplib.losses import one_hot


def softmax_net_gradients(
    X,
    y,
    W1,
    b1,
    W2,
    b2,
    l2,
    *,
    target=one_hot,
    soft=softmax,
    through=lambda P, error: error,
    over=lambda X, P: len(X),
    slope=lambda Z1, b1, back: Z1 > 0,
    total=np.sum,
    penalised=(1, 0, 1, 0),
    given_on=lambda Z1, A1: A1,
):
    """Return dW1, db1, dW2, db2 of the penalised cross-entropy."""
    Z1 = X @ W1 + b1
    A1 = relu(Z1)
    P = soft(A1 @ W2 + b2)
    delta2 = through(P, P - target(y, P.shape[1])) / over(X, P)
    back = delta2 @ W2.T
    delta1 = back * slope(Z1, b1, back)
    of_data = X.T @ delta1, total(delta1, axis=0)
    of_data += given_on(Z1, A1).T @ delta2, total(delta2, axis=0)
    return tuple(
        g + on * l2 * p for g, on, p in zip(of_data, penalised, (W1, b1, W2, b2), strict=True)
    )


def cases(rng):
    """Draw four networks, the first without a penalty, the second with images of all classes."""

    def network(k, l2):
        given = {**problem(rng, SHAPES[k]), "l2": l2}
        if k == 1:
            given["y"] = rng.permutation(np.arange(SHAPES[k][0]) % SHAPES[k][-1])
        return given

    drawn = []
    for k in range(len(SHAPES)):
        l2 = float(rng.uniform(0.05, 0.5)) if k else 0.0
        given = network(k, l2)
        while min(np.abs(part).max() for part in softmax_net_gradients(**given)) < 0.02:
            given = network(k, l2)  # sums that all but cancel have few digits
        drawn.append(call_case("with a penalty" if k else "no penalty", **given))
    return drawn


EXERCISE = Function(
    softmax_net_gradients,
    cases,
    title="Backward pass",
    points=4,
    difficulty=2,
    core=True,
    read_again="By hand: forward, delta, gradients, update",
    met={"Z1": "the hidden sums", "A1": "the hidden activations"},
    returns=("dW1", "db1", "dW2", "db2"),
    slips=[
        slip("penalty forgotten", penalised=(0, 0, 0, 0)).asks(
            "What does the penalty add to the slope?"
        ),
        slip("penalty twice", penalised=(2, 0, 2, 0)).asks(
            "What is the derivative of l2/2 times w²?"
        ),
        slip("penalty on one layer", penalised=(0, 0, 1, 0)).asks(
            "Which weights does the penalty of this loss contain?"
        ),
        slip("penalty on the biases", penalised=(1, 1, 1, 1)).asks(
            "Which arrays does the sum in the penalty leave out?"
        ),
        slip("penalty divided by N", given=lambda X, *a: (X, *a[:-1], a[-1] / len(X))).asks(
            "Which of the two terms of the loss is a mean over the images?"
        ),
        slip("1/N missing", over=lambda X, P: 1).asks(
            "Is the loss a sum over the images, or their mean?"
        ),
        slip("1/N twice", slope=lambda Z1, b1, back: (Z1 > 0) / len(Z1)).asks(
            "Is 1/N not in the delta already that arrives at the first layer?"
        ),
        slip("classes counted from the labels", target=lambda y, C: np.eye(y.max() + 1)[y]).asks(
            "What if no image of the batch is of the last class?"
        ),
        slip("targets forgotten", target=lambda y, C: 0).asks(
            "Where do the labels enter your backward pass?"
        ),
        slip(
            "softmax differentiated twice",
            through=lambda P, error: P * (error - (P * error).sum(axis=1, keepdims=True)),
        ).asks("P − Y is the slope by which quantity: by P, or already by the logits?"),
        slip("bias mean for sum", total=np.mean).asks(
            "The delta holds its 1/N. How do its rows become one bias gradient?"
        ),
        slip("slope of the ReLU forgotten", slope=lambda Z1, b1, back: 1).asks(
            "What did a unit contribute to the loss whose sum was negative?"
        ),
        slip("mask on the gradient", slope=lambda Z1, b1, back: back > 0).asks(
            "Does a ReLU ask for the sign of what went forward, or of what comes back?"
        ),
        slip("output for slope", slope=lambda Z1, b1, back: relu(Z1)).asks(
            "How steep is a ReLU at 2, and how steep at 3?"
        ),
        slip("bias left out of the mask", slope=lambda Z1, b1, back: Z1 - b1 > 0).asks(
            "Which number decides whether a unit is on?"
        ),
        slip("softmax over the images", soft=lambda Z: softmax(Z.T).T).asks(
            "Whose probabilities add up to 1: those of a row, or those of a column?"
        ),
        slip("only the classes that occur", target=lambda y, C: one_hot(y, len(np.unique(y)))).asks(
            "How many columns has P, and may a class be missing from a batch?"
        ),
        slip("ten classes", target=lambda y, C: np.eye(10)[y]).asks(
            "How many classes has this network: how many columns has P?"
        ),
        slip("divided by N and by C", over=lambda X, P: P.size).asks(
            "How many terms does an image contribute to the mean?"
        ),
        slip("penalty halved", penalised=(0.5, 0, 0.5, 0)).asks(
            "What is the derivative of l2/2 times w²?"
        ),
        slip("tanh's slope", slope=lambda Z1, b1, back: 1 - relu(Z1) ** 2).asks(
            "Of which activation is that the slope?"
        ),
        slip("sigmoid's slope", slope=lambda Z1, b1, back: relu(Z1) * (1 - relu(Z1))).asks(
            "Of which activation is that the slope: does it have a largest value?"
        ),
        slip(
            "labels numbered anew",
            target=lambda y, C: one_hot(np.unique(y, return_inverse=True)[1], C),
        ).asks("If a batch has no image of class 1, which column belongs to class 2?"),
        slip("sums for activations", given_on=lambda Z1, A1: Z1).asks(
            "Which of the two does W2 multiply on the way forward, Z1 or A1?"
        ),
        slip("labels as numbers", target=lambda y, C: y[:, np.newaxis]).asks(
            "Which entries of P does a label of 3 change, and by how much?"
        ),
        slip("P (1 − P) once more", through=lambda P, error: error * P * (1 - P)).asks(
            "P − Y is the slope by which quantity: by P, or already by the logits?"
        ),
        slip(
            "1 taken off in whole columns", target=lambda y, C: 1.0 * np.isin(np.arange(C), y)
        ).asks("In a batch of three labels, from how many entries of P is 1 taken off?"),
        slip("divided by the classes", over=lambda X, P: P.shape[1]).asks(
            "Over what does the loss average: images or classes?"
        ),
    ],
)
