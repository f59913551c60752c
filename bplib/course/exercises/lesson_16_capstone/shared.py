"""What the exercises of lesson 16 share: headings, draws of nets and labels, parts of passes."""

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


def penalised(of_truth, W1, W2, l2, *, over=np.mean):
    """Return the cross-entropy of the true labels' probabilities, and the penalty."""
    return -over(np.log(of_truth)) + l2 / 2 * (np.sum(W1**2) + np.sum(W2**2))


def through_softmax(P, Y):
    """Multiply what is the delta already by the softmax's slope."""
    dZ2 = (P - Y) / len(P)
    return P * (dZ2 - np.sum(dZ2 * P, axis=1, keepdims=True))


def done(epochs, e, k, *, ahead=0, fewer=0):
    """Return t / T before batch k of epoch e: the share of all steps that are done."""
    sizes = [len(batches) for batches in epochs]
    return (sum(sizes[:e]) + k + ahead) / (sum(sizes) - fewer)


def momentum(array, velocity, gradient, rate, beta):
    """Move the velocity, then the array, where they stand."""
    velocity[...] = beta * velocity + gradient
    array -= rate * velocity


def array_first(array, velocity, gradient, rate, beta):
    """Move the array by the velocity of the step before."""
    array -= rate * velocity
    velocity[...] = beta * velocity + gradient


def off_in_columns(P, Y):
    """Take 1 off wherever a column's label occurs in the batch."""
    return (P - Y.max(axis=0)) / len(P)


def of_the_delta(of_truth, *others):
    """Return the loss as if P were the delta already."""
    return penalised((1 - of_truth) / len(of_truth), *others)


def weighted(seen, batches):
    """Return the mean over the images of all batches."""
    return np.average(seen, weights=[len(y) for _, y in batches])


def of_equal_epochs(epochs, e, k):
    """Return the share of the steps that are done, if all epochs were as long as the first."""
    return done(epochs, e, k) * sum(map(len, epochs)) / (len(epochs) * len(epochs[0]))
