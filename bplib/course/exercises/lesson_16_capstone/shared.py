"""What the exercises of lesson 16 share: headings to read again, and draws of nets and labels."""

import numpy as np

PARTS = "In NumPy: the parts"
PEERS = "Other people's gradients"


def signed(rng, shape, low=0.3, high=1.2):
    """Draw numbers of random sign, none of them near zero."""
    return rng.uniform(low, high, shape) * rng.choice([-1.0, 1.0], shape)


def net(rng, D, H, C):
    """Draw the parameters of a D-H-C net, with weights of order 1 and biases that matter."""
    shapes = {"W1": (D, H), "b1": (H,), "W2": (H, C), "b2": (C,)}
    return {name: signed(rng, shape) for name, shape in shapes.items()}


def labels(rng, N, C):
    """Draw labels in which every class occurs if N >= C, and the last one does not otherwise."""
    return rng.permutation(rng.permutation(C - (N < C))[np.arange(N) % C])
