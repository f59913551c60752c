"""A matrix as coloured cells."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from bplib.plots.curves import require_labels
from bplib.plots.figures import new_figure, show
from bplib.plots.picture import Picture, require_alt
from bplib.plots.svg import number

ANNOTATED_CELLS = 120


def heatmap(
    matrix: Any,
    xlabels: Sequence[Any],
    ylabels: Sequence[Any],
    *,
    xlabel: str,
    ylabel: str,
    label: str,
    alt: str,
    log: bool = True,
) -> Picture:
    """Draw a matrix as coloured cells; small matrices carry their numbers as well.

    Parameters
    ----------
    matrix : (R, C)
        Rows from top to bottom. NaN leaves a cell white. With `log`, no value may be negative; a 0,
        which has no logarithm, is drawn as a white cell that says 0.
    xlabels, ylabels : sequences of C and R
        Names of columns and rows.
    xlabel, ylabel, label : str
        What columns, rows and colours stand for, not empty.
    alt : str
        The text alternative.
    log : bool
        Logarithmic colours.

    Returns
    -------
    Picture
        PNG.

    Raises
    ------
    ValueError
        For an empty `alt` or label, shapes that do not fit, or values that cannot be drawn.
    """
    require_alt(alt)
    require_labels(xlabel=xlabel, ylabel=ylabel, label=label)
    cells = np.asarray(matrix, dtype=float)
    if cells.ndim != 2 or cells.shape != (len(ylabels), len(xlabels)) or cells.size == 0:
        raise ValueError(
            f"matrix has the shape {cells.shape}, but {len(ylabels)} row labels and "
            f"{len(xlabels)} column labels need {(len(ylabels), len(xlabels))}"
        )
    if log and (cells < 0).any():
        raise ValueError("log=True needs values of at least 0, but some are negative: log=False")
    shown = np.isfinite(cells) & (cells > 0 if log else True)
    if not shown.any():
        raise ValueError("the matrix has no value that can be drawn on this scale")
    from matplotlib.colors import LogNorm, Normalize

    rows, columns = cells.shape
    low, high = cells[shown].min(), cells[shown].max()
    if low == high:
        low, high = (low / 2, high * 2) if log else (low - 1, high + 1)
    norm = LogNorm(low, high) if log else Normalize(low, high)
    annotate = cells.size <= ANNOTATED_CELLS and columns <= 14
    width = min(2.4 + (0.62 if annotate else 0.3) * columns, 9.2)
    fig, ax = new_figure(size=(max(width, 5.2), min(1.2 + 0.34 * rows, 7.0) if rows > 4 else 2.6))
    mesh = ax.pcolormesh(
        np.where(shown, cells, np.nan), norm=norm, cmap="cividis", edgecolors="white", linewidth=0.6
    )
    ax.invert_yaxis()
    _ticks(ax.xaxis, xlabels, 16)
    _ticks(ax.yaxis, ylabels, 18)
    ax.grid(False)
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    ax.set_xlabel(xlabel)
    ax.set_ylabel(ylabel)
    fig.colorbar(mesh, ax=ax, label=label)
    for (r, c), value in np.ndenumerate(cells):
        if not np.isnan(value) and (annotate or not shown[r, c]):
            dark = shown[r, c] and _luminance(mesh.cmap(norm(value))) < 0.18
            ax.text(
                c + 0.5,
                r + 0.5,
                number(value, 2),
                ha="center",
                va="center",
                fontsize=8.5,
                color="white" if dark else "black",
            )
    return show(fig, alt)


def _luminance(rgba: Sequence[float]) -> float:
    """Return the relative luminance of a colour (WCAG 2.2); white text suits less than 0.18."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in rgba[:3]]
    return float(np.dot([0.2126, 0.7152, 0.0722], linear))


def _ticks(axis: Any, labels: Sequence[Any], most: int) -> None:
    stride = -(-len(labels) // most)
    chosen = range(0, len(labels), stride)
    axis.set_ticks([i + 0.5 for i in chosen], [str(labels[i]) for i in chosen])
