"""Right answers to `unrolled_gradient`: nested, by SymPy's derivatives, step by step."""

import sympy as sp

w, h0, x1, x2, x3 = sp.symbols("w h0 x1 x2 x3", positive=True)

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
