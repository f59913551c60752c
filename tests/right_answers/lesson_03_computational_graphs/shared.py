"""What right answers of lesson 03 share: the sigmoid in plain Python."""

import math


def logistic(z):
    return 1 / (1 + math.exp(-z))
