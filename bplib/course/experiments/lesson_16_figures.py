"""Figures of lesson 16: a valley that looks like one, rates, roots, a spring and its components."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from bplib.plots.figures import COLOURS, MARKERS, new_figure, show
from bplib.plots.picture import Picture

GREY = "#595959"


def valley(paths: Mapping[str, Any], kappa: float, alt: str) -> Picture:
    """Draw f = (x² + κ y²) / 2 as a surface, and from above with paths on it.

    Parameters
    ----------
    paths : mapping of label to (T, 2)
        Points visited.
    kappa : float
        How many times steeper the valley is across than along.
    alt : str
        The text alternative.
    """
    from matplotlib.figure import Figure

    from bplib.plots.figures import course_style

    def height(x: Any, y: Any) -> Any:
        return (x**2 + kappa * y**2) / 2

    with course_style():
        fig = Figure(figsize=(9.4, 4.0))
        space = fig.add_subplot(1, 2, 1, projection="3d", computed_zorder=False)
        above = fig.add_subplot(1, 2, 2)
        u, v = np.meshgrid(np.linspace(-0.5, 1.2, 60), np.linspace(-1.1, 1.1, 60))
        space.plot_surface(u, v, height(u, v), cmap="Blues_r", alpha=0.85, linewidth=0, zorder=1)
        floor = np.linspace(-0.5, 1.2, 60)
        space.plot(floor, 0 * floor, height(floor, 0 * floor), color="black", lw=1.2, zorder=2)
        levels = [0.5, 4, 12, 25, 45, 65]
        above.contour(u, v, height(u, v), levels=levels, colors="#9aa0a6", linewidths=0.9)
        for i, (label, points) in enumerate(paths.items()):
            x, y = np.asarray(points).T
            colour, marker = COLOURS[i], MARKERS[i]
            style: dict[str, Any] = {"color": colour, "marker": marker}
            space.plot(x, y, height(x, y) + 0.5, ms=2.5, lw=1, zorder=3, **style)
            above.plot(x, y, ms=3.5, lw=1.1, label=label, **style)
            above.plot(x[-1], y[-1], marker, color=colour, mec="black", ms=9, zorder=5)
        above.plot(1, 1, "o", color="white", mec="black", ms=8, zorder=4)
        above.plot(0, 0, "*", color="black", ms=13, ls="none", label="minimum", zorder=3)
        space.set(xlabel="x, along", ylabel="y, across", zlabel="height f")
        space.set(xticks=[0, 1], yticks=[-1, 0, 1], zticks=[0, 25, 50])
        space.view_init(elev=32, azim=-62)
        space.set_title("the valley", fontsize=11)
        above.set_title("seen from above", fontsize=11)
        above.set(xlim=(-0.5, 1.2), ylim=(-1.15, 1.15), xlabel="x, along", ylabel="y, across")
        above.grid(False)
        above.legend(loc="upper left", handlelength=2.6)
    return show(fig, alt)


def four_rates(walks: Mapping[str, Any], curvature: float, alt: str) -> Picture:
    """Draw walks on the parabola f = ½ λ w², a panel each.

    Parameters
    ----------
    walks : mapping of title to (T,)
        Weights visited.
    curvature : float
        The parabola's λ.
    alt : str
        The text alternative.
    """
    fig, axes = new_figure(ncols=len(walks), size=(9.6, 2.9))
    reach = np.linspace(-1.6, 1.6, 200)
    for ax, (title, w) in zip(axes, walks.items(), strict=True):
        w = np.asarray(w)
        ax.plot(reach, curvature * reach**2 / 2, color="#9aa0a6", lw=1.2)
        ax.plot(w, curvature * w**2 / 2, "o-", color=COLOURS[0], ms=4, lw=1.1)
        ax.plot(w[0], curvature * w[0] ** 2 / 2, "o", color="white", mec="black", ms=8)
        for k in range(2):
            place = w[k], curvature * w[k] ** 2 / 2
            ax.annotate(str(k), place, (6, -12), textcoords="offset points")
        ax.set_title(title, fontsize=10)
        ax.set(xlim=(-1.6, 1.6), ylim=(-4, 1.25 * curvature), xlabel="w")
        ax.grid(False)
    axes[0].set_ylabel("height f")
    for ax in axes[1:]:
        ax.set_yticklabels([])
        ax.set_ylabel(" ")
    return show(fig, alt)


def components(panels: Mapping[str, Mapping[str, Any]], alt: str) -> Picture:
    """Draw the size of every component of the distance to the minimum, a panel for each method.

    Parameters
    ----------
    panels : mapping of title to mapping of label to (T,)
        Sizes of the components, step by step.
    alt : str
        The text alternative.
    """
    fig, axes = new_figure(ncols=len(panels), size=(9.6, 3.5))
    for ax, (title, curves) in zip(np.atleast_1d(axes), panels.items(), strict=True):
        for i, (label, sizes) in enumerate(curves.items()):
            stride = max(1, len(sizes) // 8)
            ax.semilogy(sizes, marker=MARKERS[i], ms=4, markevery=(2 * i, stride), label=label)
        ax.set_title(title, fontsize=11)
        ax.set(xlabel="step", ylabel="size of the component", ylim=(1e-9, 1e3))
    np.atleast_1d(axes)[0].legend(handlelength=2.6, loc="upper right", ncols=4)
    return show(fig, alt)


def roots(alt: str) -> Picture:
    """Draw the larger root of momentum's polynomial against ηλ, for three memories."""
    fig, ax = new_figure(size=(7.2, 4.0))
    product = np.linspace(0, 4.25, 600)
    ax.axhspan(1, 1.6, color="#D55E00", alpha=0.10, lw=0)
    ax.axhline(1, color=GREY, lw=1.2, ls=(0, (4, 3)))
    ax.text(0.06, 1.03, "above 1: explodes", color=GREY, va="bottom")
    for beta, colour in zip((0.0, 0.5, 0.9), COLOURS, strict=False):
        size = [np.abs(np.roots([1, -(1 + beta - p), beta])).max() for p in product]
        ax.plot(product, size, color=colour, lw=2.2)
        limit = 2 + 2 * beta
        ax.plot(limit, 1, "o", color=colour, ms=7, zorder=4)
        ax.annotate(f"β = {beta}\nlimit {limit:.1f}", (limit, 1), (limit - 0.06, 1.16),
                    color=colour, ha="right")  # fmt: skip
    for beta, place in ((0.0, (1.16, 0.05)), (0.5, (2.05, 0.64)), (0.9, (2.05, 0.88))):
        flat = f"flat at √{beta} = {np.sqrt(beta):.2f}" if beta else "0 at ηλ = 1"
        colour = COLOURS[(0.0, 0.5, 0.9).index(beta)]
        ground = {"facecolor": "white", "edgecolor": "none", "pad": 1.5}
        ax.text(*place, flat, color=colour, va="center", bbox=ground, zorder=5)
    ax.set(xlim=(0, 4.25), ylim=(0, 1.6), xlabel="ηλ, learning rate times curvature",
           ylabel="size of the larger root")  # fmt: skip
    return show(fig, alt)


def spring(curves: Mapping[str, Any], alt: str) -> Picture:
    """Draw the place of one weight, step by step, for several memories."""
    fig, ax = new_figure(size=(7.2, 3.3))
    ax.axhline(0, color=GREY, lw=1)
    for i, (label, places) in enumerate(curves.items()):
        ax.plot(places, marker=MARKERS[i], ms=4, markevery=(i, 6), label=label)
    ax.set(xlabel="step", ylabel="w")
    ax.legend(handlelength=2.8)
    return show(fig, alt)
