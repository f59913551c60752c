"""Reading a drawing back, with a font's true widths instead of the estimates of the layout."""

import itertools
import re
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from functools import cache

import numpy as np
from matplotlib.font_manager import FontProperties, findfont, get_font

SVG = "{http://www.w3.org/2000/svg}"
CURVE_STEPS = np.linspace(0, 1, 80)[1:, None]


@dataclass(frozen=True)
class Box:
    left: float
    top: float
    right: float
    bottom: float
    text: str = ""

    def overlaps(self, other: "Box") -> bool:
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )

    def inside(self, other: "Box") -> bool:
        return (
            other.left <= self.left
            and self.right <= other.right
            and other.top <= self.top
            and self.bottom <= other.bottom
        )


@cache
def advance(character, bold):
    """Return the width in em of a character of DejaVu Sans, the widest font asked for."""
    font = get_font(findfont(FontProperties(family="DejaVu Sans", weight=700 if bold else 400)))
    font.set_size(100, 72)
    return font.load_char(ord(character)).linearHoriAdvance / 65536 / 100


def true_width(text, size, bold):
    return size * sum(advance(character, bold) for character in text)


def texts(root):
    boxes = []
    for element in root.iter(f"{SVG}text"):
        text, size = "".join(element.itertext()), float(element.get("font-size"))
        width = true_width(text, size, element.get("font-weight") == "bold")
        shift = {"start": 0.0, "middle": 0.5, "end": 1.0}[element.get("text-anchor")]
        left, baseline = float(element.get("x")) - shift * width, float(element.get("y"))
        boxes.append(Box(left, baseline - 0.74 * size, left + width, baseline, text))
    return boxes


def rectangles(root):
    return [
        Box(x, y, x + w, y + h)
        for x, y, w, h in (
            [float(e.get(k)) for k in ("x", "y", "width", "height")]
            for e in root.iter(f"{SVG}rect")
        )
    ]


def wires(root):
    """Return every wire as points (K, 2), at most a few pixels apart."""
    t = CURVE_STEPS
    bernstein = np.hstack([(1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3])
    result = []
    for element in root.iter(f"{SVG}path"):
        pieces = []
        for command, numbers in re.findall(r"([MHC])([^MHC]+)", element.get("d")):
            values = np.array(re.split("[ ,]+", numbers.strip()), dtype=float)
            if command == "M":
                pieces.append(values[None])
            elif command == "H":
                start = pieces[-1][-1]
                pieces.append(start + t * (values[0] - start[0], 0))
            else:
                controls = np.vstack([pieces[-1][-1], values.reshape(3, 2)])
                pieces.append(bernstein @ controls)
        result.append(np.vstack(pieces))
    return result


def hit(points, boxes, shrink=0.0):
    """Return the first box that holds one of the points, or None."""
    if not boxes:
        return None
    corners = np.array([(b.left, b.top, b.right, b.bottom) for b in boxes])
    low, high = corners[:, None, :2] + shrink, corners[:, None, 2:] - shrink
    found = ((low < points) & (points < high)).all(axis=2).any(axis=1)
    return boxes[found.argmax()] if found.any() else None


def assert_legible(picture):
    root = ET.fromstring(picture.content)
    sheet = Box(0, 0, float(root.get("width")), float(root.get("height")))
    written, drawn = texts(root), rectangles(root)
    for a in [*written, *drawn]:
        assert a.inside(sheet), f"{a} leaves the sheet"
    for a, b in itertools.combinations(written, 2):
        assert not a.overlaps(b), f"{a.text!r} lies on {b.text!r}"
    for a, b in itertools.combinations(drawn, 2):
        assert not a.overlaps(b), "two boxes overlap"
    for text, box in itertools.product(written, drawn):
        assert not text.overlaps(box) or text.inside(box), f"{text.text!r} sticks out of a box"
    points = np.vstack([np.empty((0, 2)), *wires(root)])
    assert hit(points, written) is None, "a wire runs through a text"
    assert hit(points, drawn, shrink=1.0) is None, "a wire runs through a box"
    return root


def by_role(root, role):
    return [
        ("".join(e.itertext()), float(e.get("x")), float(e.get("y")))
        for e in root.iter(f"{SVG}text")
        if e.get("class") == role
    ]


def passes(root, x, top, bottom):
    """Return whether a wire passes between two heights at x."""
    return any(hit(wire, [Box(x - 4, top, x + 4, bottom)]) for wire in wires(root))


def numbers_on_wires(root):
    """Return the pairs (value, gradient) that share a wire, which must pass between the two."""
    pairs = []
    for value, x, y in by_role(root, "value"):
        below = [g for g, u, v in by_role(root, "gradient") if u == x and 0 < v - y < 24]
        assert passes(root, x, y, y + 12), f"no wire below the value {value}"
        pairs.append((value, *below))
    return sorted(pairs)
