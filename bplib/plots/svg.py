"""A sheet of paper for SVG drawings: shapes, text, and how numbers are written on them.

Drawings hold no ids, no scripts and no style sheets, so any number of them can share a page.
"""

import math
from html import escape
from typing import Any

from bplib.plots.picture import Picture, require_alt

FONT = "'Helvetica Neue', Arial, 'DejaVu Sans', sans-serif"
INK = "#1a1a1a"
MUTED = "#595959"
WIRE = "#767b82"
VALUE = "#005b8f"  # Okabe-Ito blue and vermilion, darkened to a contrast of 4.5 : 1 or more on
GRADIENT = "#a84300"  # every fill used here
LEAF_FILL = "#f3f4f6"
NODE_FILL = "#fdf6e3"

SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
SUPERSCRIPTS = str.maketrans("0123456789()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁽⁾")

# Widths in em of DejaVu Sans, the widest of the fonts asked for, rounded up.
_EM = {
    **dict.fromkeys(" .,:;|'’ijlI⁽⁾", 0.34),
    **dict.fromkeys("₀₁₂₃₄₅₆₇₈₉⁰¹²³⁴⁵⁶⁷⁸⁹", 0.42),
    **dict.fromkeys("()frt/", 0.42),
    **dict.fromkeys("−+×=±∞·", 0.84),
    **dict.fromkeys("0123456789", 0.64),
    **dict.fromkeys("mwMWQOGDHNU@%", 0.9),
}


def text_width(text: str, size: float) -> float:
    """Return an upper estimate of the width in pixels of `text` set at `size` pixels."""
    return size * math.fsum(_EM.get(character, 0.66) for character in text)


def number(value: Any, digits: int = 4) -> str:
    """Write a number with at most `digits` significant digits and a true minus sign.

    Strings are passed through, so that a picture may say "?" or "1/3".

    Raises
    ------
    TypeError
        If `value` is neither a string nor convertible to a float.
    """
    if isinstance(value, str):
        return value
    try:
        x = float(value)
    except (TypeError, ValueError) as error:
        raise TypeError(
            f"a number or a string was expected on the picture, but {value!r} was given"
        ) from error
    if math.isinf(x):
        return "∞" if x > 0 else "−∞"
    if x == 0 or math.isnan(x) or 1e-3 <= abs(x) < 1e5:
        text = f"{x + 0.0:.{digits}g}" if abs(x) < 10**digits else f"{x:.0f}"
        text = "0" if text in ("0", "-0") else text
    else:
        mantissa, exponent = f"{x:.{digits - 1}e}".split("e")
        text = f"{mantissa.rstrip('0').rstrip('.')}e{int(exponent)}"
    return text.replace("-", "−")


def _n(x: float) -> str:
    return f"{round(x, 1) + 0.0:.1f}".removesuffix(".0")


class Sheet:
    """Collects shapes in drawing order and returns them as a `Picture`."""

    def __init__(self) -> None:
        self._elements: list[str] = []

    def _add(self, tag: str, body: str | None = None, **attributes: Any) -> None:
        written = "".join(
            f' {name.rstrip("_").replace("_", "-")}="{_n(v) if isinstance(v, float) else v}"'
            for name, v in attributes.items()
            if v is not None
        )
        end = "/>" if body is None else f">{body}</{tag}>"
        self._elements.append(f"<{tag}{written}{end}")

    def text(
        self,
        x: float,
        y: float,
        text: str,
        *,
        size: float = 13,
        fill: str = INK,
        anchor: str = "middle",
        bold: bool = False,
        italic: bool = False,
        role: str | None = None,
    ) -> None:
        """Write `text` with its baseline at (x, y); `role` becomes the element's class."""
        self._add(
            "text",
            escape(text, quote=False),
            class_=role,
            x=float(x),
            y=float(y),
            font_size=float(size),
            fill=fill,
            text_anchor=anchor,
            font_weight="bold" if bold else None,
            font_style="italic" if italic else None,
        )

    def pair(
        self, x: float, y: float, symbol: str, text: str, *, size: float, fill: str, role: str
    ) -> None:
        """Write a symbol and its number, centred on x; gradients lean."""
        body = (
            f'<tspan class="symbol" fill="{MUTED}">{escape(symbol, quote=False)}</tspan> '
            f'<tspan class="{role}"'
            + (' font-style="italic"' if role == "gradient" else "")
            + f">{escape(text, quote=False)}</tspan>"
        )
        self._add(
            "text",
            body,
            x=float(x),
            y=float(y),
            font_size=float(size),
            fill=fill,
            text_anchor="middle",
        )

    def box(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        *,
        fill: str,
        stroke: str = MUTED,
        line: float = 1.4,
        radius: float = 10,
    ) -> None:
        """Draw a rectangle with round corners; (x, y) is its upper left corner."""
        self._add(
            "rect",
            x=float(x),
            y=float(y),
            width=float(width),
            height=float(height),
            rx=float(radius),
            fill=fill,
            stroke=stroke,
            stroke_width=float(line),
        )

    def dot(self, x: float, y: float, radius: float = 3.5, fill: str = INK) -> None:
        """Draw a filled circle."""
        self._add("circle", cx=float(x), cy=float(y), r=float(radius), fill=fill)

    def wire(
        self, points: list[tuple[float, float]], *, stroke: str = WIRE, line: float = 1.5
    ) -> None:
        """Draw a wire through `points`: straight where level, an S-curve where it climbs."""
        x, y = points[0]
        path = [f"M{_n(x)},{_n(y)}"]
        for u, v in points[1:]:
            if abs(v - y) < 0.05:
                path.append(f"H{_n(u)}")
            else:
                middle = _n((x + u) / 2)
                path.append(f"C{middle},{_n(y)} {middle},{_n(v)} {_n(u)},{_n(v)}")
            x, y = u, v
        self._add("path", d=" ".join(path), fill="none", stroke=stroke, stroke_width=float(line))

    def track(self, points: list[tuple[float, float]], *, stroke: str = WIRE) -> None:
        """Draw straight pieces through `points`, each of them level or upright."""
        x, y = points[0]
        path = [f"M{_n(x)},{_n(y)}"]
        for u, v in points[1:]:
            level = abs(v - y) < 0.05
            path.append(
                f"H{_n(u)}" if level else f"C{_n(x)},{_n(y)} {_n(x)},{_n(v)} {_n(x)},{_n(v)}"
            )
            x, y = (u, y) if level else (x, v)
        self._add("path", d=" ".join(path), fill="none", stroke=stroke, stroke_width=1.5)

    def arrow(
        self, x: float, y: float, *, fill: str = WIRE, size: float = 8, up: bool = False
    ) -> None:
        """Draw an arrow head that points right, or up, its tip at (x, y)."""
        half = size * 0.55
        ends = [(x, y), (x - size, y - half), (x - size, y + half)]
        if up:
            ends = [(x, y), (x - half, y + size), (x + half, y + size)]
        points = " ".join(f"{_n(u)},{_n(v)}" for u, v in ends)
        self._add("polygon", points=points, fill=fill)

    def vector(
        self,
        start: tuple[float, float],
        end: tuple[float, float],
        *,
        stroke: str = WIRE,
        line: float = 1.5,
        size: float = 8,
    ) -> None:
        """Draw a straight arrow from `start` to `end`, whatever its direction."""
        (x, y), (u, v) = start, end
        length = math.hypot(u - x, v - y)
        if length == 0:
            raise ValueError(f"an arrow needs two different ends, but both are {start!r}")
        along, across = (u - x) / length, (v - y) / length
        foot, base = u - size * along, v - size * across
        self._add(
            "path",
            d=f"M{_n(x)},{_n(y)} L{_n(foot)},{_n(base)}",
            fill="none",
            stroke=stroke,
            stroke_width=float(line),
        )
        side, rise = size * 0.55 * across, size * 0.55 * along
        points = f"{_n(u)},{_n(v)} {_n(foot + side)},{_n(base - rise)} "
        self._add("polygon", points=points + f"{_n(foot - side)},{_n(base + rise)}", fill=stroke)

    def picture(self, width: float, height: float, alt: str) -> Picture:
        """Return the drawing."""
        w, h = math.ceil(width), math.ceil(height)
        svg = (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{w}" height="{h}" '
            f'viewBox="0 0 {w} {h}" font-family="{FONT}">' + "".join(self._elements) + "</svg>"
        )
        return Picture(svg.encode("utf-8"), "svg", require_alt(alt), w)


def key(sheet: Sheet, x: float, y: float, above: str, below: str, framed: str = "") -> float:
    """Write what stands above and below a wire, and in frames, centred on x; return its depth."""
    sheet.text(x, y, f"above a line: {above}", size=12.5, fill=VALUE, role="key")
    sheet.text(
        x, y + 18, f"below a line: {below}", size=12.5, fill=GRADIENT, italic=True, role="key"
    )
    if framed:
        sheet.text(x, y + 36, f"in a frame: {framed}", size=12.5, role="key")
    return 42 if framed else 24
