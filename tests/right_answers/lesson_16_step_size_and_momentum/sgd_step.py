"""Right answers to `sgd_step`: a loop, single precision, an average."""

import numpy as np
from right_answers.lesson_16_step_size_and_momentum.shared import entrywise, float32


def sgd_by_loop(w, g, lr):
    return entrywise(lambda a, b: (a - lr * b,), [w, g])[0]


def sgd_in_float32(w, g, lr):
    w, g = float32(w, g)
    return w + np.float32(-lr) * g


def sgd_as_average(w, g, lr):
    return (1 - lr) * w + lr * (w - g)


ANSWERS = [sgd_by_loop, sgd_in_float32, sgd_as_average]
