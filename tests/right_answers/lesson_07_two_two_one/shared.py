"""What right answers of lesson 07 share: the published example in plain Python, step by step."""

import math

x1, x2, y = 0.05, 0.10, 0.01


def logistic(z):
    return 1 / (1 + math.exp(-z))


h1, h2 = logistic(0.3775), logistic(0.3925)
p = logistic(0.40 * h1 + 0.45 * h2 + 0.50)
d = (p - y) * p * (1 - p)
