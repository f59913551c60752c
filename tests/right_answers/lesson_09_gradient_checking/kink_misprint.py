"""Right answers to `kink_misprint`: decimals, fractions, single precision."""

from fractions import Fraction

import numpy as np

in_decimals = {
    "slope_at_printed": 0,
    "slope_at_corrected": 0.45,
    "smallest_step_printed": 1_000_000,
    "smallest_step_corrected": 1e-6,
}
in_fractions = {
    "slope_at_printed": 0.0,
    "slope_at_corrected": Fraction(9, 20),
    "smallest_step_printed": 10**6,
    "smallest_step_corrected": Fraction(1, 10**6),
}
in_float32 = {
    "slope_at_printed": np.float32(0),
    "slope_at_corrected": np.float32(9e-6) / 2e-5,
    "smallest_step_printed": np.float32(1e6),
    "smallest_step_corrected": 10.0**-6,
}

ANSWERS = [in_decimals, in_fractions, in_float32]
