"""Right answers to `gradient_bound`: a loop, logarithms, single precision."""

import math

import numpy as np


def by_loop(activation, weights):
    bound = 1
    for w in weights:
        bound *= abs(w) / (4 if activation == "sigmoid" else 1)
    return bound


def by_logarithms(activation, weights):
    links = len(weights)
    steepest = {"sigmoid": math.log(1 / 4)}.get(activation, 0.0)
    return math.exp(links * steepest + sum(math.log(math.fabs(w)) for w in weights))


def in_float32(activation, weights):
    slope = np.float32(0.25 if activation == "sigmoid" else 1)
    return slope ** len(weights) * abs(np.prod(np.asarray(weights, dtype=np.float32)))


ANSWERS = [by_loop, by_logarithms, in_float32]
