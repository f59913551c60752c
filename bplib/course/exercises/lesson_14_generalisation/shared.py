"""What the exercises of lesson 14 share: a heading, and numbers spread evenly from 0 to 1."""

import numpy as np

BY_HAND = "By hand: three sets, and four requests"


def strata(rng, *shape):
    """Draw numbers from 0 to 1, one in each of as many equal parts, shuffled."""
    n = int(np.prod(shape))
    return ((rng.permutation(n) + rng.uniform(0.1, 0.9, n)) / n).reshape(shape)
