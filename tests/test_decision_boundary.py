"""Decision boundaries: colours by class, and bad input."""

import io

import numpy as np
import pytest
from PIL import Image

from bplib import plots

XOR = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])


@pytest.mark.parametrize(
    ("draw", "message"),
    [
        (lambda: plots.decision_boundary(lambda Q: Q, XOR[:, :1], [0] * 4, alt="a"), r"\(N, 2\)"),
        (lambda: plots.decision_boundary(lambda Q: Q, XOR, [0, 1], alt="a"), "one label for each"),
        (lambda: plots.decision_boundary(len, XOR, [0, 1, 2, 0.5], alt="a"), "whole numbers"),
        (lambda: plots.decision_boundary(lambda Q: Q[:4], XOR, [0] * 4, alt="a"), "must return"),
    ],
)
def test_input_that_cannot_be_drawn_is_refused_with_a_reason(draw, message):
    with pytest.raises(ValueError, match=message):
        draw()


def test_decision_boundary_colours_follow_the_classes(monkeypatch):
    monkeypatch.setattr("bplib.plots.figures.DENSITY", 0.5)
    picture = plots.decision_boundary(lambda Q: (Q[:, 0] > 0.5) * 1.0, XOR, [0, 0, 1, 1], alt="a")
    with Image.open(io.BytesIO(picture.content)) as png:
        pixels = np.asarray(png.convert("RGB")).astype(int)
    height, width, _ = pixels.shape
    left, right = pixels[height // 2, width // 4], pixels[height // 2, 3 * width // 4]
    assert left[2] > left[0]  # blue side
    assert right[0] > right[2]  # orange side
