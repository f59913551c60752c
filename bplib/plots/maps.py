"""Maps: heat maps, decision boundaries, paths over contours, and grids of images."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from bplib.plots.curves import require_labels
from bplib.plots.figures import COLOURS, MARKERS, new_figure, series, show
from bplib.plots.picture import Picture, require_alt
from bplib.plots.svg import number

ANNOTATED_CELLS = 120
GRID = 181  # points along each side of a decision map
MAX_CLASSES = len(COLOURS)
STYLES = ("-", "--", "-.", ":")


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


def decision_boundary(
    predict: Callable[[np.ndarray], Any] | Mapping[str, Callable[[np.ndarray], Any]],
    X: Any,
    y: Any,
    *,
    alt: str,
    xlabel: str = "x₁",
    ylabel: str = "x₂",
) -> Picture:
    """Draw what a classifier says over the plane, with the samples on top.

    Two classes: blue towards class 0, orange towards class 1, a black line at one half. More: a
    colour for each class, with black lines between them. Markers differ by class too.

    Parameters
    ----------
    predict : callable, or mapping of title to callable
        Takes points (M, 2); returns scores in [0, 1] or labels, (M,) or (M, 1), or scores of C
        classes, (M, C). A mapping gives a row of frames.
    X : (N, 2)
        Samples.
    y : (N,) or (N, 1)
        Their labels: 0, 1, ..., at most 6.
    alt : str
        The text alternative.
    xlabel, ylabel : str
        Axis labels, not empty.

    Returns
    -------
    Picture
        PNG.

    Raises
    ------
    ValueError
        For an empty `alt` or label, wrong shapes, values that are not finite, or other labels.
    """
    require_alt(alt)
    require_labels(xlabel=xlabel, ylabel=ylabel)
    X = np.asarray(X, dtype=float)
    if X.ndim != 2 or X.shape[1] != 2 or len(X) == 0 or not np.isfinite(X).all():
        raise ValueError(f"X must be finite samples (N, 2), but has the shape {X.shape}")
    labels = np.asarray(y, dtype=float)
    if labels.size != len(X):
        raise ValueError(f"y needs one label for each of the {len(X)} samples, got {labels.size}")
    labels = labels.reshape(-1)
    if not np.isin(labels, np.arange(MAX_CLASSES)).all():
        raise ValueError(f"labels must be whole numbers from 0 to {MAX_CLASSES - 1}")
    frames = predict if isinstance(predict, Mapping) else {"": predict}
    if not frames:
        raise ValueError("predict is an empty mapping: give at least one classifier")
    margin = 0.25 * np.maximum(np.ptp(X, axis=0), 1e-3)
    low, high = X.min(axis=0) - margin, X.max(axis=0) + margin
    u, v = np.linspace(low[0], high[0], GRID), np.linspace(low[1], high[1], GRID)
    points = np.stack(np.meshgrid(u, v), axis=-1).reshape(-1, 2)
    classes = max(int(labels.max()) + 1, 2)
    size = (4.9, 3.9) if len(frames) == 1 else (min(3.2 * len(frames), 10.0), 3.1)
    fig, axes = new_figure(ncols=len(frames), size=size)
    for ax, (title, function) in zip(np.atleast_1d(axes), frames.items(), strict=True):
        _regions(ax, u, v, _scores(function(points), len(points), classes))
        for k in np.unique(labels).astype(int):
            ax.plot(
                *X[labels == k].T,
                linestyle="none",
                marker=MARKERS[k],
                color=COLOURS[k],
                markeredgecolor="white" if len(X) > 20 else "black",
                markeredgewidth=0.7 if len(X) > 20 else 1.0,
                markersize=5.5 if len(X) > 20 else 10,
                label=f"class {k}",
            )
        ax.set_title(title)
        ax.locator_params(nbins=5)
        ax.set_xlabel(xlabel)
        ax.grid(False)
    np.atleast_1d(axes)[0].set_ylabel(ylabel)
    for ax in np.atleast_1d(axes)[1:]:
        ax.set_ylabel(ylabel)
        ax.yaxis.label.set_visible(False)
        ax.tick_params(labelleft=False)
    handles, names = np.atleast_1d(axes)[0].get_legend_handles_labels()
    fig.legend(handles, names, loc="outside upper right", ncols=len(names))
    return show(fig, alt)


def _scores(given: Any, points: int, classes: int) -> np.ndarray:
    """Return the scores (M, C) of C > 2 classes, or the score (M, 1) of class 1 of two."""
    scores = np.asarray(given, dtype=float)
    if not np.isfinite(scores).all() or scores.shape[:1] != (points,) or scores.ndim > 2:
        raise ValueError(
            f"predict got points ({points}, 2) and must return finite scores ({points},), "
            f"({points}, 1) or ({points}, C), but returned the shape {scores.shape}"
        )
    scores = scores.reshape(points, -1)
    if scores.shape[1] == 2:
        return (1 + scores[:, 1:] - scores[:, :1]) / 2
    if scores.shape[1] == 1 and classes > 2:
        return np.equal(scores, np.arange(classes)).astype(float)
    return scores


def _regions(ax: Any, u: np.ndarray, v: np.ndarray, scores: np.ndarray) -> None:
    if scores.shape[1] == 1:
        score = scores.reshape(len(v), len(u))
        shades = np.linspace(0, 1, 11)
        ax.contourf(u, v, np.clip(score, 0, 1), levels=shades, cmap=_two_class_map(), alpha=0.6)
        _line(ax, u, v, score - 0.5)
        return
    for k, score in enumerate(scores.T):
        lead = (score - np.delete(scores, k, axis=1).max(axis=1)).reshape(len(v), len(u))
        if lead.max() > 0:
            colour = COLOURS[k % len(COLOURS)]
            ax.contourf(u, v, lead, levels=[0, np.inf], colors=[colour], alpha=0.28)
            _line(ax, u, v, lead)


def _line(ax: Any, u: np.ndarray, v: np.ndarray, lead: np.ndarray) -> None:
    if lead.min() < 0 < lead.max():
        ax.contour(u, v, lead, levels=[0], colors="black", linewidths=1.6, linestyles="-")


def _two_class_map() -> Any:
    from matplotlib.colors import LinearSegmentedColormap

    return LinearSegmentedColormap.from_list("classes", [COLOURS[0], "#ffffff", COLOURS[1]])


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


def image_grid(
    images: Any, titles: Sequence[Any], *, alt: str, ncols: int | None = None
) -> Picture:
    """Draw small grey images in rows, a title above each; dark is ink.

    Parameters
    ----------
    images : (K, H, W) or (K, H * H)
        All on one scale, from the lowest value (white) to the highest (black).
    titles : sequence of K
        A title each.
    alt : str
        The text alternative.
    ncols : int, optional
        Images a row, by default up to 8.

    Returns
    -------
    Picture
        PNG.

    Raises
    ------
    ValueError
        For an empty `alt`, no images, wrong shapes, values that are not finite, or a wrong number
        of titles.
    """
    require_alt(alt)
    pixels = np.asarray(images, dtype=float)
    if pixels.ndim == 2 and (side := round(pixels.shape[1] ** 0.5)) ** 2 == pixels.shape[1]:
        pixels = pixels.reshape(-1, side, side)
    if pixels.ndim != 3 or pixels.size == 0:
        raise ValueError(f"images must be (K, H, W) or (K, H * H), but have {pixels.shape}")
    series("images", pixels.reshape(-1))
    if not np.isfinite(pixels).all():
        raise ValueError("images must hold finite numbers only")
    if len(titles) != len(pixels):
        raise ValueError(f"{len(pixels)} images need as many titles, but {len(titles)} were given")
    ncols = min(len(pixels), 8) if ncols is None else ncols
    nrows = -(-len(pixels) // max(ncols, 1))
    fig, axes = new_figure(ncols, nrows, size=(1.08 * ncols + 0.1, 1.36 * nrows + 0.1))
    for ax in np.ravel(axes):
        ax.set_axis_off()
    for ax, image, title in zip(np.ravel(axes), pixels, titles, strict=False):
        ax.imshow(image, cmap="gray_r", vmin=pixels.min(), vmax=pixels.max())
        ax.set_title(str(title), loc="center", fontsize=10)
    return show(fig, alt)
