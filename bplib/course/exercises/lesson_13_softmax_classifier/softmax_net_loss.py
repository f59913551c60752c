"""Send images through a ReLU layer and a softmax, and add a penalty to the cross-entropy.

Two cases have logits of thousands: where e to the power of them overflows, or rounds to zero.
"""

from functools import partial

import numpy as np

from bplib.activations import relu
from bplib.course.checks import Function, call_case, slip
from bplib.course.exercises.lesson_13_softmax_classifier.shared import SHAPES, problem


def log_softmax(Z, *, axis=1, shift=np.max, logs=lambda Z, total, P: Z - np.log(total)):
    """Return the probabilities, and their logarithms."""
    Z = Z - shift(Z, axis=axis, keepdims=True)
    E = np.exp(Z)
    total = E.sum(axis=axis, keepdims=True)
    return E / total, logs(Z, total, E / total)


def softmax_net_loss(
    X,
    y,
    W1,
    b1,
    W2,
    b2,
    l2,
    *,
    bend=relu,
    top=np.positive,
    out=log_softmax,
    over=len,
    penalised=(1, 0, 1, 0),
    square=lambda p: np.sum(p**2),
    unit=1.0,
    picked=lambda log_P, y: log_P[np.arange(len(y)), y].sum(),
):
    """Return the probabilities (N, C) and the penalised cross-entropy."""
    Z2 = top(bend(X @ W1 + b1) @ W2 + b2)
    P, log_P = out(Z2)
    loss = -picked(log_P, y) / over(P) / unit
    squares = sum(on * square(p) for on, p in zip(penalised, (W1, b1, W2, b2), strict=True))
    return P, loss + l2 / 2 * squares


def cases(rng):
    """Draw four networks, logits of thousands, and small logits beside one that is large."""
    drawn = []
    for shape, penalised in zip(SHAPES, (True, False, True, True), strict=True):
        l2 = float(rng.uniform(0.05, 0.5)) if penalised else 0.0
        note = "with a penalty" if penalised else "no penalty"
        drawn.append(call_case(note, **problem(rng, shape), l2=l2))
    far, order = problem(rng, (5, 3, 6, 4)), rng.permutation(4)
    far["b2"] = 2000.0 * order + far["b2"]
    far["y"] = np.where(np.arange(5) % 2 == 0, order.argmin(), order.argmax())
    mixed, order = problem(rng, (5, 3, 6, 4)), rng.permutation(4)
    loud = int(rng.integers(5))
    mixed["X"][:, 0] = np.where(np.arange(5) == loud, 2000.0, -1.0)
    mixed["W1"][:, 0] = np.eye(3)[0]  # one unit hears the first input, and no other does
    mixed["W1"][0, 1:], mixed["b1"][0] = 0.0, 0.0
    mixed["W2"][0] = order
    mixed["y"][loud] = order.argmax()
    return [
        *drawn,
        call_case("logits of several thousand", **far, l2=0.0),
        call_case("small logits in all images but one", **mixed, l2=0.0),
    ]


def log_of_rounded(Z, total, P):
    """Take the logarithm of probabilities that may have been rounded to zero."""
    return np.log(P)


EXERCISE = Function(
    softmax_net_loss,
    cases,
    title="Forward pass and penalised loss",
    points=3,
    difficulty=2,
    core=True,
    read_again="By hand: forward, delta, gradients, update",
    met={"Z2": "the logits", "log_P": "the logarithms of P"},
    returns=("P", "loss"),
    slips=[
        slip("penalty forgotten", penalised=(0, 0, 0, 0)).asks("Where does l2 enter your loss?"),
        slip("penalty not halved", penalised=(2, 0, 2, 0)).asks(
            "What is the slope of your penalty by a weight?"
        ),
        slip("biases penalised", penalised=(1, 1, 1, 1)).asks(
            "Which arrays does the sum in the penalty run over?"
        ),
        slip("penalty of the last layer", penalised=(0, 0, 1, 0)).asks(
            "How many weight matrices has this network?"
        ),
        slip("penalty divided by N", given=lambda X, *a: (X, *a[:-1], a[-1] / len(X))).asks(
            "Does the penalty depend on how many images are in the batch?"
        ),
        slip("sum for mean", over=lambda P: 1).asks(
            "What happens to your loss if every image is given twice?"
        ),
        slip("mean over all entries", over=np.size).asks(
            "How many numbers does one image contribute to the cross-entropy?"
        ),
        slip("no ReLU", bend=np.positive).asks("What lies between your two matrix products?"),
        slip("ReLU on the logits", top=relu).asks(
            "May the logit of an unlikely class be negative?"
        ),
        slip("softmax over the images", out=partial(log_softmax, axis=0)).asks(
            "Which sums of P are 1: those of the rows, or those of the columns?"
        ),
        slip(
            "no shift", out=partial(log_softmax, shift=lambda Z, **_: 0, logs=log_of_rounded)
        ).asks("How large is e to the power of the largest logit in the case that failed?"),
        slip("no shift before the sum", out=partial(log_softmax, shift=lambda Z, **_: 0)).asks(
            "How large is e to the power of the largest logit in the case that failed?"
        ),
        slip(
            "one shift for all images", out=partial(log_softmax, shift=lambda Z, **_: Z.max())
        ).asks("What does your shift leave of an image whose logits are all small?"),
        slip("logarithm of a rounded zero", out=partial(log_softmax, logs=log_of_rounded)).asks(
            "What is left of a probability of e⁻²⁰⁰⁰ in floating point, before its logarithm?"
        ),
        slip(
            "small number in the logarithm",
            out=partial(log_softmax, logs=lambda Z, total, P: np.log(P + 1e-8)),
        ).asks("Which is the largest loss that your formula can give for one image?"),
        slip("to base 2", unit=np.log(2)).asks("Which base has the logarithm of this loss?"),
        slip("lengths for squares", square=np.linalg.norm).asks(
            "Does the penalty double or quadruple when all weights double?"
        ),
        slip("sizes for squares", square=lambda p: np.sum(np.abs(p))).asks(
            "Which power of a weight does the penalty add?"
        ),
        slip("another activation", bend=np.tanh).asks("What does a ReLU give for 2?"),
        slip("whole columns picked", picked=lambda log_P, y: log_P[:, y].sum() / len(y)).asks(
            "How many entries of a row of P does your loss look at?"
        ),
    ],
)
