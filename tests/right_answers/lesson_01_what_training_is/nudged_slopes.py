"""Right answers to `nudged_slopes`: up, down, from both sides, a list of knobs."""

import numpy as np


def up(loss_of, w, b, h):
    now = loss_of(w, b)
    return (loss_of(w + h, b) - now) / h, (loss_of(w, b + h) - now) / h


def down(loss_of, w, b, h):
    now = loss_of(w, b)
    return (now - loss_of(w - h, b)) / h, (now - loss_of(w, b - h)) / h


def from_both_sides(loss_of, w, b, h):
    dw = (loss_of(w + h, b) - loss_of(w - h, b)) / (2 * h)
    db = (loss_of(w, b + h) - loss_of(w, b - h)) / (2 * h)
    return [dw, db]


def any_number_of_knobs(loss_of, w, b, h):
    knobs = np.array([w, b], dtype=float)
    slopes = np.zeros(2)
    for k in range(2):
        nudged = knobs.copy()
        nudged[k] += h
        slopes[k] = (loss_of(*nudged) - loss_of(*knobs)) / h
    return slopes


ANSWERS = [up, down, from_both_sides, any_number_of_knobs]
