"""Paths of optimizers over the contours of the function that they descend."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from bplib.plots.curves import require_labels
from bplib.plots.figures import COLOURS, MARKERS, new_figure, show
from bplib.plots.picture import Picture, require_alt

STYLES = ("-", "--", "-.", ":")


def trajectories(
    f: Callable[[np.ndarray, np.ndarray], Any],
    paths: Mapping[str, Any],
    xlim: tuple[float, float],
    ylim: tuple[float, float],
    levels: int | Sequence[float] = 12,
    *,
    alt: str,
    minimum: tuple[float, float] | None = None,
    xlabel: str = "x",
    ylabel: str = "y",
) -> Picture:
    """Draw the paths of optimizers over the contours of the function they descend.

    Parameters
    ----------
    f : callable
        f(x, y) of two arrays of one shape returns an array of that shape.
    paths : mapping of label to (T, 2)
        Points visited; an open circle marks the start, a filled marker the end. Whatever leaves
        the frame is cut off; points that are not finite leave gaps.
    xlim, ylim : (low, high)
        The frame.
    levels : int or increasing sequence of float
        Heights of the contours, or how many to choose, denser towards the lowest point.
    alt : str
        The text alternative.
    minimum : (x, y), optional
        Where to draw a star.
    xlabel, ylabel : str
        Axis labels, not empty.

    Returns
    -------
    Picture
        PNG.

    Raises
    ------
    ValueError
        For an empty `alt`, label, mapping or frame, or wrong shapes.
    """
    require_alt(alt)
    require_labels(xlabel=xlabel, ylabel=ylabel)
    if not (xlim[0] < xlim[1] and ylim[0] < ylim[1]):
        raise ValueError(f"xlim and ylim must be (low, high), but {xlim} and {ylim} were given")
    if not paths:
        raise ValueError("no path was given: pass at least one label with its points (T, 2)")
    u, v = np.meshgrid(np.linspace(*xlim, 241), np.linspace(*ylim, 241))
    heights = np.asarray(f(u, v), dtype=float)
    if heights.shape != u.shape:
        raise ValueError(f"f must keep the shape {u.shape}, but returned {heights.shape}")
    if isinstance(levels, int):
        low, high = np.nanmin(heights), np.nanmax(heights)
        levels = low + (high - low) * np.linspace(0, 1, levels + 2)[1:-1] ** 2.5
    fig, ax = new_figure(size=(6.4, 4.4))
    ax.contour(u, v, heights, levels=levels, colors="#9aa0a6", linewidths=0.9, linestyles="-")
    for i, (label, given) in enumerate(paths.items()):
        points = np.asarray(given, dtype=float)
        if points.ndim != 2 or points.shape[1] != 2 or len(points) == 0:
            raise ValueError(f"path {label!r} must be points (T, 2), but has {points.shape}")
        points = np.where(np.isfinite(points).all(axis=1, keepdims=True), points, np.nan)
        colour, marker = COLOURS[i % len(COLOURS)], MARKERS[i % len(MARKERS)]
        ax.plot(
            *points.T,
            color=colour,
            linestyle=STYLES[i % len(STYLES)],
            marker=marker,
            markersize=4,
            markevery=max(1, len(points) // 25),
            linewidth=1.6,
            label=label,
        )
        ax.plot(*points[0], "o", color="white", markeredgecolor="black", markersize=8, zorder=4)
        finite = points[np.isfinite(points[:, 0])]
        if len(finite):
            ax.plot(
                *finite[-1], marker, color=colour, markeredgecolor="black", markersize=9, zorder=5
            )
    if minimum is not None:
        ax.plot(
            *minimum, "*", color="black", markersize=13, linestyle="none", label="minimum", zorder=3
        )
    ax.set_xlim(*xlim)
    ax.set_ylim(*ylim)
    ax.set_xlabel(xlabel)
    ax.set_ylabel(ylabel)
    ax.grid(False)
    ax.legend(handlelength=3.2)
    return show(fig, alt)
