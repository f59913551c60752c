"""Baselines and counts: what a classifier must beat, and where it goes wrong.

A result means little alone. The nearest neighbour learns nothing and is hard to beat on small
images; the confusion matrix says which class is taken for which.
"""

import numpy as np
from numpy.typing import ArrayLike

from bplib._support.arguments import Array, finite, floating, whole

CHUNK = 512  # rows compared at a time, so that the table of distances stays small


def nearest_neighbour(X_train: ArrayLike, y_train: ArrayLike, X: ArrayLike) -> Array:
    """Give every row the label of the training row that is nearest to it.

    ||x - t||^2 = ||x||^2 - 2 x.t + ||t||^2, and the first term is the same for every t.

    Parameters
    ----------
    X_train : (M, D)
    y_train : (M,), int
        The labels of its rows.
    X : (N, D)

    Returns
    -------
    (N,)
        Labels, of the type of y_train; of equally near rows the first decides.

    Raises
    ------
    ValueError
        When shapes do not fit, an array is empty, or a number is not finite.
    """
    train, rows = floating(X_train, "X_train"), floating(X, "X")
    labels = np.asarray(y_train)
    if train.ndim != 2 or rows.ndim != 2 or train.shape[1:] != rows.shape[1:]:
        raise ValueError(
            "X_train (M, D) and X (N, D) must have the same number of columns, "
            f"got {train.shape} and {rows.shape}"
        )
    if labels.shape != (len(train),) or 0 in (train.size, rows.size):
        raise ValueError(
            f"give at least one row to either side and one label for each row of X_train, got "
            f"{len(train)} and {len(rows)} rows and labels of shape {labels.shape}"
        )
    finite(train, "X_train")
    finite(rows, "X")
    lengths = (train**2).sum(axis=1)
    nearest = [
        (lengths - 2 * rows[i : i + CHUNK] @ train.T).argmin(axis=1)
        for i in range(0, len(rows), CHUNK)
    ]
    return labels[np.concatenate(nearest)]


def confusion_matrix(truth: ArrayLike, answers: ArrayLike, classes: int) -> Array:
    """Count how often each class was taken for each.

    Parameters
    ----------
    truth, answers : (N,), int, 0 to classes - 1
    classes : int, >= 1

    Returns
    -------
    (classes, classes), int
        Entry [t, a] counts the samples of class t that were answered a: a row for each truth, right
        answers on the diagonal, N in all.

    Raises
    ------
    ValueError
        When shapes differ, or a label is no whole number from 0 to classes - 1.
    """
    whole(classes, "classes")
    t, a = np.asarray(truth), np.asarray(answers)
    if t.ndim != 1 or t.shape != a.shape:
        raise ValueError(f"truth and answers must both be (N,), got {t.shape} and {a.shape}")
    for name, labels in (("truth", t), ("answers", a)):
        if labels.size and (
            labels.dtype.kind not in "iu" or labels.min() < 0 or labels.max() >= classes
        ):
            raise ValueError(f"{name} must hold whole numbers from 0 to {classes - 1}")
    counts = np.zeros((classes, classes), dtype=int)
    np.add.at(counts, (t.astype(int), a.astype(int)), 1)
    return counts
