"""Right answers to `line_and_loss`: sample by sample, a dot product, columns, lists."""

import numpy as np


def sample_by_sample(x, y, w, b):
    predictions, total = [], 0.0
    for x_n, y_n in zip(x, y, strict=True):
        p_n = w * x_n + b
        total += (p_n - y_n) ** 2
        predictions.append(p_n)
    return predictions, total / len(predictions)


def by_dot_product(x, y, w, b):
    p = b + np.multiply(x, w)
    return p, np.dot(y - p, y - p) / p.size


def by_columns(x, y, w, b):
    p = np.column_stack([x, np.ones(len(x))]) @ np.array([w, b])
    return p, float(np.linalg.norm(p - y) ** 2 / len(y))


def multiplied_out(x, y, w, b):
    p = np.polyval([w, b], x)
    return p, (p * p).mean() - 2 * (p * y).mean() + (y * y).mean()


ANSWERS = [sample_by_sample, by_dot_product, by_columns, multiplied_out]
