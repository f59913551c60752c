"""Make an epoch of shifted images: each moved by its own pixel, visited in the given order."""

import numpy as np

from bplib.course.checks import Function, call_case, slip
from bplib.course.exercises.lesson_20_capstone.shared import PARTS


def shifted_batches(
    X,
    y,
    order,
    dx,
    dy,
    batch_size,
    *,
    moves=lambda dx, dy, order: (dx, dy),
    edge="constant",
    visited=lambda y, order: y[order],
    starts=lambda N, size: range(0, N, size),
):
    """Return one epoch's batches: every image moved by its own dx and dy, in the given order."""
    right, down = moves(dx, dy, order)
    wide = np.pad(np.reshape(X, (-1, 8, 8)), ((0, 0), (1, 1), (1, 1)), mode=edge)
    pixels = np.arange(8)
    rows = 1 - down[:, np.newaxis] + pixels  # (N, 8): which row of `wide` comes here
    columns = 1 - right[:, np.newaxis] + pixels
    image = np.arange(len(X))[:, np.newaxis, np.newaxis]
    moved = wide[image, rows[:, :, np.newaxis], columns[:, np.newaxis]].reshape(-1, 64)
    images, labels = moved[order], visited(y, order)
    cuts = [slice(start, start + batch_size) for start in starts(len(X), batch_size)]
    return [(images[cut], labels[cut]) for cut in cuts]


def cases(rng):
    """Draw orders that are not their own inverse, and images without an empty pixel."""
    drawn = []
    for note, N, batch in (
        ("the last batch is short", 7, 3),
        ("one batch holds all", 4, 6),
        ("batches of one", 5, 1),
        ("two full batches and one image", 9, 4),
    ):
        order = rng.permutation(N)
        while (order == np.arange(N)).all() or (order == np.argsort(order)).all():
            order = rng.permutation(N)
        steps = np.array([[1, 0], [0, -1], [-1, 1], [1, 1], [0, 1], [-1, 0], [1, -1], [-1, -1]])
        dx, dy = steps[(np.arange(N) + rng.integers(8)) % 8].T.copy()
        X, y = rng.integers(1, 17, (N, 64)) / 16, rng.permutation(10)[:N]
        drawn.append(call_case(note, X=X, y=y, order=order, dx=dx, dy=dy, batch_size=batch))
    return drawn


def by_place(dx, dy, order):
    """Take the shifts for those of the k-th image visited."""
    return dx[np.argsort(order)], dy[np.argsort(order)]


def into_the_images(answer):
    """Return an answer that leaves the shifted images in the array of the images."""

    def in_place(X, y, order, *others):
        batches = answer(X, y, order, *others)
        for k, row in enumerate(np.concatenate([images for images, _ in batches])):
            X[order[k]] = row
        return batches

    return in_place


EXERCISE = Function(
    shifted_batches,
    cases,
    title="Make an epoch of shifted images",
    points=4,
    difficulty=3,
    read_again=PARTS,
    pure=True,
    slips=[
        slip("last batch dropped", starts=lambda N, size: range(0, N - size + 1, size)).asks(
            "How many images are in all your batches together?"
        ),
        slip("labels left behind", visited=lambda y, order: y).asks(
            "When the images change places, what must their labels do?"
        ),
        slip(
            "order ignored", given=lambda X, y, order, *rest: (X, y, np.arange(len(X)), *rest)
        ).asks("Which image should be the first of the first batch?"),
        slip("not shifted", moves=lambda dx, dy, order: (0 * dx, 0 * dy)).asks(
            "Where do dx and dy enter?"
        ),
        slip(
            "one shift for all",
            moves=lambda dx, dy, order: (np.full_like(dx, dx[0]), np.full_like(dy, dy[0])),
        ).asks("How many shifts are in dx, and how many do you use?"),
        slip("shifts by place in the order", moves=by_place).asks(
            "Does dx[k] belong to row k of X, or to the k-th image visited?"
        ),
        slip("directions swapped", moves=lambda dx, dy, order: (dy, dx)).asks(
            "Is dx a move across columns, or across rows?"
        ),
        slip("wrong sign", moves=lambda dx, dy, order: (-dx, -dy)).asks(
            "With dx = 1, in which column does the ink of column 0 arrive?"
        ),
        slip("up for down", moves=lambda dx, dy, order: (dx, -dy)).asks(
            "With dy = 1, in which row does the ink of row 0 arrive?"
        ),
        slip("wraps round", edge="wrap").asks(
            "What should enter at the edge: nothing, or what left at the other edge?"
        ),
        slip("changed in place", around=into_the_images).asks(
            "From which images will the next epoch start?"
        ),
        slip("edge repeated", edge="edge").asks(
            "What should enter at the edge: nothing, or the pixels of the edge again?"
        ),
        slip("not moved down", moves=lambda dx, dy, order: (dx, 0 * dy)).asks(
            "Which of dx and dy do you use?"
        ),
        slip("not moved across", moves=lambda dx, dy, order: (0 * dx, dy)).asks(
            "Which of dx and dy do you use?"
        ),
        slip(
            "order turned round", given=lambda X, y, order, *rest: (X, y, np.argsort(order), *rest)
        ).asks("Is order[0] the image that comes first, or the place of image 0?"),
        slip(
            "shifts in the order of visits", moves=lambda dx, dy, order: (dx[order], dy[order])
        ).asks("Does dx[k] belong to row k of X, or to the k-th image visited?"),
    ],
)
