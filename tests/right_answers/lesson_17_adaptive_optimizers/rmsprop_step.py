"""Right answers to `rmsprop_step`: a loop, a mean moved towards g², single precision."""

import math

import numpy as np
from right_answers.lesson_17_adaptive_optimizers.shared import entrywise, float32


def rmsprop_by_loop(w, s, g, lr, decay, eps):
    def step(a, b, c):
        new = decay * b + (1 - decay) * c * c
        return a - lr * c / (math.sqrt(new) + eps), new

    return tuple(entrywise(step, [w, s, g]))


def rmsprop_towards_the_square(w, s, g, lr, decay, eps):
    s = s + (1 - decay) * (np.square(g) - s)
    return w - np.divide(lr * g, s**0.5 + eps), s


def rmsprop_in_float32(w, s, g, lr, decay, eps):
    w, s, g = float32(w, s, g)
    s = np.float32(decay) * s + np.float32(1 - decay) * g * g
    return w - np.float32(lr) * g / (np.sqrt(s) + np.float32(eps)), s


ANSWERS = [rmsprop_by_loop, rmsprop_towards_the_square, rmsprop_in_float32]
