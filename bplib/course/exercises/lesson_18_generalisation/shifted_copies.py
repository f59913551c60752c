"""Make copies of images moved by whole pixels, with their labels, one move after another."""

import numpy as np

from bplib.course.checks import Function, call_case, slip


def moved(images, dx, dy):
    """Return images moved right by dx and down by dy; what enters is 0."""
    _, H, W = images.shape
    rows, columns = np.arange(H) - dy, np.arange(W) - dx
    inside = np.outer((rows >= 0) & (rows < H), (columns >= 0) & (columns < W))
    return images[:, rows % H][:, :, columns % W] * inside


def shifted_copies(
    images,
    labels,
    moves,
    *,
    read=lambda dx, dy: (dx, dy),
    move=moved,
    joined=np.concatenate,
    repeated=np.tile,
    source=lambda images, copies: images,
):
    """Return all images by the first move, then by the second, ..., and their labels."""
    copies = []
    for dx, dy in moves:
        copies.append(move(source(images, copies), *read(dx, dy)))
    return joined(copies), repeated(labels, len(moves))


def cases(rng):
    """Draw images that are no squares, moved along both axes, obliquely, and not at all."""

    def case(note, N, H, W, *moves):
        return call_case(
            note,
            images=rng.uniform(0.2, 1.0, (N, H, W)),
            labels=rng.permutation(10)[:N],
            moves=[list(move) for move in moves],
        )

    return [
        case("one to the right, one down", 3, 4, 5, (1, 0), (0, 1)),
        case("one to the left, one up, none", 2, 5, 3, (-1, 0), (0, -1), (0, 0)),
        case("obliquely, and far", 4, 6, 5, (2, -1), (-1, 2), (1, 1), (-4, 5)),
        case("none, a single image", 1, 3, 4, (0, 0)),
    ]


def image_by_image(copies):
    """Return all moves of the first image, then those of the second, ..."""
    return np.stack(copies, axis=1).reshape(-1, *copies[0].shape[1:])


def edge_repeated(images, dx, dy):
    """Return images moved, with the pixels of the edge where nothing enters."""
    _, H, W = images.shape
    rows, columns = np.arange(H) - dy, np.arange(W) - dx
    return images[:, np.clip(rows, 0, H - 1)][:, :, np.clip(columns, 0, W - 1)]


EXERCISE = Function(
    shifted_copies,
    cases,
    title="Make shifted copies",
    points=2,
    difficulty=2,
    read_again="In NumPy: remedies",
    returns=("images", "labels"),
    slips=[
        slip(
            "rolled round the edge",
            move=lambda images, dx, dy: np.roll(images, (dy, dx), axis=(1, 2)),
        ).asks("What enters on the left when an image moves to the right?"),
        slip("axes swapped", read=lambda dx, dy: (dy, dx)).asks(
            "Which axis of an image counts the columns, the middle one or the last?"
        ),
        slip("opposite direction", read=lambda dx, dy: (-dx, -dy)).asks(
            "A bright pixel in column 2, moved by dx = 1: in which column is it now?"
        ),
        slip("up for down", read=lambda dx, dy: (dx, -dy)).asks(
            "Is the last row of an array its top or its bottom?"
        ),
        slip("labels in another order", repeated=np.repeat).asks(
            "Which label has the second of your images?"
        ),
        slip("labels not copied", repeated=lambda labels, times: labels).asks(
            "How many images have you made, and how many labels?"
        ),
        slip("all moves of one image together", joined=image_by_image, repeated=np.repeat).asks(
            "Which comes second: the first image's second move, or the second image?"
        ),
        slip(
            "originals added",
            given=lambda images, labels, moves: (images, labels, [(0, 0), *moves]),
        ).asks("If (0, 0) is not among the moves, does anyone ask for the originals?"),
        slip("edge repeated", move=edge_repeated).asks(
            "What enters at the edge when an image moves away from it?"
        ),
        slip("right for left", read=lambda dx, dy: (-dx, dy)).asks(
            "A bright pixel in column 2, moved by dx = 1: in which column is it now?"
        ),
        slip("a stack of copies", joined=np.stack).asks(
            "How many axes have the images that are asked for?"
        ),
        slip(
            "moved on from the last move",
            source=lambda images, copies: copies[-1] if copies else images,
        ).asks("From which images does the second move start?"),
    ],
)
