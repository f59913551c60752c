"""Right answers to `nesterov_step`: a loop, multiplied out, as two moves."""

import numpy as np
from right_answers.lesson_16_step_size_and_momentum.shared import entrywise


def nesterov_by_loop(w, v, g, lr, beta):
    def step(a, b, c):
        new = b * beta + c
        return a - lr * c - lr * beta * new, new

    return tuple(entrywise(step, [w, v, g]))


def nesterov_multiplied_out(w, v, g, lr, beta):
    return w - lr * ((1 + beta) * g + beta**2 * v), g + beta * v


def nesterov_as_two_moves(w, v, g, lr, beta):
    ahead = w - lr * g
    velocity = np.add(g, np.multiply(beta, v))
    return ahead - lr * beta * velocity, velocity


ANSWERS = [nesterov_by_loop, nesterov_multiplied_out, nesterov_as_two_moves]
