"""Grids of images: bad input."""

import numpy as np
import pytest

from bplib import plots


@pytest.mark.parametrize(
    ("draw", "message"),
    [
        (lambda: plots.image_grid(np.ones((2, 5)), "ab", alt="a"), "images must be"),
        (lambda: plots.image_grid(np.ones((2, 4)), "a", alt="a"), "as many titles"),
    ],
)
def test_input_that_cannot_be_drawn_is_refused_with_a_reason(draw, message):
    with pytest.raises(ValueError, match=message):
        draw()
