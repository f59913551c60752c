"""Write the training loop of a tanh layer and a linear one, with an engine or by hand."""

import numpy as np

from bplib.course.checks import IN_PLACE, Function, call_case, slip
from bplib.course.exercises.lesson_12_autodiff_engine.shared import signed


def train_two_layers(
    W1,
    b1,
    W2,
    b2,
    X,
    y,
    lr,
    steps,
    *,
    over=len,
    slope=lambda A: 1 - A**2,
    bias=np.sum,
    kept=0,
    learns=(1, 1, 1, 1),
):
    """Return the weights after some steps of descent on the mean squared error."""
    parameters, grads = [p.copy() for p in (W1, b1, W2, b2)], [0, 0, 0, 0]
    for _ in range(steps):
        W1, b1, W2, b2 = parameters
        A = np.tanh(X @ W1 + b1)
        dP = 2 * (A @ W2 + b2 - y) / over(X)
        dZ = dP @ W2.T * slope(A)
        fresh = X.T @ dZ, bias(dZ, axis=0), A.T @ dP, bias(dP, axis=0)
        grads = [kept * old + new for old, new in zip(grads, fresh, strict=True)]
        for p, grad, on in zip(parameters, grads, learns, strict=True):
            p -= lr * on * grad
    return tuple(parameters)


def cases(rng):
    """Draw four nets, trained for one step and for several; one sample, one unit."""
    return [
        call_case(
            W1=signed(rng, d, h),
            b1=signed(rng, h),
            W2=signed(rng, h, 1),
            b2=signed(rng, 1),
            X=signed(rng, n, d),
            y=signed(rng, n, 1),
            lr=float(rng.uniform(0.02, 0.05)),
            steps=steps,
        )
        for n, d, h, steps in ((5, 3, 4, 1), (1, 2, 3, 2), (7, 3, 1, 4), (4, 3, 3, 3))
    ]


EXERCISE = Function(
    train_two_layers,
    cases,
    title="Train two layers with your engine",
    points=5,
    difficulty=2,
    core=True,
    returns=("W1", "b1", "W2", "b2"),
    read_again="Train with your engine",
    met={"grads": "the gradients of the last step", "dP": "the slope by the predictions"},
    rtol=1e-6,
    pure=True,
    slips=[
        slip("gradients not zeroed", kept=1).asks(
            "At the second step, what does `.grad` hold besides the new gradient?"
        ),
        slip("uphill", given=lambda *a: (*a[:-2], -a[-2], a[-1])).asks(
            "Does your loss fall from step to step?"
        ),
        slip("sum for mean", over=lambda X: 1).asks(
            "If every sample were there twice, should the gradient double?"
        ),
        slip("biases left out", learns=(1, 0, 1, 0)).asks(
            "How many of the four parameters have moved?"
        ),
        slip("first layer left out", learns=(0, 0, 1, 1)).asks(
            "Does the first layer of your net learn anything?"
        ),
        slip("slope of tanh forgotten", slope=np.ones_like).asks(
            "What is between the first layer and the second, and what does it do going back?"
        ),
        slip("one step only", given=lambda *a: (*a[:-1], 1)).asks(
            "How often should your loop run?"
        ),
        IN_PLACE.asks(
            "Could somebody train again from the same weights after calling your function?"
        ),
        slip("biases averaged", bias=np.mean).asks(
            "The 1/N is in the slope of the loss. Where does it come in again?"
        ),
        slip("slope of the sigmoid", slope=lambda A: A * (1 - A)).asks(
            "Which activation has the slope a(1 − a)?"
        ),
        slip("half the squared error", over=lambda X: 2 * len(X)).asks(
            "Which number stands in front of the squares in the loss, and in its slope?"
        ),
        slip("samples times outputs", over=lambda X: X.size).asks(
            "Over what is the mean of the loss: samples, or numbers of the input?"
        ),
    ],
)
