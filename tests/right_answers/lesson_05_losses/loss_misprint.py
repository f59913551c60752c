"""Right answers to `loss_misprint`: rounded, computed, single precision."""

import numpy as np

PAGE = ("by_formula", "by_worked_line", "slope_by_formula", "slope_by_worked_line")

ANSWERS = [
    dict(zip(PAGE, (0.5216, 0.2608, 1.444, 0.7222), strict=True)),
    dict(zip(PAGE, (0.7222**2, 0.5 * 0.7222**2, 2 * 0.7222, 0.7222), strict=True)),
    {name: np.float32(v) for name, v in zip(PAGE, (0.52157, 0.26079, 1.4444, 0.7222), strict=True)},
]
