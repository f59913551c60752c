"""What the exercises of lesson 06 share: the sigmoid, its slope, and the worked example."""

from math import exp

LEARNING_RATE = 0.1


def sigmoid(z):
    """Return the sigmoid of a number."""
    return 1 / (1 + exp(-z))


def slope(a):
    """Return the sigmoid's slope at the activation `a`."""
    return a * (1 - a)


A1 = sigmoid(1.0)  # x = 2, w1 = 0.5
DELTA2 = sigmoid(0.8 * A1) - 1  # w2 = 0.8, y = 1
DELTA1 = DELTA2 * 0.8 * slope(A1)
