"""A picture of lesson 01: samples as dots, lines through them, and errors as sticks."""

from collections.abc import Sequence

import numpy as np

from bplib.plots import Picture, new_figure, show
from bplib.plots.svg import GRADIENT

FRAME = {"xlim": (-1.6, 2.1), "ylim": (-1.6, 3.4)}
LABELS = {
    "xlabel": "x: minutes beyond three",
    "ylabel": "y: wait beyond one hour,\nin tens of minutes",
}
STYLES = ("-", "--", "-.", ":")


def draw_lines(
    x: np.ndarray,
    y: np.ndarray,
    lines: Sequence[tuple[str, float, float]] = (),
    *,
    alt: str,
    sticks: bool = False,
    asked: float | None = None,
) -> Picture:
    """Draw eruptions and the lines that are to predict them.

    Parameters
    ----------
    x, y : (N,)
        Inputs and labels of the samples.
    lines : sequence of (name, w, b)
        At most four lines y = w x + b.
    alt : str
        The text alternative.
    sticks : bool
        Whether an upright stick shows each error of the last line.
    asked : float, optional
        The input whose label is asked for.

    Returns
    -------
    Picture
        PNG.
    """
    fig, ax = new_figure()
    ends = np.array(FRAME["xlim"])
    for (name, w, b), style in zip(lines, STYLES, strict=False):
        ax.plot(ends, w * ends + b, style, label=name)
    if sticks:
        _, w, b = lines[-1]
        ax.vlines(x, y, w * x + b, color=GRADIENT, linewidth=2.4)
    ax.plot(x, y, "o", color="black", markersize=7)
    if asked is not None:
        ax.axvline(asked, color="0.55", linestyle=":")
        words = f"an eruption of\n{3 + asked:g} minutes: y = ?"
        ax.annotate(words, (asked, -0.6), (5, 0), textcoords="offset points")
    if lines:
        ax.legend(handlelength=3.2)
    ax.set(**FRAME, **LABELS)
    return show(fig, alt)
