"""What the exercises of lesson 13 share: small networks, and a start that is overwritten."""

import numpy as np

# images, pixels, units, classes: also one image, one unit, and more classes than images
SHAPES = ((6, 3, 5, 4), (5, 4, 7, 3), (1, 2, 6, 10), (4, 6, 1, 7))


def problem(rng, shape):
    """Draw images, labels and a network of N, D, H, C with nothing small and nothing zero.

    Where there are fewer images than classes, none is of the last class; where there are more,
    one is of the last class, and none of the second.
    """
    N, D, H, C = shape
    y = rng.integers(0, C - (N < C), N)
    if N > C:
        y[y == 1] = y[rng.integers(N)] = C - 1
    return {
        "X": rng.normal(size=(N, D)),
        "y": y,
        "W1": rng.normal(size=(D, H)),
        "b1": rng.normal(size=H),
        "W2": rng.normal(size=(H, C)),
        "b2": rng.normal(size=C),
    }


def two_layers(X, y, W1, b1, W2, b2, l2=0.0):
    """Return the penalised loss, and dW1, db1, dW2, db2, without a check of any argument.

    A training is tried with hundreds of mistakes.
    """
    truth = np.arange(len(y)), y
    A1 = np.maximum(X @ W1 + b1, 0)
    Z2 = A1 @ W2 + b2
    Z2 -= Z2.max(axis=1, keepdims=True)
    P = np.exp(Z2)
    total = P.sum(axis=1, keepdims=True)
    loss = (np.log(total[:, 0]) - Z2[truth]).mean() + l2 / 2 * ((W1**2).sum() + (W2**2).sum())
    delta2 = P / total
    delta2[truth] -= 1
    delta2 /= len(y)
    delta1 = delta2 @ W2.T * (A1 > 0)
    dW1, dW2 = X.T @ delta1 + l2 * W1, A1.T @ delta2 + l2 * W2
    return loss, dW1, delta1.sum(axis=0), dW2, delta2.sum(axis=0)


class OneHiddenLayer:
    """A `Network` with "relu" and "cross_entropy", of which only loss and gradient are here."""

    def __init__(self, sizes, start):
        D, H, C = sizes
        self.parameters = vector = np.array(start, dtype=float)
        first, second, third = D * H, D * H + H, D * H + H + H * C
        W1, b1 = vector[:first].reshape(D, H), vector[first:second]
        self.arrays = W1, b1, vector[second:third].reshape(H, C), vector[third:]

    def loss(self, X, y, l2=0.0):
        """Return the penalised loss."""
        return two_layers(X, y, *self.arrays, l2)[0]

    def loss_and_gradient(self, X, y, l2):
        """Return the penalised loss and its gradient in one vector."""
        loss, *parts = two_layers(X, y, *self.arrays, l2)
        return loss, np.concatenate([part.ravel() for part in parts])


def into_start(answer):
    """Return an answer that leaves the trained parameters in the array it started from."""

    def in_place(sizes, start, *others):
        start[...], *curves = answer(sizes, start, *others)
        return start, *curves

    return in_place
