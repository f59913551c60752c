"""The round of training as a picture: every word in its box, the way back to the right one."""

import pytest
from drawings import assert_legible, by_role, rectangles, wires

from bplib import plots

BOXES = {
    "data": ["input x", "label y"],
    "prediction": ["p = w x + b"],
    "loss": ["how wrong"],
    "slopes": ["by w: −0.99", "by b: −0.9"],
    "update": ["w = 0.599", "b = 0.59"],
}


def draw(**changes):
    return plots.cycle(BOXES, alt="Five boxes.", gradients=["slopes"], **changes)


def test_every_line_stands_in_its_box():
    root = assert_legible(draw())
    boxes = sorted(rectangles(root), key=lambda box: box.left)
    assert [name for name, _, _ in by_role(root, "name")] == list(BOXES)
    for box, (name, lines) in zip(boxes, BOXES.items(), strict=True):
        role = "gradient" if name == "slopes" else "value"
        inside = [text for text, x, _ in by_role(root, role) if box.left < x < box.right]
        assert inside == lines


@pytest.mark.parametrize("back_to", [0, 1, 3])
def test_the_way_back_ends_below_the_box_that_it_leads_to(back_to):
    root = assert_legible(draw(back_to=back_to))
    boxes = sorted(rectangles(root), key=lambda box: box.left)
    way_back = wires(root)[-1]
    assert boxes[-1].left < way_back[0][0] < boxes[-1].right
    assert boxes[back_to].left < way_back[-1][0] < boxes[back_to].right
    assert way_back[-1][1] == pytest.approx(boxes[back_to].bottom + 8)


@pytest.mark.parametrize("back_to", [-1, 4, 5])
def test_the_way_back_leads_to_an_earlier_box(back_to):
    with pytest.raises(ValueError, match="back_to must be"):
        draw(back_to=back_to)
    with pytest.raises(ValueError, match="text alternative"):
        plots.cycle(BOXES, alt=" ")
