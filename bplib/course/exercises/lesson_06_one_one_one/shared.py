"""What the exercises of lesson 06 share: the sigmoid, and its slope at an activation."""

from math import exp

LEARNING_RATE = 0.1


def sigmoid(z):
    """Return the sigmoid of a number."""
    return 1 / (1 + exp(-z))


def slope(a):
    """Return the sigmoid's slope at the activation `a`."""
    return a * (1 - a)
