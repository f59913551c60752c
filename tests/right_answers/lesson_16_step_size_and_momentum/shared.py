"""What right answers of lesson 16 share: steps entry by entry, and single precision."""

import numpy as np


def entrywise(step, arrays):
    """Return the results of a step on every entry by itself, as arrays."""
    shape = np.shape(arrays[0])
    found = [step(*entries) for entries in zip(*(np.ravel(a) for a in arrays), strict=True)]
    return [np.array(column).reshape(shape) for column in zip(*found, strict=True)]


def float32(*values):
    return [np.asarray(value, np.float32) for value in values]
