"""What the exercises of lesson 20 share: headings, draws of nets and labels, parts of passes."""

import numpy as np

from bplib.course.checks import call_case

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


def nesterov(array, velocity, gradient, rate, beta):
    """Move the velocity, then the array by what the velocity will be one step from now."""
    velocity[...] = beta * velocity + gradient
    array -= rate * (gradient + beta * velocity)


def training_cases(rng):
    """Draw epochs of equal and of different length."""
    drawn = []
    for note, D, H, C, sizes in (
        ("three epochs of two batches", 4, 5, 3, ((4, 3), (4, 3), (4, 3))),
        ("two epochs of three batches", 3, 6, 4, ((5, 5, 2), (5, 5, 2))),
        ("epochs of different length, one input", 1, 4, 3, ((6, 1), (4,))),
    ):
        epochs = [[(signed(rng, (N, D)), labels(rng, N, C)) for N in batches] for batches in sizes]
        given = net(rng, D, H, C)
        given["b1"] = np.abs(given["b1"])
        given = {name: array / 2 for name, array in given.items()}
        lr, beta = round(rng.uniform(0.1, 0.2), 2), round(rng.uniform(0.6, 0.8), 2)
        drawn.append(call_case(note, epochs=epochs, **given, lr=lr, beta=beta))
    return drawn


def gradient_cases(rng):
    """Draw nets with and without a penalty, in which some hidden units are off."""
    drawn = []
    for note, N, D, H, C, l2 in (
        ("no penalty, a single input", 6, 1, 7, 3, 0.0),
        ("fewer samples than classes", 3, 3, 8, 10, 0.3),
        ("as many samples as classes", 3, 5, 9, 3, 0.1),
        ("a single sample", 1, 4, 6, 5, 0.2),
    ):
        X, y, given = signed(rng, (N, D)), labels(rng, N, C), net(rng, D, H, C)
        given["b1"] = np.abs(given["b1"]) * np.where(np.arange(H) % 3 == 2, -1, 1)
        given["W2"] = given["W2"] / 2  # no probability is 0 or 1 but for rounding
        given["W1"] = given["W1"] / 2
        drawn.append(call_case(note, X=X, y=y, **given, l2=l2))
    return drawn
