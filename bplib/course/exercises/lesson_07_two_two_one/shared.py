"""What the exercises of lesson 07 share: the two networks, a sample in a row."""

import numpy as np

FORWARD = "By hand: forward"
DELTA = "By hand: delta"
GRADIENTS = "By hand: gradients and update"
ROADS = "By hand: two outputs, two routes"
AUDIT = "An audit of page A"
FORENSICS = "Forensics on page B"

X = np.array([[0.05, 0.10]])  # (1, 2)
Y = np.array([[0.01]])
W1 = np.array([[0.15, 0.25], [0.20, 0.30]])  # column j leads to neuron j
B1 = np.array([0.35, 0.35])
W2 = np.array([[0.40], [0.45]])
B2 = np.array([0.50])
LR = 0.01


def sigmoid(z):
    """Return the sigmoid of a sum of moderate size, in as few calls as can be."""
    return 1 / (1 + np.exp(-z))


def slope(a):
    """Return the sigmoid's slope at the activation `a`."""
    return a * (1 - a)


def signed(rng, shape, low=0.2, high=1.5):
    """Draw numbers of random sign, none of them near zero."""
    return rng.uniform(low, high, shape) * rng.choice([-1.0, 1.0], shape)


def sizes(n_in, n_hidden, n_out):
    """Return what is special about a case of these sizes."""
    return f"{n_in} inputs, {n_hidden} hidden units, {n_out} output{'s' * (n_out > 1)}"


A1 = sigmoid(X @ W1 + B1)
A2 = sigmoid(A1 @ W2 + B2)
DELTA2 = (A2 - Y) * slope(A2)
