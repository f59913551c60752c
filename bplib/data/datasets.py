"""Data to learn from: XOR, moons, spirals, and the real handwritten digits that ship with bplib.

Rows are samples. Nothing is downloaded, and whatever is random comes from the generator that the
caller gives.
"""

from dataclasses import dataclass
from importlib.resources import files

import numpy as np
from numpy.typing import ArrayLike

from bplib._support.arguments import Array, finite, floating, number, whole


def xor() -> tuple[Array, Array]:
    """Return the four points of exclusive or.

    Returns
    -------
    X : (4, 2)
        00, 01, 10, 11.
    Y : (4, 1)
        0, 1, 1, 0.
    """
    X = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    Y = np.array([[0.0], [1.0], [1.0], [0.0]])
    return X, Y


def moons(n: int, noise: float, rng: np.random.Generator | int) -> tuple[Array, Array]:
    """Draw two half circles of radius 1, hooked into each other.

    Class 0 lies on (cos t, sin t), class 1 on (1 - cos t, 1/2 - sin t), t evenly spaced in [0, pi].

    Parameters
    ----------
    n : int, >= 2
        Points in all; class 0 gets the odd one.
    noise : float, >= 0
        Standard deviation added to both coordinates.
    rng : Generator or int

    Returns
    -------
    X : (n, 2)
    y : (n,), int, 0 or 1
        The classes take turns: 0, 1, 0, 1, ...

    Raises
    ------
    ValueError
        When n < 2 or noise is negative or not finite.
    """
    _check_request(n, 2, noise)
    y = np.arange(n) % 2
    t = np.pi * _position(n, 2)
    upper = np.column_stack([np.cos(t), np.sin(t)])
    lower = np.column_stack([1 - np.cos(t), 0.5 - np.sin(t)])
    X = np.where(y[:, np.newaxis] == 0, upper, lower)
    return X + noise * np.random.default_rng(rng).standard_normal(X.shape), y


def spirals(
    n: int, classes: int, noise: float, rng: np.random.Generator | int
) -> tuple[Array, Array]:
    """Draw spiral arms wound around the origin, one for each class.

    At share s of its length (0 < s <= 1) arm k is at radius s and angle 2 pi (k / classes + s / 2):
    every arm makes half a turn.

    Parameters
    ----------
    n : int, >= classes
        Points in all.
    classes : int, >= 2
    noise : float, >= 0
        Standard deviation added to both coordinates; the outermost points are at radius 1.
    rng : Generator or int

    Returns
    -------
    X : (n, 2)
    y : (n,), int, 0 to classes - 1
        The classes take turns: 0, 1, ..., classes - 1, 0, ...

    Raises
    ------
    ValueError
        When classes < 2, n < classes, or noise is negative or not finite.
    """
    whole(classes, "classes", 2)
    _check_request(n, classes, noise)
    y = np.arange(n) % classes
    s = 0.05 + 0.95 * _position(n, classes)
    angle = 2 * np.pi * (y / classes + s / 2)
    X = np.column_stack([s * np.cos(angle), s * np.sin(angle)])
    return X + noise * np.random.default_rng(rng).standard_normal(X.shape), y


@dataclass(frozen=True)
class Digits:
    """Handwritten digits, split once and for all.

    Attributes
    ----------
    X_train : (1437, 64)
        8 x 8 images, row by row, pixels in [0, 1].
    y_train : (1437,), int, 0 to 9
    X_test : (360, 64)
    y_test : (360,), int, 0 to 9
    """

    X_train: Array
    y_train: Array
    X_test: Array
    y_test: Array


def digits() -> Digits:
    """Load the 1,797 handwritten digits of Alpaydin & Kaynak (1998), in a fixed random split.

    The split comes from `default_rng(0).permutation(1797)`: the first 1,437 train. It is random
    because file order is not: the last 360 images of the file are far harder than the rest.
    A plain softmax regression gets about 0.98 on this test set; another split gives it 0.967 on
    average.

    Returns
    -------
    Digits
        Fresh arrays at every call; changing them changes nothing else.
    """
    with (files("bplib") / "data" / "digits.npz").open("rb") as file, np.load(file) as stored:
        images, labels = stored["images"], stored["labels"]
    order = np.random.default_rng(0).permutation(len(images))
    train, test = order[:1437], order[1437:]
    X = images.astype(np.float64) / 16
    y = labels.astype(np.int64)
    return Digits(X[train], y[train], X[test], y[test])


def shift(images: ArrayLike, dx: int, dy: int) -> Array:
    """Move 8 x 8 images by whole pixels; what enters is 0, what leaves is lost.

    Parameters
    ----------
    images : (..., 64) or (..., 8, 8)
        At least one picture; pixels finite.
    dx : int, -7 to 7
        To the right when positive.
    dy : int, -7 to 7
        Down when positive.

    Returns
    -------
    same shape as `images`, a copy
        float32 stays float32, whole numbers become float64.

    Raises
    ------
    ValueError
        When the shape is another, a pixel is not finite, or a shift leaves no pixel.
    """
    given = floating(images, "images")
    if given.shape[-1:] != (64,) and given.shape[-2:] != (8, 8):
        raise ValueError(f"images must have shape (..., 64) or (..., 8, 8), got {given.shape}")
    if given.size == 0:
        raise ValueError(f"images is empty: shape {given.shape}; give at least one picture")
    finite(given, "images")
    for name, distance in (("dx", dx), ("dy", dy)):
        if distance not in range(-7, 8):
            raise ValueError(f"{name} must be a whole number from -7 to 7, got {distance!r}")
    before = given.reshape(-1, 8, 8)
    after = np.zeros_like(before)
    rows_from, rows_to = _overlap(dy)
    columns_from, columns_to = _overlap(dx)
    after[:, rows_to, columns_to] = before[:, rows_from, columns_from]
    return after.reshape(given.shape)


def _overlap(distance: int) -> tuple[slice, slice]:
    """Which of 8 rows stay in the picture: where they come from, where they go."""
    return (
        slice(max(-distance, 0), 8 - max(distance, 0)),
        slice(max(distance, 0), 8 - max(-distance, 0)),
    )


def _position(n: int, classes: int) -> Array:
    """Where along its arc each of n points lies, 0 to 1, when the classes take turns: (n,)."""
    turn = np.arange(n) // classes
    return turn / max(turn[-1], 1)


def _check_request(n: int, least: int, noise: float) -> None:
    whole(n, "n", least, hint="one point for each class")
    number(noise, "noise", least=0)
