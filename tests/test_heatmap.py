"""Heat maps: bad input."""

import pytest

from bplib import plots

AXES = {"xlabel": "x", "ylabel": "y"}


@pytest.mark.parametrize(
    ("draw", "message"),
    [
        (lambda: plots.heatmap([[1]], "ab", "c", label="z", alt="a", **AXES), "shape"),
        (lambda: plots.heatmap([[-1]], "a", "c", label="z", alt="a", **AXES), "negative"),
    ],
)
def test_input_that_cannot_be_drawn_is_refused_with_a_reason(draw, message):
    with pytest.raises(ValueError, match=message):
        draw()
