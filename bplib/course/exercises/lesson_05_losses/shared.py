"""What the exercises of lesson 05 share: headings, a slope, how targets are drawn."""

import numpy as np

TWO_SCALES = "Two scales for one squared error"
ANSWER = "The loss that cancels the slope"
SOFTMAX = "One class out of many: softmax"
LOGSUMEXP = "Large logits: log-sum-exp"


def slope(P):
    """Return the sigmoid's slope where it gives `P`."""
    return P * (1 - P)


def one(array):
    """Return what divides a sum that is left a sum."""
    return 1


def twice(array):
    """Return N², which divides what is averaged twice."""
    return len(array) ** 2


def short(Z):
    """Return logits that single precision holds as they are."""
    return np.round(Z * 1024) / 1024


def overwritten(X, *rest):
    """Return a copy of `X`, which is itself overwritten, and the rest."""
    copy = X.copy()
    X[...] = 0.5
    return (copy, *rest)


def squeezed(out):
    """Return a loss and its gradient without the axes of length 1."""
    return out[0], np.squeeze(out[1])


def binary_targets(rng, N, C):
    """Draw targets 0 and 1 (N, C), both of them present."""
    targets = np.resize([0.0, 1.0, 1.0, 0.0, 1.0], N * C)
    return rng.permutation(targets).reshape(N, C)


def class_numbers(rng, N, C):
    """Draw N classes, at least two different ones; class 0 among them."""
    return rng.permutation(np.append(rng.integers(1, C, N - 1), 0))


def rounded(Z, P):
    """Return the logarithm of a probability that has been rounded."""
    return np.log(P)


def unshifted(Z):
    """Return shares by exponentials of whatever size."""
    return np.exp(Z) / np.exp(Z).sum(axis=1, keepdims=True)


def unshifted_logs(Z, P):
    """Return log P with a sum of exponentials of whatever size."""
    return Z - np.log(np.exp(Z).sum(axis=1, keepdims=True))


def one_shift(Z):
    """Return shares after one shift for all rows."""
    return unshifted(Z - Z.max())


def one_logarithm(Z, P):
    """Return the logarithms of the same shares."""
    return unshifted_logs(Z - Z.max(), P)


def cut_off(least):
    """Return a logarithm of nothing smaller."""
    return lambda p: np.log(np.maximum(p, least))


def whole_columns(P, labels):
    """Return what P[:, labels] gives: every sample's probability of every sample's class."""
    dP = np.zeros_like(P)
    dP[:, labels] = -1 / P[:, labels] / len(P)
    return -np.mean(np.log(P[:, labels])), dP


def with_number(small):
    """Return the logarithms of shares to which a number is added."""
    return lambda Z, P: np.log(P + small)


def one_shift_and_no_zero(Z):
    """Return shares after one shift for all rows, 0 where nothing is left of a row."""
    E = np.exp(Z - Z.max())
    return E / np.maximum(E.sum(axis=1, keepdims=True), 1e-300)
