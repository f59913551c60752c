"""What the exercises of lesson 08 share: activations by name, and networks of several depths."""

from itertools import pairwise

from bplib.activations import get_activation

FORWARD = "Forward, and what it must keep"
DELTA = "Delta: at the output, then one layer back"

# What is special, samples, widths, activations.
DEPTHS = (
    ("one layer", 5, (3, 2), ("sigmoid",)),
    ("two layers", 6, (3, 4, 2), ("tanh", "sigmoid")),
    ("three layers", 3, (2, 5, 4, 1), ("sigmoid", "softplus", "tanh")),
    (
        "four layers, two of them alike",
        7,
        (4, 3, 3, 5, 2),
        ("tanh", "softplus", "sigmoid", "identity"),
    ),
    ("two layers, one sample", 1, (4, 3, 2), ("sigmoid", "tanh")),
)


def bend(name, Z):
    """Return the activation of this name at the sums `Z`."""
    return get_activation(name).f(Z)


def prime(name, Z):
    """Return the slope of the activation of this name at the sums `Z`."""
    return get_activation(name).prime(Z)


def by_the_rule_of_the_sigmoid(name, Z):
    """Return a(1 − a) of what an activation gives, whichever it is."""
    return bend(name, Z) * (1 - bend(name, Z))


def signed(rng, shape, low=0.3, high=1.4):
    """Draw numbers of random sign, none of them near zero."""
    return rng.uniform(low, high, shape) * rng.choice([-1.0, 1.0], shape)


def network(rng, sizes):
    """Draw the weights and the biases of a network of these widths."""
    weights = [signed(rng, pair) for pair in pairwise(sizes)]
    return weights, [signed(rng, (n,)) for n in sizes[1:]]
