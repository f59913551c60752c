"""Curves: bad input."""

import numpy as np
import pytest

from bplib import plots

AXES = {"xlabel": "x", "ylabel": "y"}


@pytest.mark.parametrize(
    ("draw", "message"),
    [
        (lambda: plots.lines([0, 1], {"a": [1]}, alt="a", **AXES), "1 values for 2"),
        (lambda: plots.lines([0, 1], {}, alt="a", **AXES), "no curve"),
        (lambda: plots.loss_curves({"a": []}, ylabel="y", alt="a"), "non-empty sequence"),
        (lambda: plots.loss_curves({"a": [np.nan]}, ylabel="y", alt="a"), "no finite number"),
        (lambda: plots.loss_curves({"a": [-1]}, ylabel="y", log=True, alt="a"), "no positive"),
        (lambda: plots.gradient_flow({"a": [1, -1]}, alt="a"), "never negative"),
    ],
)
def test_input_that_cannot_be_drawn_is_refused_with_a_reason(draw, message):
    with pytest.raises(ValueError, match=message):
        draw()
