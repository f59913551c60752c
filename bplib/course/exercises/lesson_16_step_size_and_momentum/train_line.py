"""Repair a training loop with four faults: momentum descent on mini-batches, for a line."""

import numpy as np

from bplib.course.checks import Function, call_case, slip
from bplib.course.exercises.lesson_16_step_size_and_momentum.shared import STILL_HELD


def train_line(
    X,
    y,
    w,
    lr,
    beta,
    batch_size,
    epochs,
    *,
    own=np.copy,
    end=lambda N, batch_size: N,
    zeroed=np.zeros_like,
    summed=lambda A, X, batch_size: len(A),
    carried=lambda velocity: velocity,
    begun=lambda gradient: gradient,
    share=lambda beta: 1.0,
    order=lambda starts, epoch: starts,
    ahead=lambda velocity, gradient, beta: velocity,
):
    """Return the weights of a line after momentum descent on mini-batches, in order."""
    w = own(w)
    gradient, velocity = np.zeros_like(w), np.zeros_like(w)
    for epoch in range(epochs):
        velocity, gradient = carried(velocity), begun(gradient)
        starts = range(0, end(len(X), batch_size), batch_size)
        for start in order(starts, epoch):
            A, b = X[start : start + batch_size], y[start : start + batch_size]
            gradient = zeroed(gradient) + A.T @ (A @ w - b) / summed(A, X, batch_size)
            velocity = beta * velocity + share(beta) * gradient
            w -= lr * ahead(velocity, gradient, beta)
    return w


def cases(rng):
    """Draw four lines: with a rest, without one, with one feature, and with one batch for all."""

    def case(features, batch_size, full, rest, epochs):
        X = rng.normal(size=(batch_size * full + rest, features))
        y = X @ rng.normal(size=features) + rng.normal(size=len(X))
        return call_case(
            f"{len(X)} rows in batches of {batch_size}",
            X=X,
            y=y,
            w=rng.normal(size=features) + 1,
            lr=float(rng.uniform(0.02, 0.08)),
            beta=float(rng.uniform(0.5, 0.9)),
            batch_size=batch_size,
            epochs=epochs,
        )

    return [case(3, 4, 2, 1, 2), case(2, 5, 3, 0, 3), case(1, 3, 4, 2, 2), case(3, 9, 0, 7, 1)]


def last_full(N, batch_size):
    """Return an end after which no full batch begins."""
    return N - batch_size + 1


def all_rows(A, X, batch_size):
    """Return the number of rows of all batches."""
    return len(X)


def in_equal_pieces(X, y, w, lr, beta, batch_size, epochs):
    """Descend on as many batches, as equal in size as they can be."""
    velocity = np.zeros_like(w)
    for _ in range(epochs):
        for k in np.array_split(np.arange(len(X)), -(-len(X) // batch_size)):
            velocity = beta * velocity + X[k].T @ (X[k] @ w - y[k]) / len(k)
            w = w - lr * velocity
    return w


EXERCISE = Function(
    train_line,
    cases,
    title="Repair a training loop",
    points=3,
    difficulty=4,
    read_again="In NumPy: a program to repair",
    pure=True,
    slips=[
        slip("not repaired", zeroed=np.copy, end=last_full, summed=all_rows, own=np.asarray).asks(
            "Which of the four symptoms have you looked for so far?"
        ),
        slip("gradient kept", zeroed=np.copy).asks(
            "What is in the gradient when the second batch begins?"
        ),
        slip("last batch dropped", end=last_full).asks(
            "How many rows does an epoch visit when the batch size does not divide them?"
        ),
        slip("divided by all rows", summed=all_rows).asks(
            "The mean over a batch: how many rows were summed?"
        ),
        slip("divided by the batch size", summed=lambda A, X, batch_size: batch_size).asks(
            "How many rows does the last batch hold?"
        ),
        slip("memory zeroed as well", given=lambda *a: (*a[:4], 0.0, *a[5:])).asks(
            "Which of the two must be new for each batch: the gradient, or the velocity?"
        ),
        slip("rest at every epoch", carried=np.zeros_like).asks(
            "Why should a velocity end where the data begin anew?"
        ),
        slip("handed-in weights changed", own=np.asarray).asks(STILL_HELD),
        slip("Nesterov's step", ahead=lambda v, gradient, beta: gradient + beta * v).asks(
            "Along what do the weights move here: the velocity, or a look ahead?"
        ),
        slip("factor 2", summed=lambda A, X, batch_size: len(A) / 2).asks(
            "Which factor stands in front of the squares, and is a 2 left in the slope?"
        ),
        slip("back and forth", order=lambda starts, epoch: starts[:: (-1) ** epoch]).asks(
            "In which order does every epoch go through the batches?"
        ),
        slip("batches of equal size", instead=in_equal_pieces).asks(
            "How many rows has a full batch, and who gets the rest?"
        ),
        slip("uphill", given=lambda X, y, w, lr, *rest: (X, y, w, -lr, *rest)).asks(
            "Which way does the loss fall, along the gradient or against it?"
        ),
        slip("mean for sum in the velocity", share=lambda beta: 1 - beta).asks(
            "What stands in front of the gradient in the velocity of this lesson?"
        ),
        slip("sum for mean", summed=lambda A, X, batch_size: 1).asks(
            "Is the loss of a batch a sum over its rows, or a mean?"
        ),
        slip(
            "step before the velocity", ahead=lambda v, gradient, beta: (v - gradient) / beta
        ).asks("Which comes first, the velocity or the weights?"),
        slip("gradient zeroed once an epoch", begun=np.zeros_like, zeroed=np.copy).asks(
            "What is in the gradient when the second batch of an epoch begins?"
        ),
        slip("start ignored", own=np.zeros_like).asks(
            "Which weights does your descent start from, and which was it given?"
        ),
    ],
)
