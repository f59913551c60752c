"""Right answers to `gradient_bound` in other styles than the reference."""

import math

import numpy as np


def bound_by_loop(activation, weights):
    bound = 1
    for w in weights:
        bound *= abs(w) / (4 if activation == "sigmoid" else 1)
    return bound


def bound_by_logarithms(activation, weights):
    links = len(weights)
    steepest = {"sigmoid": math.log(1 / 4)}.get(activation, 0.0)
    return math.exp(links * steepest + sum(math.log(math.fabs(w)) for w in weights))


def bound_in_float32(activation, weights):
    slope = np.float32(0.25 if activation == "sigmoid" else 1)
    return slope ** len(weights) * abs(np.prod(np.asarray(weights, dtype=np.float32)))


ANSWERS = [bound_by_loop, bound_by_logarithms, bound_in_float32]
