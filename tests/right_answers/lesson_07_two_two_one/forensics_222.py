"""Right answers to `forensics_222`: typed, plain Python, NumPy's numbers."""

import numpy as np
from right_answers.lesson_07_two_two_one.shared import h1, h2, logistic, x1, x2


def copied_example(first=0.01, second=0.99):
    """Error of the 2-2-2 example after one step, in plain Python."""
    o1 = logistic(0.40 * h1 + 0.45 * h2 + 0.60)
    o2 = logistic(0.50 * h1 + 0.55 * h2 + 0.60)
    e1, e2 = (o1 - first) * o1 * (1 - o1), (o2 - second) * o2 * (1 - o2)
    g1 = (0.40 * e1 + 0.50 * e2) * h1 * (1 - h1)
    g2 = (0.45 * e1 + 0.55 * e2) * h2 * (1 - h2)
    n1 = logistic((0.15 - g1 * x1 / 2) * x1 + (0.20 - g1 * x2 / 2) * x2 + 0.35)
    n2 = logistic((0.25 - g2 * x1 / 2) * x1 + (0.30 - g2 * x2 / 2) * x2 + 0.35)
    q1 = logistic((0.40 - e1 * h1 / 2) * n1 + (0.45 - e1 * h2 / 2) * n2 + 0.60)
    q2 = logistic((0.50 - e2 * h1 / 2) * n1 + (0.55 - e2 * h2 / 2) * n2 + 0.60)
    return ((first - q1) ** 2 + (second - q2) ** 2) / 2


ANSWERS = [
    {"error_by_the_method": 0.291027774, "suspect": 3},
    {"error_by_the_method": copied_example(), "suspect": 3.0},
    {"error_by_the_method": np.float64(0.2910277737), "suspect": np.int64(3)},
]
