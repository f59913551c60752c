"""Right answers to `unrolled_gradient` in other styles than the reference."""

import sympy as sp
from right_answers.lesson_15_beyond_dense.shared import h0, w, x1, x2, x3

ANSWERS = [
    {"by_w": x2 + w * (2 * x1 + 3 * w * h0), "by_x1": w * w, "by_h0": w * w * w},
    {
        "by_w": sp.diff(w * (w * (w * h0 + x1) + x2) + x3, w),
        "by_x1": sp.diff(w**2 * x1, x1),
        "by_h0": sp.exp(3 * sp.log(w)),
    },
    {
        "by_w": (w**2 * h0 + w * x1 + x2) + w * (w * h0 + x1) + w**2 * h0,
        "by_x1": w**3 / w,
        "by_h0": 1.0 * w**3,
    },
]
