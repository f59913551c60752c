"""Right answers to `fit_line`: a list, an array that is filled, slopes from both sides."""

import numpy as np

H = 1e-6


def by_a_list(loss_of, w, b, lr, steps):
    path = [[w, b]]
    for _ in range(steps):
        now = loss_of(w, b)
        dw, db = (loss_of(w + H, b) - now) / H, (loss_of(w, b + H) - now) / H
        w -= lr * dw
        b -= lr * db
        path.append([w, b])
    return path


def filled(loss_of, w, b, lr, steps):
    path = np.empty((steps + 1, 2))
    path[0] = w, b
    for k in range(steps):
        slopes = [
            (loss_of(*(path[k] + nudge)) - loss_of(*(path[k] - nudge))) / 2e-5
            for nudge in 1e-5 * np.eye(2)
        ]
        path[k + 1] = path[k] - lr * np.array(slopes)
    return path


def by_calling_itself(loss_of, w, b, lr, steps):
    if steps == 0:
        return np.array([[w, b]])
    now = loss_of(w, b)
    new_w = w - lr / H * (loss_of(w + H, b) - now)
    new_b = b - lr / H * (loss_of(w, b + H) - now)
    return np.vstack([[w, b], by_calling_itself(loss_of, new_w, new_b, lr, steps - 1)])


ANSWERS = [by_a_list, filled, by_calling_itself]
