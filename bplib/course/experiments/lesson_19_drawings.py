"""The drawings of lesson 19: a convolution and its flip, max-pooling, a net unrolled in time."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from bplib.plots.picture import Picture
from bplib.plots.svg import GRADIENT, INK, LEAF_FILL, MUTED, NODE_FILL, VALUE, WIRE, Sheet, number

CELL = 40.0
GREEN = "#d9efe3"  # the kernel
BLUE = "#dbeaf5"  # what was seen


def _cell(
    sheet: Sheet, x: float, y: float, text: str, *, fill: str = "#ffffff", ink: str = INK,
    stroke: str = WIRE, line: float = 1.2,
) -> None:  # fmt: skip
    sheet.box(x, y, CELL, CELL, fill=fill, stroke=stroke, line=line, radius=3)
    sheet.text(x + CELL / 2, y + CELL / 2 + 5, text, size=14, fill=ink, italic=ink == GRADIENT)


def _grid(sheet: Sheet, x: float, y: float, rows: Any, shaded: Any = None, **ink: Any) -> None:
    for i, row in enumerate(rows):
        for j, entry in enumerate(row):
            fill = shaded.get((i, j), "#ffffff") if shaded else "#ffffff"
            _cell(sheet, x + j * CELL, y + i * CELL, number(entry), fill=fill, **ink)


def convolution_staircase(
    x: Sequence[float], w: Sequence[float], delta: Sequence[float], *, pixel: int, alt: str
) -> Picture:
    """Draw a convolution as a staircase: a row for each place, and a pixel's column framed.

    Along a row stand the weights that a place applies; down a column those that a pixel meets.

    Parameters
    ----------
    x : (D,)
    w : (K,)
    delta : (D - K + 1,)
        dL/dz.
    pixel : int
        Which column is framed, from 0 to D - 1.
    alt : str
        The text alternative.
    """
    D, K, places = len(x), len(w), len(delta)
    z = [sum(w[k] * x[i + k] for k in range(K)) for i in range(places)]
    dx = [sum(w[j - i] * delta[i] for i in range(places) if 0 <= j - i < K) for j in range(D)]
    left, top, gap = 120.0, 52.0, 18.0
    sheet = Sheet()
    for j, value in enumerate(x):
        sheet.text(left + (j + 0.5) * CELL, top - 10, f"x{_sub(j)}", fill=MUTED)
        _cell(sheet, left + j * CELL, top, number(value), fill=BLUE, ink=VALUE)
    right = left + D * CELL + 26
    sheet.text(right + 20, top + 25, "z", fill=VALUE, bold=True)
    sheet.text(right + 76, top + 25, "δ", fill=GRADIENT, bold=True)
    first = top + CELL + gap
    for i in range(places):
        y = first + i * CELL
        sheet.text(left - 14, y + 25, f"place {i}", anchor="end", fill=MUTED)
        for k in range(K):
            text = f"w{_sub(k)} = {number(w[k])}"
            at = left + (i + k) * CELL
            sheet.box(at, y, CELL, CELL, fill=GREEN, stroke=WIRE, line=1.2, radius=3)
            sheet.text(at + CELL / 2, y + 16, text.split(" = ")[0], size=12, fill=MUTED)
            sheet.text(at + CELL / 2, y + 33, number(w[k]), size=13)
        sheet.text(right + 20, y + 25, number(z[i]), size=14, fill=VALUE)
        sheet.text(right + 76, y + 25, number(delta[i]), size=14, fill=GRADIENT, italic=True)
    last = first + places * CELL + gap
    sheet.text(left - 14, last + 25, "∂L/∂x", anchor="end", fill=GRADIENT, italic=True)
    for j, value in enumerate(dx):
        _cell(sheet, left + j * CELL, last, number(value), ink=GRADIENT)
    frame = left + pixel * CELL - 3
    sheet.box(frame, top - 4, CELL + 6, last + CELL + 8 - top, fill="none", stroke=GRADIENT, line=2)
    below = last + CELL + 26
    terms = [(i, pixel - i) for i in range(places) if 0 <= pixel - i < K]
    sums = " + ".join(f"{_signed(w[k])}·{_signed(delta[i])}" for i, k in terms)
    sheet.text(left - 60, below, "along a row, forward: w₀ w₁ w₂", anchor="start", fill=VALUE)
    read = " ".join(f"w{_sub(k)}" for _, k in terms)
    sheet.text(
        left - 60, below + 20, f"down the frame, back: {read}, so {sums} = {number(dx[pixel])}",
        anchor="start", fill=GRADIENT, italic=True,
    )  # fmt: skip
    return sheet.picture(max(right + 110, 520), below + 32, alt)


def half_turn(kernel: Any, delta: Any, *, place: tuple[int, int], alt: str) -> Picture:
    """Draw the way back of a convolution in two dimensions: the kernel turned, on padded deltas.

    Parameters
    ----------
    kernel : (K, K)
    delta : (rows, columns)
        dL/dz.
    place : (int, int)
        The pixel whose gradient is computed.
    alt : str
        The text alternative.
    """
    W, d = np.asarray(kernel, float), np.asarray(delta, float)
    K, (i, j) = len(W), place
    padded = np.pad(d, K - 1)
    turned = W[::-1, ::-1]
    seen = {(i + a, j + b): GREEN for a in range(K) for b in range(K)}
    side = len(padded) * CELL
    sheet = Sheet()
    top, left = 44.0, 20.0
    sheet.text(left + K * CELL / 2, top - 14, "kernel", fill=MUTED)
    _grid(sheet, left, top, W)
    sheet.text(left + K * CELL / 2, top + K * CELL + 34, "half a turn", fill=MUTED)
    _grid(sheet, left, top + K * CELL + 44, turned, dict.fromkeys(np.ndindex(K, K), GREEN))
    middle = left + K * CELL + 70
    sheet.text(middle + side / 2, top - 14, "δ with a frame of zeros", fill=MUTED)
    _grid(sheet, middle, top, padded, seen, ink=GRADIENT)
    dX = np.array(
        [
            [np.sum(turned * padded[a : a + K, b : b + K]) for b in range(padded.shape[1] - K + 1)]
            for a in range(len(padded) - K + 1)
        ]
    )
    last = middle + side + 70
    sheet.text(last + len(dX) * CELL / 2, top - 14, "∂L/∂X, as large as X", fill=MUTED)
    _grid(sheet, last, top, dX, {place: GREEN}, ink=GRADIENT)
    height = top + max(side, 2 * K * CELL + 44) + 28
    here = padded[i : i + K, j : j + K]
    pairs = zip(turned.ravel(), here.ravel(), strict=True)
    text = " + ".join(f"{_signed(a)}·{_signed(b)}" for a, b in pairs)
    sheet.text(middle, height - 6, f"the shaded pixel: {text} = {number(dX[place])}",
               anchor="start", fill=GRADIENT, italic=True)  # fmt: skip
    return sheet.picture(last + len(dX) * CELL + 20, height + 6, alt)


def pooling(image: Any, delta: Any, *, alt: str) -> Picture:
    """Draw max-pooling over 2 x 2 tiles forward, and what every pixel gets back.

    Parameters
    ----------
    image : (rows, columns)
    delta : (rows / 2, columns / 2)
        dL/d(output).
    alt : str
        The text alternative.
    """
    X, d = np.asarray(image, float), np.asarray(delta, float)
    back, winners = np.zeros_like(X), {}
    outputs = np.zeros_like(d)
    for i, j in np.ndindex(*d.shape):
        tile = X[2 * i : 2 * i + 2, 2 * j : 2 * j + 2]
        a, b = divmod(int(tile.argmax()), 2)
        winners[(2 * i + a, 2 * j + b)] = GREEN
        outputs[i, j], back[2 * i + a, 2 * j + b] = tile.max(), d[i, j]
    sheet, top, side = Sheet(), 44.0, len(X) * CELL
    inset = top + (side - len(d) * CELL) / 2
    places = [20.0]
    for width in (side, len(d) * CELL, len(d) * CELL):
        places.append(places[-1] + width + 56)
    for x, rows, y, shaded, title, ink in (
        (places[0], X, top, winners, "image, winners shaded", VALUE),
        (places[1], outputs, inset, None, "largest", VALUE),
        (places[2], d, inset, None, "δ", GRADIENT),
        (places[3], back, top, winners, "sent back", GRADIENT),
    ):
        _grid(sheet, x, y, rows, shaded, ink=ink)
        sheet.text(x + len(rows) * CELL / 2, y - 14, title, fill=MUTED)
        if len(rows) == len(X):
            for i, j in np.ndindex(*d.shape):
                at = x + 2 * j * CELL, y + 2 * i * CELL
                sheet.box(*at, 2 * CELL, 2 * CELL, fill="none", stroke=INK, line=2.4, radius=3)
    for x, width in zip(places, (side, len(d) * CELL, len(d) * CELL), strict=False):
        sheet.wire([(x + width + 12, top + side / 2), (x + width + 44, top + side / 2)])
        sheet.arrow(x + width + 44, top + side / 2)
    return sheet.picture(places[3] + side + 20, top + side + 20, alt)


def unrolled(*, alt: str) -> Picture:
    """Draw three steps of a recurrent layer beside each other, all with the same weights.

    Parameters
    ----------
    alt : str
        The text alternative.
    """
    sheet, y, low = Sheet(), 70.0, 170.0
    step, width, height = 196.0, 74.0, 52.0
    starts = [150 + t * step for t in range(3)]
    _round(sheet, 34, y, "h₀")
    for t, x in enumerate(starts, start=1):
        before = x - step + width if t > 1 else 56
        sheet.wire([(before, y), (x, y)])
        sheet.arrow(x, y)
        sheet.text((before + x) / 2 - 4, y - 9, "W_h", size=14, fill=VALUE, bold=True)
        sheet.text((before + x) / 2 - 4, y + 21, f"← δ{_sub(t)} W_hᵀ", fill=GRADIENT, italic=True)
        sheet.wire([(x - 56, low), (x, y + 18)])
        sheet.arrow(x, y + 18)
        _round(sheet, x - 78, low, f"x{_sub(t)}")
        sheet.text(x - 10, low - 22, "W_x", size=14, fill=VALUE, bold=True, anchor="start")
        sheet.box(x, y - height / 2, width, height, fill=NODE_FILL, stroke=INK)
        sheet.text(x + width / 2, y - 3, f"tanh, h{_sub(t)}", size=14, bold=True)
        sheet.text(x + width / 2, y + 17, f"δ{_sub(t)}", fill=GRADIENT, italic=True)
        sheet.text(x + width / 2, y - 38, f"step {t}", fill=MUTED)
    end = starts[-1] + width
    sheet.wire([(end, y), (end + 74, y)])
    sheet.arrow(end + 74, y)
    sheet.text(end + 34, y + 21, "← g₃", fill=GRADIENT, italic=True)
    _round(sheet, end + 96, y, "L")
    sheet.text(90, low + 50, "W_h is one matrix and stands three times; so is W_x, so is b.",
               anchor="start", fill=VALUE)  # fmt: skip
    return sheet.picture(end + 132, low + 66, alt)


def _round(sheet: Sheet, x: float, y: float, text: str) -> None:
    sheet.box(x - 22, y - 22, 44, 44, fill=LEAF_FILL, stroke=MUTED, radius=22)
    sheet.text(x, y + 5, text, size=15, bold=True)


def _sub(k: int) -> str:
    return str(k).translate(str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉"))


def _signed(value: float) -> str:
    return f"({number(value)})" if value < 0 else number(value)
