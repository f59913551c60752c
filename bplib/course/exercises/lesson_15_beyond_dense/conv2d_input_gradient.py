"""Repair a gradient that symmetric kernels cannot fault."""

from collections.abc import Callable
from typing import Any

import numpy as np

from bplib.course.checks import Case, Function, call_case, slip
from bplib.course.exercises.lesson_15_beyond_dense.shared import PLACES


def conv2d_input_gradient(dZ: Any, W: Any) -> Any:
    """Return dX: every dZ goes back to the pixels that its place saw, times the kernel."""
    (K, L), (N, rows, columns) = W.shape, dZ.shape
    dX = np.zeros((N, rows + K - 1, columns + L - 1))
    for k, m in np.ndindex(K, L):
        dX[:, k : k + rows, m : m + columns] += W[k, m] * dZ
    return dX


def _input_gradient_variant(kind: str) -> Callable[[Any, Any], Any]:
    """Return the gradient with one mistake."""

    def gradient(dZ: Any, W: Any) -> Any:
        if kind == "flipped forward too":
            return conv2d_input_gradient(dZ[:, ::-1, ::-1], W)
        if kind == "averaged":
            return conv2d_input_gradient(dZ, W) / W.size
        if kind == "not padded":
            places = np.lib.stride_tricks.sliding_window_view
            if dZ.shape[1] < W.shape[0] or dZ.shape[2] < W.shape[1]:
                return np.zeros((len(dZ), 0, 0))
            return np.einsum("nijkl,kl->nij", places(dZ, W.shape, (1, 2)), W[::-1, ::-1])
        if kind == "overwritten":
            (K, L), (N, rows, columns) = W.shape, dZ.shape
            dX = np.zeros((N, rows + K - 1, columns + L - 1))
            for i, j in np.ndindex(rows, columns):
                dX[:, i : i + K, j : j + L] = dZ[:, i, j, np.newaxis, np.newaxis] * W
            return dX
        flipped = {
            "no flip": W[::-1, ::-1],
            "rows only": W[:, ::-1],
            "columns only": W[::-1],
        }
        return conv2d_input_gradient(dZ, flipped[kind])

    return gradient


def _input_gradient_cases(rng: np.random.Generator) -> list[Case]:
    def case(note: str, samples: int, rows: int, columns: int, *kernel: int) -> Case:
        ramp = np.arange(kernel[0] * kernel[1]).reshape(kernel)  # no kernel is symmetric by chance
        return call_case(
            note,
            dZ=rng.normal(size=(samples, rows, columns)),
            W=rng.normal(size=kernel) + 0.5 * ramp,
        )

    return [
        case("kernel of 3 × 2", 2, 4, 5, 3, 2),
        case("kernel of 2 × 3", 3, 5, 4, 2, 3),
        case("kernel of 3 × 3", 2, 3, 6, 3, 3),
        case("kernel of 4 × 2", 1, 6, 3, 4, 2),
    ]


EXERCISE = Function(
    conv2d_input_gradient,
    _input_gradient_cases,
    title="Repair a gradient that symmetric kernels cannot fault",
    points=3,
    difficulty=4,
    minutes=7,
    read_again=PLACES,
    slips=[
        slip("not repaired yet", instead=_input_gradient_variant("no flip")).asks(
            "For a kernel that is not symmetric: which weight links dZ[0, 0] with X[0, 0]?"
        ),
        slip("flipped along the rows only", instead=_input_gradient_variant("rows only")).asks(
            "In one dimension one axis runs backwards. How many are there here?"
        ),
        slip(
            "flipped along the columns only", instead=_input_gradient_variant("columns only")
        ).asks("Try a kernel of a single row. Is your result right for it?"),
        slip("delta flipped as well", instead=_input_gradient_variant("flipped forward too")).asks(
            "Should the first delta be sent to the first pixels or to the last?"
        ),
        slip("not padded", instead=_input_gradient_variant("not padded")).asks(
            "Which shape has an image, and how does it compare with its outputs?"
        ),
        slip("overwritten instead of added", instead=_input_gradient_variant("overwritten")).asks(
            "How many places look at a pixel in the middle of the image?"
        ),
        slip("averaged over the kernel", instead=_input_gradient_variant("averaged")).asks(
            "Do the places that share a pixel add up, or average?"
        ),
    ],
)
