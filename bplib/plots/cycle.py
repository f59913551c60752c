"""A round of steps that leads back to where it began, such as the five of training."""

from collections.abc import Collection, Mapping, Sequence

from bplib.plots.picture import Picture, require_alt
from bplib.plots.svg import GRADIENT, LEAF_FILL, NODE_FILL, VALUE, WIRE, Sheet, text_width

NAME, TEXT = 14.5, 12.5  # font sizes in pixels
LINE = 18  # pixels from one line of text to the next
GAP = 34  # pixels between boxes
MARGIN = 12


def cycle(
    boxes: Mapping[str, Sequence[str]],
    *,
    alt: str,
    back_to: int = 1,
    again: str = "again",
    gradients: Collection[str] = (),
) -> Picture:
    """Draw boxes in a row, an arrow from each to the next, and one from the last back.

    Parameters
    ----------
    boxes : mapping of name to sequence of str
        What stands in each box, a line each, below its name. Boxes before `back_to` are given once
        and have a fill of their own.
    alt : str
        The text alternative.
    back_to : int, from 0 to the number of boxes - 2
        The box to which the last one leads back, counted from 0.
    again : str
        What is written at the arrow back.
    gradients : collection of str
        Names of the boxes that hold slopes, which are written as gradients are everywhere.

    Returns
    -------
    Picture
        SVG.

    Raises
    ------
    ValueError
        For an empty `alt`, fewer than two boxes, or a `back_to` that is no earlier box.
    """
    require_alt(alt)
    if not 0 <= back_to < len(boxes) - 1:
        raise ValueError(
            f"back_to must be one of the boxes before the last, counted from 0, but {back_to} was "
            f"given for {len(boxes)} boxes"
        )
    widths = [
        max([text_width(name, NAME) + 6, *(text_width(line, TEXT) for line in lines)]) + 20
        for name, lines in boxes.items()
    ]
    height = 36 + LINE * max(map(len, boxes.values()))
    sheet, x, middles = Sheet(), float(MARGIN), []
    for k, ((name, lines), width) in enumerate(zip(boxes.items(), widths, strict=True)):
        middle = x + width / 2
        middles.append(middle)
        fill = LEAF_FILL if k < back_to else NODE_FILL
        sheet.box(x, MARGIN, width, height, fill=fill)
        sheet.text(middle, MARGIN + 22, name, size=NAME, bold=True, role="name")
        slopes = name in gradients
        for row, line in enumerate(lines, 1):
            sheet.text(
                *(middle, MARGIN + 24 + LINE * row, line),
                size=TEXT,
                fill=GRADIENT if slopes else VALUE,
                italic=slopes,
                role="gradient" if slopes else "value",
            )
        x += width
        if k < len(boxes) - 1:
            sheet.wire([(x, MARGIN + height / 2), (x + GAP - 8, MARGIN + height / 2)])
            sheet.arrow(x + GAP, MARGIN + height / 2)
        x += GAP
    bottom = float(MARGIN + height)
    low = bottom + 26
    start, end = middles[-1], middles[back_to]
    sheet.track([(start, bottom), (start, low), (end, low), (end, bottom + 8)])
    sheet.arrow(end, bottom, up=True, fill=WIRE)
    sheet.text((start + end) / 2, low + 17, again, size=TEXT, role="key")
    return sheet.picture(x - GAP + MARGIN, low + 17 + MARGIN, alt)
