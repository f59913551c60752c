"""Limits of lesson 09: how far off a right gradient is when it is measured, and a wrong one."""

import functools
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from bplib.course.experiments.lesson_09 import WAYS_BACK, Suspect, net_gradients
from bplib.losses import one_hot, softmax_cross_entropy

Gradient = Callable[[Callable[[Any], Any], Any, float], Any]

HALF_A_DIGIT = float(np.finfo(float).eps) / 2  # what rounding may change of a number near 1
BEND = 1e-3  # a step for third derivatives


class Gap(NamedTuple):
    """How far the measured slopes of a net are from the right ones, and how far they may be.

    Attributes
    ----------
    step : float
    truncation : float
        Step squared by 6, times the largest third derivative by an entry.
    round_off : float
        What rounding of the loss may change, divided by the step.
    largest : float
        The largest gap between an entry of the right gradient and its measured slope.
    """

    step: float
    truncation: float
    round_off: float
    largest: float


def net() -> tuple[Any, Any, list[Any]]:
    """Return five samples (5, 3), their targets (5, 3), and W1, b1, W2, b2 of a 3-4-3 net."""
    rng = np.random.default_rng(11)
    X, Y = rng.normal(size=(5, 3)), one_hot(rng.integers(0, 3, 5), 3)
    return X, Y, [rng.normal(size=shape) for shape in ((3, 4), (4,), (4, 3), (3,))]


def loss_with(k: int, moved: Any) -> float:
    """Return the loss of the net with its array number k replaced."""
    X, Y, arrays = net()
    W1, b1, W2, b2 = (moved if i == k else old for i, old in enumerate(arrays))
    return float(softmax_cross_entropy(np.tanh(X @ W1 + b1) @ W2 + b2, Y))


def slopes_with(k: int, moved: Any) -> Any:
    """Return the right gradient by array number k, with that array replaced."""
    X, Y, arrays = net()
    return net_gradients("right", X, Y, *(moved if i == k else a for i, a in enumerate(arrays)))[k]


def third_derivatives() -> Iterator[float]:
    """Yield the size of the loss's third derivative by every entry, from three slopes each."""
    for k, array in enumerate(net()[2]):
        for place in np.ndindex(array.shape):
            unit = np.zeros(array.shape)
            unit[place] = BEND
            low, here, high = (slopes_with(k, array + s * unit)[place] for s in (-1, 0, 1))
            yield float(abs(high - 2 * here + low) / BEND**2)


def measured(gradient: Gradient, step: float) -> list[Any]:
    """Return the slopes by all four arrays, as ``gradient(f, x, step)`` measures them."""
    return [
        np.asarray(gradient(functools.partial(loss_with, k), array, step))
        for k, array in enumerate(net()[2])
    ]


def gaps(gradient: Gradient, steps: Sequence[float]) -> list[Gap]:
    """Return both errors of a central difference, and the gap that is measured, for each step.

    Parameters
    ----------
    gradient : callable
        ``gradient(f, x, h)`` measures df/dx by central differences.
    steps : sequence of float, > 0

    Returns
    -------
    list of Gap
    """
    X, Y, arrays = net()
    right = net_gradients("right", X, Y, *arrays)
    largest_bend = max(third_derivatives())
    found = []
    for h in steps:
        pairs = zip(right, measured(gradient, h), strict=True)
        largest = max(float(np.abs(a - n).max()) for a, n in pairs)
        round_off = HALF_A_DIGIT * loss_with(0, arrays[0]) / h
        found.append(Gap(h, h**2 / 6 * largest_bend, round_off, largest))
    return found


def about(gap: Gap) -> str:
    """Say how large the largest gap is: one digit where truncation rules, else its power of ten.

    What rounding leaves differs by processor; that it is a few units of the power of ten of what
    was foretold is asserted.
    """
    if gap.truncation > 100 * gap.round_off:
        return f"{gap.largest:.0e}"
    power = 10.0 ** math.floor(math.log10(gap.truncation + gap.round_off))
    assert 0.3 < gap.largest / power < 9, gap
    return f"a few {power:.0e}"


def errors_by_way(
    gradient: Gradient, error: Callable[[Any, Any], float], step: float = 1e-5
) -> dict[str, float]:
    """Return the largest relative error of an array, for the right way back and all wrong ones.

    Parameters
    ----------
    gradient : callable
        ``gradient(f, x, h)`` measures df/dx.
    error : callable
        How far apart two arrays are, from 0 to 1.
    step : float, > 0

    Returns
    -------
    dict of str to float
        By way back: "right", and those of `WAYS_BACK`.
    """
    X, Y, arrays = net()
    n = measured(gradient, step)
    return {
        way: max(
            float(error(a, b)) for a, b in zip(net_gradients(way, X, Y, *arrays), n, strict=True)
        )
        for way in ("right", *WAYS_BACK)
    }


def size_of(error: float) -> str:
    """Say between which of the limits 1e-7, 1e-4 and 1e-2 an error lies."""
    limits = ((1e-7, "below 1e-7"), (1e-4, "1e-7 to 1e-4"), (1e-2, "1e-4 to 1e-2"))
    return next((words for limit, words in limits if error < limit), "above 1e-2")


def line_up(
    suspects: Mapping[str, Suspect], gradient: Gradient, error: Callable[[Any, Any], float]
) -> str:
    """Return a line for each suspect: its letter, its relative error, and what its author says.

    Parameters
    ----------
    suspects : dict
        As `eight_suspects` makes them.
    gradient : callable
        ``gradient(f, x, h)`` measures df/dx; the step is 1e-5.
    error : callable
        How far apart two arrays are, from 0 to 1.
    """
    lines = []
    for letter, suspect in suspects.items():
        n = gradient(lambda x, f=suspect.loss: float(f(x)), suspect.x, 1e-5)  # type: ignore[misc]
        size = size_of(error(suspect.gradient(suspect.x), n))
        lines.append(f"{letter}  {size:<13} {suspect.story}")
    return "\n".join(lines)
