"""Matplotlib figures in the course's style, without any global state."""

import functools
import io
import sys
from contextlib import AbstractContextManager
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import numpy as np

from bplib._support.unseen import unseen
from bplib.plots.picture import Picture, require_alt

if TYPE_CHECKING:
    from matplotlib.figure import Figure

PIXELS_PER_INCH = 96  # CSS pixels, so that a font of 10 points has its true size on the page
DENSITY = 2  # PNG pixels per CSS pixel
MARKERS = ("o", "s", "^", "D", "v", "P", "X")
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#1A1A1A")


def course_style() -> AbstractContextManager[Any]:
    """Return a context in which matplotlib draws in the course's style."""
    from matplotlib import style

    return style.context(["default", str(files("bplib.plots") / "bplib.mplstyle")])


def new_figure(
    ncols: int = 1, nrows: int = 1, size: tuple[float, float] | None = None
) -> tuple["Figure", Any]:
    """Return an empty figure in the course's style, for `show`.

    Parameters
    ----------
    ncols, nrows : int
        Columns and rows of axes, at least 1.
    size : (width, height), optional
        In inches; by default 6.4 x 3.8 for one pair of axes, growing with their number.

    Returns
    -------
    fig : Figure
    axes : Axes, or ndarray of Axes
        One pair of axes; else (ncols,) or (nrows,) for a single row or column; else (nrows, ncols).

    Raises
    ------
    ValueError
        If `ncols`, `nrows` or `size` is not positive.
    """
    if min(ncols, nrows) < 1:
        raise ValueError(f"ncols and nrows must be at least 1, but {ncols} and {nrows} were given")
    if size is None:
        size = (6.4, 3.8 * nrows) if ncols == 1 else (min(3.9 * ncols, 9.6), 3.3 * nrows)
    if min(size) <= 0:
        raise ValueError(f"size must be positive inches (width, height), but {size} was given")
    from matplotlib.figure import Figure

    with course_style():
        fig = Figure(figsize=size)
        return fig, fig.subplots(nrows, ncols)


def show(fig: "Figure", alt: str) -> Picture:
    """Render a figure, sharp on dense screens, and close it if pyplot holds it.

    Parameters
    ----------
    fig : Figure
        From `new_figure`, or any other.
    alt : str
        The text alternative.

    Returns
    -------
    Picture
        PNG with two pixels per CSS pixel; the same figure gives the same bytes. Where nobody sees
        it, as in `bplib check`, nothing is drawn, and it is one pixel.

    Raises
    ------
    ValueError
        If `alt` is empty, or an axis with data on it has no label.
    """
    require_alt(alt)
    for ax in fig.axes:
        named = ax.get_xlabel() or fig.get_supxlabel(), ax.get_ylabel() or fig.get_supylabel()
        enough = any(named) if ax.get_label() == "<colorbar>" else all(named)
        if ax.axison and ax.has_data() and not enough:
            raise ValueError(
                "an axis of the figure has no label: call ax.set_xlabel(...) and "
                "ax.set_ylabel(...), with units where there are any, or ax.set_axis_off()"
            )
    drawn = _one_pixel() if unseen() else _png(fig)
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is not None:
        pyplot.close(fig)
    return Picture(drawn, "png", alt, round(fig.get_figwidth() * PIXELS_PER_INCH))


def _png(fig: "Figure") -> bytes:
    """Draw a figure once, in 256 colours: looks like `savefig`, a third of the size and faster.

    Most pixels have the colour of the ground. It gets a place of its own in the palette, so that
    the other 255 colours need to be found among the few pixels that are drawn on it.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from PIL import Image

    with course_style():
        fig.set_dpi(PIXELS_PER_INCH * DENSITY)
        canvas = FigureCanvasAgg(fig)
        canvas.draw()
    pixels = np.asarray(canvas.buffer_rgba())
    colours = pixels.view(np.uint32)[..., 0]
    drawn = colours != colours[0, 0]
    drawn[0, 0] = True  # so that there is one where nothing is drawn
    ink = Image.fromarray(pixels[drawn][np.newaxis, :, :3]).quantize(255, dither=Image.Dither.NONE)
    places = np.zeros(drawn.shape, np.uint8)
    places[drawn] = np.asarray(ink)[0] + 1
    places[0, 0] = 0
    image = Image.fromarray(places, "P")
    image.putpalette([*pixels[0, 0, :3].tolist(), *(ink.getpalette() or [])[: 255 * 3]])
    small = io.BytesIO()
    image.save(small, "png")
    return small.getvalue()


@functools.cache
def _one_pixel() -> bytes:
    from PIL import Image

    small = io.BytesIO()
    Image.new("P", (1, 1)).save(small, "png")
    return small.getvalue()


def series(name: str, values: Any) -> np.ndarray:
    """Return a non-empty sequence of numbers as (T,) floats; NaN and infinity may occur.

    Raises
    ------
    ValueError
        If it is empty, not one-dimensional or has no finite value.
    """
    array = np.asarray(values, dtype=float)
    if array.ndim != 1 or array.size == 0:
        raise ValueError(
            f"{name} must be a non-empty sequence of numbers, but has shape {array.shape}"
        )
    if not np.isfinite(array).any():
        raise ValueError(f"{name} holds no finite number, so there is nothing to draw")
    return array
