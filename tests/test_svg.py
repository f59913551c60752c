"""How numbers are written on a drawing."""

import math

import numpy as np
import pytest

from bplib.plots.svg import number


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.59327, "0.5933"), (-0.112562, "−0.1126"), (0.5, "0.5"), (0, "0"), (-0.0, "0"),
        (3, "3"), (-12, "−12"), (12345, "12345"), (99999.7, "100000"), (1e5, "1e5"),
        (0.001, "0.001"), (0.00068336, "6.834e−4"), (-2.5e-17, "−2.5e−17"), (1e300, "1e300"),
        (math.inf, "∞"), (-math.inf, "−∞"), (math.nan, "nan"), ("1/3", "1/3"),
        (np.float32(0.25), "0.25"), (1234.567, "1235"),
    ],
)  # fmt: skip
def test_numbers_are_short_and_have_a_true_minus(value, text):
    assert number(value) == text
