"""What a classifier says over the plane."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from bplib.plots.curves import require_labels
from bplib.plots.figures import COLOURS, MARKERS, new_figure, show
from bplib.plots.picture import Picture, require_alt

GRID = 181  # points along each side of a map
MAX_CLASSES = len(COLOURS)


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
