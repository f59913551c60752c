"""Undo a broadcast."""

import math

import numpy as np

from bplib.course.checks import Case, Function, call_case, slip
from bplib.course.exercises.lesson_10_autodiff_engine.shared import Array, _signed

Shape = tuple[int, ...]


def unbroadcast(gradient: Array, shape: Shape) -> Array:
    """Return the gradient of an array of the given shape, before it was broadcast."""
    extra = gradient.ndim - len(shape)
    summed = gradient.sum(axis=tuple(range(extra)))
    ones = tuple(k for k, n in enumerate(shape) if n == 1)
    return summed.sum(axis=ones, keepdims=True).reshape(shape)


def _leading_only(gradient: Array, shape: Shape) -> Array:
    return gradient.sum(axis=tuple(range(gradient.ndim - len(shape))))


def _ones_only(gradient: Array, shape: Shape) -> Array:
    extra = gradient.ndim - len(shape)
    axes = tuple(extra + k for k, n in enumerate(shape) if n == 1)
    return gradient.sum(axis=axes, keepdims=True)


def _without_keepdims(gradient: Array, shape: Shape) -> Array:
    extra = gradient.ndim - len(shape)
    ones = tuple(extra + k for k, n in enumerate(shape) if n == 1)
    return gradient.sum(axis=(*range(extra), *ones))


def _from_the_right(gradient: Array, shape: Shape) -> Array:
    padded = (*shape, *(1,) * (gradient.ndim - len(shape)))
    axes = tuple(k for k, n in enumerate(padded) if n == 1)
    summed = gradient.sum(axis=axes, keepdims=True)
    return summed.reshape(summed.shape[: len(shape)])


def _first_axis_only(gradient: Array, shape: Shape) -> Array:
    extra = gradient.ndim - len(shape)
    axes = [*range(extra), *(extra + k for k, n in enumerate(shape) if n == 1)]
    return gradient.sum(axis=axes[0], keepdims=axes[0] >= extra) if axes else gradient


def _averaged(gradient: Array, shape: Shape) -> Array:
    return unbroadcast(gradient, shape) * math.prod(shape) / gradient.size


def _one_copy(gradient: Array, shape: Shape) -> Array:
    kept = gradient[(0,) * (gradient.ndim - len(shape))]
    return np.asarray(kept)[tuple(slice(0, n) for n in shape)]


def _unbroadcast_cases(rng: np.random.Generator) -> list[Case]:
    shapes: tuple[tuple[str, Shape, Shape], ...] = (
        ("a bias, one row for all samples", (4, 3), (3,)),
        ("one column for all columns", (4, 3), (4, 1)),
        ("as many rows as columns", (3, 3), (3,)),
        ("two axes at once", (2, 4, 3), (4, 1)),
        ("one axis in front, one inside", (5, 2, 3), (1, 3)),
        ("a single number", (5, 2), ()),
        ("nothing was repeated", (4, 2), (4, 2)),
        ("stretched both ways", (4, 3), (1, 1)),
        ("one axis in front, two inside", (2, 4, 3, 5), (4, 1, 1)),
        ("the first and the last of three", (4, 3, 2), (1, 3, 1)),
    )
    cases = []
    for note, big, small in shapes:
        gradient = _signed(rng, *big)
        if math.prod(small) == 1:  # one sum of everything, which must not cancel to almost 0
            gradient = np.abs(gradient)
        cases.append(call_case(note, gradient=gradient, shape=small))
    return cases


EXERCISE = Function(
    unbroadcast,
    _unbroadcast_cases,
    title="Undo a broadcast",
    points=4,
    difficulty=3,
    minutes=7,
    read_again="From numbers to arrays",
    slips=[
        slip("the wrong axis", instead=_from_the_right).asks(
            "When a row is added to a matrix, along which axis is it repeated?"
        ),
        slip("the shape is kept", instead=lambda gradient, shape: gradient).asks(
            "Is your gradient of the shape of the array that it belongs to?"
        ),
        slip("axes in front only", instead=_leading_only).asks(
            "What happens in your function to an axis that was 1 long and was stretched?"
        ),
        slip("stretched axes only", instead=_ones_only).asks(
            "What happens in your function to an axis that the array did not have at all?"
        ),
        slip("axes of length 1 lost", instead=_without_keepdims).asks(
            "Does a sum along an axis leave that axis in place?"
        ),
        slip("one axis of several", instead=_first_axis_only).asks(
            "How many axes can be repeated at once?"
        ),
        slip("averaged", instead=_averaged).asks(
            "Copying is fan-out. Does fan-out, going back, average or add?"
        ),
        slip("one copy's gradient", instead=_one_copy).asks(
            "Each copy reports. Whose reports did you keep?"
        ),
    ],
)
