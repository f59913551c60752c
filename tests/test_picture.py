"""Pictures: bad input."""

import pytest

from bplib import plots


@pytest.mark.parametrize(
    ("draw", "message"),
    [
        (lambda: plots.Picture(b"", "jpg", "a", 10), "'svg' or 'png'"),
        (lambda: plots.Picture(b"", "svg", "a", 0), "positive"),
    ],
)
def test_input_that_cannot_be_drawn_is_refused_with_a_reason(draw, message):
    with pytest.raises(ValueError, match=message):
        draw()
