"""The drawing of lesson 15: three routes back through batch normalisation, with their numbers."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from bplib.plots.picture import Picture
from bplib.plots.svg import GRADIENT, INK, LEAF_FILL, MUTED, NODE_FILL, VALUE, Sheet, key, number

UPPER, LOWER = 62.0, 158.0  # heights of both rows
SIZE = 13.5


def batch_norm_roads(z: Sequence[float], g: Sequence[float], eps: float, *, alt: str) -> Picture:
    """Draw the normalisation of one column with values above and gradients below every wire.

    Parameters
    ----------
    z : (N,)
        The column, N samples.
    g : (N,)
        dL/dz_hat.
    eps : float, >= 0
    alt : str
        The text alternative.
    """
    column, back = np.asarray(z, float), np.asarray(g, float)
    centred = column - column.mean()
    root = np.sqrt(np.mean(centred**2) + eps)
    d_root = -np.sum(back * centred) / root**2
    through_root = d_root * centred / (root * len(column))
    d_centred = back / root + through_root
    d_mean = -d_centred.sum()
    through_mean = np.full(len(column), d_mean / len(column))

    sheet = Sheet()
    _wire(sheet, [(58, UPPER), (402, UPPER)])
    _wire(sheet, [(150, UPPER), (178, LOWER), (248, LOWER)])
    _wire(sheet, [(300, LOWER), (350, LOWER), (402, UPPER + 34)])
    _wire(sheet, [(446, UPPER + 17), (798, UPPER + 17)])
    _wire(sheet, [(536, UPPER + 17), (570, LOWER), (664, LOWER)])
    _wire(sheet, [(746, LOWER), (770, LOWER), (798, UPPER + 51)])
    _wire(sheet, [(842, UPPER + 34), (918, UPPER + 34)])
    sheet.dot(150, UPPER)
    sheet.dot(536, UPPER + 17)
    sheet.box(14, UPPER - 22, 44, 44, fill=LEAF_FILL, radius=22)
    sheet.text(36, UPPER + 5, "z", size=15, bold=True)
    _box(sheet, 248, LOWER - 21, 52, 42, "mean", "μ")
    _box(sheet, 402, UPPER - 20, 44, 74, "−", "z − μ")
    _box(sheet, 664, LOWER - 21, 82, 42, "√(var + ε)", "s")
    _box(sheet, 798, UPPER - 3, 44, 74, "÷", "ẑ")

    _label(sheet, 104, UPPER, column, d_centred + through_mean)
    _label(sheet, 300, UPPER, column, d_centred)
    _label(sheet, 212, LOWER, column, through_mean)
    _label(sheet, 328, LOWER, [column.mean()], [d_mean])
    _label(sheet, 491, UPPER + 17, centred, d_centred)
    _label(sheet, 660, UPPER + 17, centred, back / root)
    _label(sheet, 612, LOWER, centred, through_root)
    _label(sheet, 762, LOWER, [root], [d_root])
    _label(sheet, 878, UPPER + 34, centred / root, back)
    for x, y, road in ((300, 26, "past the mean"), (660, 43, "direct")):
        sheet.text(x, y, road, size=12.5, fill=MUTED, bold=True)
    for x, road in ((250, "through the mean"), (660, "through the variance")):
        sheet.text(x, LOWER + 42, road, size=12.5, fill=MUTED, bold=True)
    depth = key(sheet, 455, LOWER + 74, "value", "gradient, ∂L / ∂(that value)")
    return sheet.picture(928, LOWER + 74 + depth, alt)


def _wire(sheet: Sheet, points: list[tuple[float, float]]) -> None:
    sheet.wire(points)
    sheet.arrow(*points[-1])


def _box(
    sheet: Sheet, x: float, y: float, width: float, height: float, what: str, name: str
) -> None:
    sheet.box(x, y, width, height, fill=NODE_FILL, stroke=INK)
    size = 18 if len(what) == 1 else 14
    sheet.text(x + width / 2, y + height / 2 - 1, what, size=size, bold=True, role="operation")
    sheet.text(x + width / 2, y + height / 2 + 15, name, size=13, fill=MUTED, role="name")


def _label(sheet: Sheet, x: float, y: float, values: Any, gradients: Any) -> None:
    above = ", ".join(number(value, 2) for value in np.round(values, 2))
    below = ", ".join(number(value, 2) for value in np.round(gradients, 2))
    sheet.text(x, y - 5, above, size=SIZE, fill=VALUE, role="value")
    sheet.text(x, y + 15, below, size=SIZE, fill=GRADIENT, italic=True, role="gradient")
