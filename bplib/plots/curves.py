"""Curves: losses while training, gradients through depth, and lines of any kind.

Values that are not finite, and those that a logarithmic axis cannot hold, leave gaps.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from bplib.plots.figures import MARKERS, new_figure, series, show
from bplib.plots.picture import Picture, require_alt


def lines(
    x: Sequence[float] | np.ndarray,
    curves: Mapping[str, Any],
    *,
    xlabel: str,
    ylabel: str,
    alt: str,
    logx: bool = False,
    logy: bool = False,
) -> Picture:
    """Draw several curves over the same x.

    Parameters
    ----------
    x : (T,)
        Places on the horizontal axis.
    curves : mapping of label to (T,)
        One curve a label; colour, line style and marker tell them apart.
    xlabel, ylabel : str
        Axis labels with units, not empty.
    alt : str
        The text alternative.
    logx, logy : bool
        Logarithmic axes.

    Returns
    -------
    Picture
        PNG.

    Raises
    ------
    ValueError
        For an empty `alt`, label or mapping, or lengths that differ.
    """
    require_alt(alt)
    places = series("x", x)
    data = {label: (places, series(f"curve {label!r}", y)) for label, y in curves.items()}
    for label, (_, y) in data.items():
        if len(y) != len(places):
            raise ValueError(f"curve {label!r} has {len(y)} values for {len(places)} places x")
    return _draw(data, xlabel, ylabel, alt, logx=logx, logy=logy)


def loss_curves(
    histories: Mapping[str, Sequence[float]],
    *,
    ylabel: str,
    alt: str,
    xlabel: str = "epoch",
    log: bool = False,
    start: int = 1,
) -> Picture:
    """Draw one or more training curves, which may differ in length.

    Parameters
    ----------
    histories : mapping of label to sequence of float
        A value an epoch (or step).
    ylabel, xlabel : str
        Axis labels, not empty.
    alt : str
        The text alternative.
    log : bool
        Logarithmic vertical axis.
    start : int
        Number of the first value: 1 after the first epoch, 0 before any step.

    Returns
    -------
    Picture
        PNG.

    Raises
    ------
    ValueError
        For an empty `alt`, label, mapping or history.
    """
    require_alt(alt)
    data = {}
    for label, history in histories.items():
        y = series(f"history {label!r}", history)
        data[label] = (np.arange(start, start + len(y), dtype=float), y)
    return _draw(data, xlabel, ylabel, alt, logy=log, whole=True)


def gradient_flow(
    norms: Mapping[str, Sequence[float]],
    *,
    alt: str,
    ylabel: str = "‖∂L/∂Z‖",
    xlabel: str = "layer (1 is next to the input)",
) -> Picture:
    """Draw the size of a gradient in every layer, on a logarithmic axis.

    Parameters
    ----------
    norms : mapping of label to sequence of float
        Norms of layers 1 to L, one curve a network; a norm of 0 leaves a gap.
    alt : str
        The text alternative.
    ylabel, xlabel : str
        Axis labels, not empty.

    Returns
    -------
    Picture
        PNG.

    Raises
    ------
    ValueError
        For an empty `alt`, label, mapping or sequence, or negative norms.
    """
    require_alt(alt)
    data = {}
    for label, given in norms.items():
        y = series(f"norms of {label!r}", given)
        if (y < 0).any():
            raise ValueError(f"norms of {label!r} include {y[y < 0][0]}: a norm is never negative")
        data[label] = (np.arange(1.0, len(y) + 1), y)
    return _draw(data, xlabel, ylabel, alt, logy=True, whole=True)


def _draw(
    data: Mapping[str, tuple[np.ndarray, np.ndarray]],
    xlabel: str,
    ylabel: str,
    alt: str,
    *,
    logx: bool = False,
    logy: bool = False,
    whole: bool = False,
) -> Picture:
    if not data:
        raise ValueError("no curve was given: pass at least one label with its values")
    require_labels(xlabel=xlabel, ylabel=ylabel)
    from matplotlib.ticker import MaxNLocator

    fig, ax = new_figure()
    for i, (label, (x, y)) in enumerate(data.items()):
        drawable = np.where(y > 0, y, np.nan) if logy else y
        drawable = np.where(np.isfinite(drawable), drawable, np.nan)
        if np.isnan(drawable).all():
            raise ValueError(f"{label!r} has no positive value for a logarithmic axis")
        stride = max(1, len(x) // 9)
        ax.plot(
            x,
            drawable,
            label=label,
            marker=MARKERS[i % len(MARKERS)],
            markevery=(i * stride // max(len(data), 1) % stride, stride),
        )
    if logx:
        ax.set_xscale("log")
    elif whole:
        ax.xaxis.set_major_locator(MaxNLocator(integer=True, min_n_ticks=1, steps=[1, 2, 5, 10]))
    if logy:
        ax.set_yscale("log")
    ax.set_xlabel(xlabel)
    ax.set_ylabel(ylabel)
    if len(data) > 1:
        ax.legend(handlelength=3.6)
    return show(fig, alt)


def require_labels(**labels: str) -> None:
    """Raise ValueError if an axis label is empty."""
    for name, label in labels.items():
        if not isinstance(label, str) or not label.strip():
            raise ValueError(
                f"{name}={label!r} was given: say what the axis shows, with its unit if any"
            )
