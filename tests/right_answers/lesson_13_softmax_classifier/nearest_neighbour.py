"""Right answers to `nearest_neighbour`: a loop, broadcasting, sorting in single precision."""

import numpy as np


def by_loop(X_train, y_train, X):
    def distance(k, x):
        return sum((a - b) ** 2 for a, b in zip(X_train[k], x, strict=True))

    return [int(y_train[min(range(len(X_train)), key=lambda k: distance(k, x))]) for x in X]


def by_broadcasting(X_train, y_train, X):
    return y_train[np.linalg.norm(X[:, None] - X_train[None], axis=-1).argmin(axis=1)]


def by_sorting(X_train, y_train, X):
    gaps = (X_train[:, :, None] - X.T[None]).astype(np.float32)
    return np.take(y_train, np.argsort(np.einsum("mdn,mdn->mn", gaps, gaps), axis=0)[0])


ANSWERS = [by_loop, by_broadcasting, by_sorting]
