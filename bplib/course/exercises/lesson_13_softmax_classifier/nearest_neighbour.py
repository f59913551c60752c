"""Give each new image the label of the training image nearest to it: a reader that never learns."""

import numpy as np

from bplib.course.checks import Function, call_case, slip


def nearest_neighbour(
    X_train,
    y_train,
    X,
    *,
    distance=lambda x, t: ((x - t) ** 2).sum(axis=2),
    chosen=lambda distances: distances.argmin(axis=1),
):
    """Return for every row the label of the training row that is nearest to it."""
    return y_train[chosen(distance(X[:, np.newaxis], X_train))]


def cases(rng):
    """Draw training rows of different lengths, in seven or ten classes; once for a single row."""
    return [
        call_case(
            X_train=rng.normal(size=(M, D)) * rng.uniform(0.5, 1.5, (M, 1)),
            y_train=rng.permutation(np.arange(M) % classes),
            X=rng.normal(size=(N, D)),
        )
        for M, N, D, classes in ((30, 20, 3, 10), (40, 25, 4, 7), (25, 1, 5, 10))
    ]


def class_means(X_train, y_train, X):
    """Put the mean image of each class in place of its images."""
    labels = np.unique(y_train)
    return np.stack([X_train[y_train == label].mean(axis=0) for label in labels]), labels, X


EXERCISE = Function(
    nearest_neighbour,
    cases,
    title="A reader that never learns",
    points=2,
    difficulty=2,
    read_again="What it must beat",
    slips=[
        slip(
            "place for label",
            given=lambda X_train, y_train, X: (X_train, np.arange(len(X_train)), X),
        ).asks("Is that a label, or a row number?"),
        slip("farthest", chosen=lambda distances: distances.argmax(axis=1)).asks(
            "Should the distance to the chosen image be large?"
        ),
        slip(
            "other way round",
            chosen=lambda distances: distances.argmin(axis=0) % distances.shape[1],
        ).asks("Who looks for a neighbour: each new image, or each training image?"),
        slip("largest product", distance=lambda x, t: -(x * t).sum(axis=2)).asks(
            "Can a long vector have a large product with x and yet be far from it?"
        ),
        slip("signs cancel", distance=lambda x, t: np.abs((x - t).sum(axis=2))).asks(
            "One pixel is too bright by 1, another too dark by 1. How far apart are they?"
        ),
        slip("largest gap", distance=lambda x, t: np.abs(x - t).max(axis=2)).asks(
            "How many pixels does your distance look at in the end?"
        ),
        slip("class means", given=class_means).asks(
            "Is the nearest one an image here, or an average of images?"
        ),
        slip("absolute values added", distance=lambda x, t: np.abs(x - t).sum(axis=2)).asks(
            "How far apart are two points that differ by 3 in one direction and 4 in another?"
        ),
        slip("roots added", distance=lambda x, t: np.sqrt(np.abs(x - t)).sum(axis=2)).asks(
            "Of what is a root taken: of each difference, or of a sum?"
        ),
        slip(
            "angle for distance",
            distance=lambda x, t: -(x * t).sum(axis=2) / np.linalg.norm(t, axis=1),
        ).asks("Two images, one twice as bright as the other: is their distance 0?"),
        slip("product counted once", distance=lambda x, t: (t**2 - x * t).sum(axis=2)).asks(
            "How often does the product stand in the square of a difference?"
        ),
        slip("differences not squared", distance=lambda x, t: (x - t).sum(axis=2)).asks(
            "Can your distance be negative, and what does that say about near and far?"
        ),
        slip(
            "distance for label",
            instead=lambda X_train, y_train, X: np.sqrt(
                ((X[:, np.newaxis] - X_train) ** 2).sum(axis=2).min(axis=1)
            ),
        ).asks("Is that a label, or how far away one is?"),
    ],
)
