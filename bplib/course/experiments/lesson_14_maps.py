"""Maps of lesson 14: a gauge by depth and layer, one map large and annotated, twelve small."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from bplib.plots import Picture, new_figure, show

COLOURS = "PuOr_r"  # violet below 1, orange above
LIMITS = (1e-8, 1e8)
GROUND = "#d9d9d9"  # where there is nothing to measure


def triangle(sizes: Any, *, title: str, alt: str) -> Picture:
    """Draw one map of deltas, with powers of ten written into every fifth row.

    Parameters
    ----------
    sizes : (D, D)
        A row a depth, a column a layer; NaN where there is no such layer. 1 in the last layer.
    title, alt : str
    """
    from matplotlib.colors import LogNorm

    deepest = len(sizes)
    fig, ax = new_figure(size=(8.4, 4.9))
    edges = (0.5, deepest + 0.5, deepest + 0.5, 0.5)
    shown = ax.imshow(sizes, norm=LogNorm(*LIMITS), cmap=COLOURS, extent=edges, aspect="auto")
    ax.set_facecolor(GROUND)
    ax.grid(False)
    for depth in range(5, deepest + 1, 5):
        for layer in range(1, depth + 1, 4):
            power = np.log10(sizes[depth - 1, layer - 1])
            ink = "white" if abs(power) > 4 else "#1a1a1a"
            text = f"{power:.0f}".replace("-0", "0").replace("-", "−")
            left = {"ha": "left", "x": 0.6} if layer == 1 else {"ha": "center", "x": layer}
            ax.text(y=depth, s=text, color=ink, fontsize=9, va="center", **left)
    arrow = {"arrowstyle": "->", "color": "#1a1a1a"}
    notes = {
        "last layer of each network:\n1, since all is relative to it": ((12.5, 12), (15.5, 6.5)),
        "one row is one network:\nhere 20 layers, 1 on the left": ((20.6, 20), (21.5, 13.5)),
    }
    for text, (tip, place) in notes.items():
        ax.annotate(text, tip, place, arrowprops=arrow, fontsize=9.5, va="center")
    ax.set_title(title, fontsize=11)
    ax.set_xlabel("layer")
    ax.set_ylabel("depth of the network")
    ax.set_xticks([1, *range(5, deepest + 1, 5)])
    ax.set_yticks([1, *range(5, deepest + 1, 5)])
    fig.colorbar(shown, ax=ax, label="‖∂L/∂Z‖ over that of the last layer", extend="both")
    return show(fig, alt)


def mosaic(
    maps: Mapping[str, Any], columns: Sequence[str], rows: Sequence[str], *, alt: str
) -> Picture:
    """Draw grids of small maps side by side.

    Parameters
    ----------
    maps : mapping of title to (len(rows), len(columns), D, D)
        A grid a title.
    columns, rows : sequence of str
        What the maps of a column, and of a row, have in common.
    alt : str
    """
    from matplotlib.colors import LogNorm

    fig, axes = new_figure(len(maps), size=(9.6, 5.6))
    for ax, (title, grid) in zip(np.atleast_1d(axes), maps.items(), strict=True):
        step = grid.shape[-1] + 2
        tiles = np.full((len(rows) * step, len(columns) * step), np.nan)
        for i, j in np.ndindex(len(rows), len(columns)):
            tiles[step * i + 1 : step * (i + 1) - 1, step * j + 1 : step * (j + 1) - 1] = grid[i, j]
        shown = ax.imshow(tiles, norm=LogNorm(*LIMITS), cmap=COLOURS, aspect="auto")
        ax.set_facecolor(GROUND)
        ax.grid(False)
        ax.set_title(title, fontsize=11)
        ax.set_xticks(step / 2 - 0.5 + step * np.arange(len(columns)), columns, fontsize=9)
        ax.set_yticks(step / 2 - 0.5 + step * np.arange(len(rows)), rows, rotation=90, va="center")
        ax.tick_params(length=0)
        for at in range(1, len(columns)):
            ax.axvline(step * at - 0.5, color="white", linewidth=2)
        for at in range(1, len(rows)):
            ax.axhline(step * at - 0.5, color="white", linewidth=2)
        ax.set_xlabel("standard deviation of the weights")
        ax.set_ylabel("activation")
    fig.colorbar(shown, ax=axes, label="size", extend="both", shrink=0.6, location="bottom")
    return show(fig, alt)
