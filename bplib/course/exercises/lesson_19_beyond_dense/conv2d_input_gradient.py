"""Repair a gradient that symmetric kernels cannot fault: it is wrong where the kernel is not."""

import numpy as np

from bplib.course.checks import Function, call_case, slip
from bplib.course.exercises.lesson_19_beyond_dense.shared import PLACES


def conv2d_input_gradient(dZ, W, *, add=np.add, kernel=lambda W: W):
    """Return dX: every dZ goes back to the pixels that its place saw, times the kernel."""
    (K, L), (N, rows, columns) = W.shape, dZ.shape
    W, dX = kernel(W), np.zeros((N, rows + K - 1, columns + L - 1))
    for i, j in np.ndindex(rows, columns):
        seen = (slice(None), slice(i, i + K), slice(j, j + L))
        dX[seen] = add(dX[seen], dZ[:, i, j, np.newaxis, np.newaxis] * W)
    return dX


def cases(rng):
    """Draw kernels that are not square, one of a single row; none is symmetric by chance."""

    def case(note, samples, rows, columns, *kernel):
        ramp = np.arange(kernel[0] * kernel[1]).reshape(kernel)
        return call_case(
            note,
            dZ=rng.normal(size=(samples, rows, columns)),
            W=rng.normal(size=kernel) + 0.5 * ramp,
        )

    return [
        case("kernel of 3 × 2", 2, 4, 5, 3, 2),
        case("kernel of 2 × 3", 3, 5, 4, 2, 3),
        case("kernel of 1 × 3", 2, 3, 6, 1, 3),
        case("kernel of 4 × 2", 1, 6, 3, 4, 2),
    ]


def not_padded(dZ, W):
    """Convolve dZ with the turned kernel where the kernel lies wholly inside."""
    if dZ.shape[1] < W.shape[0] or dZ.shape[2] < W.shape[1]:
        return np.zeros((len(dZ), 0, 0))
    windows = np.lib.stride_tricks.sliding_window_view(dZ, W.shape, (1, 2))
    return np.einsum("nijkl,kl->nij", windows, W[::-1, ::-1])


def by_weights(dZ, W):
    """Let every weight overwrite what the weights before it have sent."""
    (K, L), (N, rows, columns) = W.shape, dZ.shape
    dX = np.zeros((N, rows + K - 1, columns + L - 1))
    for i, j in np.ndindex(K, L):
        dX[:, i : i + rows, j : j + columns] = W[i, j] * dZ
    return dX


def on_its_side(dZ, W):
    """Pad and convolve as if the kernel were transposed."""
    (K, L), windows = W.shape, np.lib.stride_tricks.sliding_window_view
    wide = np.pad(dZ, ((0, 0), (L - 1, L - 1), (K - 1, K - 1)))
    return np.einsum("nijkl,kl->nij", windows(wide, (L, K), (1, 2)), W.T)


def cut(answer):
    """Return an answer that gives as many pixels as there are places."""

    def inner(dZ, W):
        (top, left), (_, rows, columns) = (np.array(W.shape) - 1) // 2, dZ.shape
        return answer(dZ, W)[:, top : top + rows, left : left + columns]

    return inner


EXERCISE = Function(
    conv2d_input_gradient,
    cases,
    title="Repair a gradient that symmetric kernels cannot fault",
    points=3,
    difficulty=3,
    read_again=PLACES,
    slips=[
        slip("not repaired yet", kernel=lambda W: W[::-1, ::-1]).asks(
            "For a kernel that is not symmetric: which weight links dZ[0, 0] with X[0, 0]?"
        ),
        slip("flipped along the rows only", kernel=lambda W: W[:, ::-1]).asks(
            "In one dimension one axis runs backwards. How many are there here?"
        ),
        slip("flipped along the columns only", kernel=lambda W: W[::-1]).asks(
            "Try a kernel of a single row. Is your result right for it?"
        ),
        slip("delta flipped as well", given=lambda dZ, W: (dZ[:, ::-1, ::-1], W)).asks(
            "Should the first delta be sent to the first pixels or to the last?"
        ),
        slip("not padded", instead=not_padded).asks(
            "Which shape has an image, and how does it compare with its outputs?"
        ),
        slip("overwritten instead of added", add=lambda old, new: new).asks(
            "How many places look at a pixel in the middle of the image?"
        ),
        slip("averaged over the kernel", given=lambda dZ, W: (dZ, W / W.size)).asks(
            "Do the places that share a pixel add up, or average?"
        ),
        slip("overwritten weight by weight", instead=by_weights).asks(
            "How many weights meet at a pixel in the middle of the image?"
        ),
        slip("transposed for turned", instead=on_its_side).asks(
            "Is a kernel that is turned by half a turn the same as its transpose?"
        ),
        slip("as many pixels as places", around=cut).asks(
            "How many pixels has an image, and how many places has the kernel on it?"
        ),
        slip(
            "square kernel taken for granted",
            given=lambda dZ, W: (dZ, W * (np.arange(W.shape[1]) < len(W))),
        ).asks("Try a kernel of 1 × 3. How many of its weights do you use?"),
        slip("averaged over the samples", given=lambda dZ, W: (dZ / len(dZ), W)).asks(
            "Is a gradient by the images one for all of them, or one for each?"
        ),
    ],
)
