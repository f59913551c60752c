"""What right answers of lesson 08 share."""

import numpy as np


def softmax_rows(Z):
    shifted = np.exp(Z - Z.max(axis=1)[:, None])
    return shifted / shifted.sum(axis=1)[:, None]
