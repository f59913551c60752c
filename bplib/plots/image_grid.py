"""Small grey images in rows."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from bplib.plots.figures import new_figure, series, show
from bplib.plots.picture import Picture, require_alt


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
