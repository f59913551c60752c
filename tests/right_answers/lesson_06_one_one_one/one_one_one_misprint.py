"""Right answers to `one_one_one_misprint`: rounded, the full chain, single precision."""

import numpy as np
from right_answers.lesson_06_one_one_one.shared import by_full_chain

ANSWERS = [
    {"line": 8, "corrected": -0.1126, "doubled": -0.056},
    {"line": np.int64(8), "corrected": by_full_chain(2, 1, 0.5, 0.8)[0], "doubled": -56e-3},
    {"line": 8.0, "corrected": np.float32(-0.112562), "doubled": round(-0.05628, 3)},
]
