"""Take a broadcast back: sum a gradient over the axes along which an array was repeated."""

import math

import numpy as np

from bplib.course.checks import Function, call_case, slip
from bplib.course.exercises.lesson_12_autodiff_engine.shared import signed


def unbroadcast(
    gradient,
    shape,
    *,
    repeated=lambda front, stretched: (*front, *stretched),
    total=np.sum,
    gone=lambda k, extra: k < extra,
    over=lambda lengths: 1,
):
    """Return the gradient of an array of the given shape, before it was broadcast."""
    extra = gradient.ndim - len(shape)
    stretched = [extra + k for k, n in enumerate(shape) if n == 1]
    axes = repeated(range(extra), stretched)
    summed = total(gradient, axis=axes, keepdims=True) / over(
        [gradient.shape[k] for k in stretched]
    )
    return np.squeeze(summed, axis=tuple(k for k in axes if gone(k, extra)))


def cases(rng):
    """Draw gradients of arrays that were repeated along new axes, along old ones, or not at all."""
    shapes = (
        ("a bias, one row for all samples", (4, 3), (3,)),
        ("a bias, and a batch of one sample", (1, 3), (3,)),
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
    drawn = []
    for note, big, small in shapes:
        gradient = signed(rng, *big)
        if math.prod(small) == 1:  # one sum of everything, which must not cancel to almost 0
            gradient = np.abs(gradient)
        drawn.append(call_case(note, gradient=gradient, shape=small))
    return drawn


def from_the_right(gradient, shape):
    """Line the shapes up at their first axes, as if ones were added at the end."""
    padded = (*shape, *(1,) * (gradient.ndim - len(shape)))
    axes = tuple(k for k, n in enumerate(padded) if n == 1)
    summed = gradient.sum(axis=axes, keepdims=True)
    return summed.reshape(summed.shape[: len(shape)])


def first_copy(gradient, axis, keepdims):
    """Return what stands first along the axes."""
    return gradient[tuple(slice(0, 1 if k in axis else None) for k in range(gradient.ndim))]


def axis_by_axis(gradient, shape):
    """Sum one axis after another, while the axes behind move forward."""
    while gradient.ndim > len(shape):
        gradient = gradient.sum(axis=0)
    for k, n in enumerate(shape):
        if n == 1:
            gradient = gradient.sum(axis=k)
    return gradient


EXERCISE = Function(
    unbroadcast,
    cases,
    title="Undo a broadcast",
    points=4,
    difficulty=3,
    read_again="From numbers to arrays",
    slips=[
        slip("the wrong axis", instead=from_the_right).asks(
            "When a row is added to a matrix, along which axis is it repeated?"
        ),
        slip("the shape is kept", instead=lambda gradient, shape: gradient).asks(
            "Is your gradient of the shape of the array that it belongs to?"
        ),
        slip("axes in front only", repeated=lambda front, stretched: tuple(front)).asks(
            "What happens in your function to an axis that was 1 long and was stretched?"
        ),
        slip("stretched axes only", repeated=lambda front, stretched: tuple(stretched)).asks(
            "What happens in your function to an axis that the array did not have at all?"
        ),
        slip("axes of length 1 lost", gone=lambda k, extra: True).asks(
            "Does a sum along an axis leave that axis in place?"
        ),
        slip(
            "one axis of several", repeated=lambda front, stretched: (*front, *stretched)[:1]
        ).asks("How many axes can be repeated at once?"),
        slip("averaged", total=np.mean).asks(
            "Copying is fan-out. Does fan-out, going back, average or add?"
        ),
        slip("one copy's gradient", total=first_copy).asks(
            "Each copy reports. Whose reports did you keep?"
        ),
        slip("stretched axes lost on the way", instead=axis_by_axis).asks(
            "After a sum along an axis, where are the axes behind it?"
        ),
        slip("largest copy", total=np.max).asks(
            "Copying is fan-out. Does fan-out, going back, choose or add?"
        ),
        slip("stretched axes averaged", over=math.prod).asks(
            "Is an axis that was stretched treated otherwise than one that is new?"
        ),
    ],
)
