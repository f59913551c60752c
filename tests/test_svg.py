"""How numbers are written on a drawing, and where its arrows point."""

import math

import numpy as np
import pytest

from bplib.plots.svg import Sheet, number


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


@pytest.mark.parametrize(
    ("end", "line", "head"),
    [
        ((60, 20), "M10,20 L52,20", "60,20 52,15.6 52,24.4"),
        ((10, 70), "M10,20 L10,62", "10,70 14.4,62 5.6,62"),
        ((-40, 20), "M10,20 L-32,20", "-40,20 -32,24.4 -32,15.6"),
    ],
)
def test_an_arrow_points_to_its_end(end, line, head):
    sheet = Sheet()
    sheet.vector((10, 20), end)
    svg = sheet.picture(100, 100, "An arrow.").content.decode()
    assert f'd="{line}"' in svg
    assert f'points="{head}"' in svg


def test_an_arrow_needs_two_ends():
    with pytest.raises(ValueError, match="two different ends"):
        Sheet().vector((1, 2), (1, 2))
