"""Figures of lesson 17: slopes of very different size, a noisy one in time, a schedule, a race."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from bplib.plots.figures import COLOURS, MARKERS, new_figure, show
from bplib.plots.picture import Picture

GREY = "#595959"


def slopes_by_pixel(ink: Any, sizes: Any, alt: str) -> Picture:
    """Draw how much ink every pixel has on average, beside the size of its weights' slopes.

    Parameters
    ----------
    ink : (64,)
        Mean brightness of every pixel.
    sizes : (64,)
        Typical size of the slopes of the weights that leave it; 0 is drawn white.
    alt : str
        The text alternative.
    """
    from matplotlib.colors import LogNorm

    fig, axes = new_figure(ncols=2, size=(8.6, 3.5))
    shown = np.where(sizes > 0, sizes, np.nan).reshape(8, 8)
    left = axes[0].imshow(np.reshape(ink, (8, 8)), cmap="Greys", vmin=0)
    right = axes[1].imshow(shown, cmap="cividis", norm=LogNorm(1e-5, 1e-1))
    for (r, c), size in np.ndenumerate(np.reshape(sizes, (8, 8))):
        if size == 0:
            axes[1].text(c, r, "0", ha="center", va="center", color=GREY)
    fig.colorbar(left, ax=axes[0], label="mean ink, 0 to 1")
    fig.colorbar(right, ax=axes[1], label="size of the slopes")
    for ax, title in zip(axes, ("what the images show", "what the weights hear"), strict=True):
        ax.set_title(title, fontsize=11)
        ax.set_axis_off()
    return show(fig, alt)


def in_time(
    g: Any, m_hat: Any, root: Any, step: Any, phases: Mapping[str, int], alt: str
) -> Picture:
    """Draw a gradient, Adam's two means of it and the step, one above the other.

    Parameters
    ----------
    g, m_hat, root, step : (T,)
        The gradient, its corrected mean, the root of the corrected mean square, and the step in
        units of the learning rate.
    phases : mapping of label to int
        Where each phase begins.
    alt : str
        The text alternative.
    """
    fig, axes = new_figure(nrows=2, size=(8.4, 5.0))
    t = np.arange(1, len(g) + 1)
    axes[0].plot(t, g, color="#9aa0a6", lw=0.8, ls="-", label="gradient g")
    axes[0].plot(t, root, color=COLOURS[1], ls="--", lw=2, label="√v̂, its size")
    axes[0].plot(t, m_hat, color=COLOURS[0], ls="-", lw=2, label="m̂, its mean")
    axes[1].axhline(1, color=GREY, lw=1, ls=(0, (4, 3)))
    axes[1].axhline(0, color=GREY, lw=0.8)
    axes[1].plot(t, step, color=COLOURS[2], ls="-", lw=1.6)
    axes[0].set(ylabel="gradient", xlabel=" ", ylim=(-3.4, 4.6))
    axes[1].set(ylabel="step, in units of η", xlabel="step number t", ylim=(-1.1, 1.35))
    for label, begin in phases.items():
        for ax in axes:
            ax.axvline(begin, color=GREY, lw=0.8, ls=":")
        axes[0].text(begin + 8, 4.4, label, fontsize=9.5, va="top", color="#1a1a1a")
    axes[0].legend(ncols=3, loc="lower right", handlelength=2.4)
    return show(fig, alt)


def schedule(
    rate: Callable[[int], float], warmup: int, steps: int, final: float, alt: str
) -> Picture:
    """Draw a schedule with its warm-up, its peak and its end named on the curve."""
    fig, ax = new_figure(size=(7.2, 3.1))
    t = np.arange(0, int(1.15 * steps))
    rates = np.array([rate(int(k)) for k in t])
    peak = rates.max()
    ax.axvspan(0, warmup, color=COLOURS[0], alpha=0.10, lw=0)
    ax.plot(t, rates, color=COLOURS[0], lw=2.2, ls="-")
    ax.plot([0, warmup, steps], [rates[0], peak, final], "o", color=COLOURS[1], ms=6, zorder=4)
    ax.annotate("lr / warmup", (0, rates[0]), (10, -4), textcoords="offset points")
    ax.annotate("lr, at t = warmup − 1 and at t = warmup", (warmup, peak), (10, 5),
                textcoords="offset points")  # fmt: skip
    ax.annotate("final, from t = steps on", (steps, final), (-6, 12), textcoords="offset points")
    ax.set(xlabel="step number t", ylabel="learning rate", ylim=(0, 1.2 * peak))
    return show(fig, alt)


def race(
    runs: Mapping[str, Mapping[float, Any]], controls: Mapping[str, float], alt: str
) -> Picture:
    """Draw the loss at the end against the learning rate: median and range over seeds.

    Parameters
    ----------
    runs : mapping of optimizer to mapping of rate to (S,)
        Losses at the end; what is above the first control is drawn at it.
    controls : mapping of label to float
        Losses to compare with, the highest first.
    alt : str
        The text alternative.
    """
    fig, ax = new_figure(size=(7.6, 4.2))
    top = max(controls.values())
    for (name, tried), marker in zip(runs.items(), MARKERS, strict=False):
        ends = np.array([np.sort(losses) for losses in tried.values()]).clip(max=top)
        middle = ends[:, ends.shape[1] // 2]
        (line,) = ax.loglog(list(tried), middle, marker=marker, ms=5, label=name)
        colour = line.get_color()
        ax.fill_between(list(tried), ends[:, 0], ends[:, -1], color=colour, alpha=0.13, lw=0)
        best = int(np.argmin(middle))
        ax.plot(list(tried)[best], middle[best], marker, color=colour, mec="black", ms=10, zorder=5)
    for label, height in controls.items():
        ax.axhline(height, color=GREY, linewidth=1)
        ax.text(11.5, height * 1.05, label, fontsize=9, color=GREY, va="bottom", ha="right")
    ax.set_xlabel("learning rate")
    ax.set_ylabel("training loss after 5 epochs")
    ax.set(xlim=(0.002, 12), ylim=(0.025, 14))
    ax.legend(ncols=3, loc="upper left", handlelength=3.2)
    return show(fig, alt)


def walks(
    height: Callable[[Any, Any], Any],
    paths: Mapping[str, Any],
    moments: tuple[int, ...],
    xlim: tuple[float, float],
    ylim: tuple[float, float],
    minimum: tuple[float, float],
    levels: list[float],
    alt: str,
) -> Picture:
    """Draw each path in a panel of its own, with the step numbers of some moments on it.

    Parameters
    ----------
    height : callable
        height(x, y) of two arrays.
    paths : mapping of label to (T, 2)
        Four paths.
    moments : tuple of int
        Steps that are marked with their numbers.
    xlim, ylim, minimum, levels
        The frame, where the star stands, and the heights of the contours.
    alt : str
        The text alternative.
    """
    fig, axes = new_figure(ncols=2, nrows=2, size=(9.0, 6.4))
    u, v = np.meshgrid(np.linspace(*xlim, 181), np.linspace(*ylim, 181))
    for i, (ax, (label, path)) in enumerate(zip(axes.flat, paths.items(), strict=True)):
        ax.contour(u, v, height(u, v), levels=levels, colors="#c4c8cc", linewidths=0.8)
        ax.plot(*np.transpose(path), color=COLOURS[i], lw=1.4, ls="-")
        ax.plot(*minimum, "*", color="black", ms=12)
        ax.plot(*path[0], "o", color="white", mec="black", ms=7, zorder=4)
        for k in moments:
            ax.plot(*path[k], "o", color=COLOURS[i], mec="black", ms=5.5, zorder=5)
            ax.annotate(str(k), path[k], (5, 5), textcoords="offset points", fontsize=9, zorder=6)
        ax.set_title(label, fontsize=11)
        ax.set(xlim=xlim, ylim=ylim, xlabel="x" if i > 1 else " ", ylabel=" " if i % 2 else "y")
        ax.grid(False)
    return show(fig, alt)
