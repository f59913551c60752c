"""Right answers to `momentum_step`: a loop, einsum, a velocity downhill, single precision."""

import numpy as np
from right_answers.lesson_16_step_size_and_momentum.shared import entrywise, float32


def momentum_by_loop(w, v, g, lr, beta):
    def step(a, b, c):
        new = beta * b + c
        return a - lr * new, new

    return tuple(entrywise(step, [w, v, g]))


def momentum_by_einsum(w, v, g, lr, beta):
    velocity = np.einsum("k,k...->...", [beta, 1.0], np.stack([v, g]))
    return np.einsum("k,k...->...", [1.0, -lr], np.stack([w, velocity])), velocity


def momentum_downhill_inside(w, v, g, lr, beta):
    down = -beta * v - g
    return [w + lr * down, -down]


def momentum_in_float32(w, v, g, lr, beta):
    w, v, g = float32(w, v, g)
    v = np.float32(beta) * v + g
    return w - np.float32(lr) * v, v


ANSWERS = [momentum_by_loop, momentum_by_einsum, momentum_downhill_inside, momentum_in_float32]
