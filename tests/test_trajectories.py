"""Paths over contours: bad input."""

import numpy as np
import pytest

from bplib import plots

POINTS = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])


@pytest.mark.parametrize(
    ("draw", "message"),
    [
        (lambda: plots.trajectories(np.hypot, {}, (0, 1), (0, 1), alt="a"), "no path"),
        (lambda: plots.trajectories(np.hypot, {"a": [1]}, (0, 1), (0, 1), alt="a"), r"\(T, 2\)"),
        (lambda: plots.trajectories(np.hypot, {"a": POINTS}, (1, 0), (0, 1), alt="a"), "low, high"),
        (
            lambda: plots.trajectories(lambda x, y: 1, {"a": POINTS}, (0, 1), (0, 1), alt="a"),
            "keep",
        ),
    ],
)
def test_input_that_cannot_be_drawn_is_refused_with_a_reason(draw, message):
    with pytest.raises(ValueError, match=message):
        draw()
