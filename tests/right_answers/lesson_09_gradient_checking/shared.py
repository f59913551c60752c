"""What right answers of lesson 09 share: a softmax of their own."""

import numpy as np


def softmax_rows(Z):
    """Return the softmax of every row."""
    shifted = np.exp(Z - Z.max(axis=1)[:, None])
    return shifted / shifted.sum(axis=1)[:, None]
