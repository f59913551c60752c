"""Repair a report whose loss and accuracy change with the batches in which they are measured."""

import numpy as np

from bplib.course.checks import Function, call_case, slip


def report_card(
    W,
    b,
    X,
    y,
    white,
    batch_size,
    *,
    end=lambda N, size: N,
    scale=lambda images, white: white,
    answers=lambda Z: Z.argmax(axis=1),
    weight=len,
    right=np.equal,
    whole=np.average,
):
    """Return mean loss and accuracy of a softmax regression, measured in batches."""
    losses, hits, weights = [], [], []
    for i in range(0, end(len(X), batch_size), batch_size):
        images, labels = X[i : i + batch_size], y[i : i + batch_size]
        Z = images / scale(images, white) @ W + b
        E = np.exp(Z - Z.max(axis=1, keepdims=True))
        P = E / E.sum(axis=1, keepdims=True)
        losses.append(-np.mean(np.log(P[np.arange(len(labels)), labels])))
        hits.append(np.mean(right(answers(Z), labels)))
        weights.append(weight(labels))
    return whole(losses, weights=weights), np.average(hits, weights=weights)


def cases(rng):
    """Draw weights that read about half of their images; two leave a shorter last batch."""
    drawn = []
    for N, D, C, size, white in ((17, 6, 4, 5, 16.0), (22, 5, 3, 7, 255.0), (27, 4, 5, 9, 1.0)):
        while True:
            X = rng.integers(0, 14, (N, D)) * (white / 16)
            W, b = rng.normal(size=(D, C)) * 2, rng.normal(size=C)
            read = (X / white @ W + b).argmax(axis=1)
            y = np.where(rng.random(N) < 0.5, read, rng.integers(0, C, N))
            given = {"W": W, "b": b, "X": X, "y": y, "white": white, "batch_size": size}
            if report_card(**given)[1] > report_card(**given, answers=column)[1] + 0.05:
                break
        drawn.append(call_case(f"{N} images in batches of {size}", **given))
    return drawn


def brightest(images, white):
    """Return the brightest pixel of a batch."""
    return images.max()


def column(Z):
    """Return the answers as a column, so that each meets every label."""
    return Z.argmax(axis=1, keepdims=True)


def one_each(labels):
    """Return the same weight for every batch."""
    return 1


EXERCISE = Function(
    report_card,
    cases,
    title="Repair a report card",
    points=3,
    difficulty=3,
    read_again="A report to repair",
    returns=("loss", "accuracy"),
    slips=[
        slip("not repaired", scale=brightest, answers=column, weight=one_each).asks(
            "Which numbers of this report should not depend on the batch size, and do they?"
        ),
        slip("scaled by its own brightest pixel", scale=brightest).asks(
            "Is an image read in the same way, whichever images stand beside it?"
        ),
        slip("not scaled", scale=lambda images, white: 1.0).asks(
            "Which pixels had the weights seen when they were trained?"
        ),
        slip("mean of means", weight=one_each).asks(
            "How much does an image of the short last batch count in your mean?"
        ),
        slip("every answer against every label", answers=column).asks(
            "What shape has the comparison of a column with a row?"
        ),
        slip("last batch dropped", end=lambda N, size: N - N % size).asks(
            "How many images does your report stand on?"
        ),
        slip("white fixed to 16", scale=lambda images, white: 16.0).asks(
            "Are the pixels of every report numbers from 0 to 16?"
        ),
        slip("white fixed to 255", scale=lambda images, white: 255.0).asks(
            "Are the pixels of every report numbers from 0 to 255?"
        ),
        slip(
            "each image by its own brightest pixel",
            scale=lambda images, white: np.fmax(images.max(axis=1, keepdims=True), 1e-9),
        ).asks("What becomes of a faint image in yours, and had the weights seen it so?"),
        slip("wrong answers counted", right=np.not_equal).asks(
            "Is your share that of the images read correctly, or of the others?"
        ),
        slip("loss added up", whole=lambda losses, weights: np.dot(losses, weights)).asks(
            "Does your loss double if every image is there twice?"
        ),
    ],
)
