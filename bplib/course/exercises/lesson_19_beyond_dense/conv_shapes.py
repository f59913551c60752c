"""Count places and parameters: six kernels of 5 × 3 on 24 × 18 pixels, stride 2, padding 2."""

from functools import partial

from bplib.course.checks import Numbers, slip
from bplib.course.exercises.lesson_19_beyond_dense.shared import PLACES


def places(pixels, kernel, *, stride=2, zeros=2 + 2):
    """Return how many places a kernel has along one side."""
    return (pixels + zeros - kernel) // stride + 1


def conv_shapes(
    *,
    along=places,
    kernel=(5, 3),
    tiles=lambda n: n // 2,
    channels=3,
    bias=1,
    dense_bias=1,
):
    """Return the sizes after convolution and pooling, and the parameters of both layers."""
    rows, columns = places(24, 5), places(18, 3)  # the right ones: a slip stays in its own lines
    return {
        "rows": along(24, kernel[0]),
        "columns": along(18, kernel[1]),
        "pooled_rows": tiles(rows),
        "pooled_columns": tiles(columns),
        "parameters": 6 * (channels * 5 * 3 + bias),
        "dense_parameters": 6 * rows * columns * (3 * 24 * 18 + dense_bias),
    }


EXERCISE = Numbers(
    conv_shapes,
    title="Count places and parameters",
    points=1,
    difficulty=1,
    read_again=PLACES,
    slips=[
        slip("a place too few", along=partial(places, zeros=2)).asks(
            "At how many ends of a side are zeros added, and is the first place counted?"
        ),
        slip("half places rounded up", along=lambda n, k: places(n + 1, k)).asks(
            "Does the kernel still lie inside the padded image at your last place?"
        ),
        slip("stride forgotten", along=partial(places, stride=1)).asks(
            "How many pixels lie between one place of the kernel and the next?"
        ),
        slip("kernel turned on its side", kernel=(3, 5)).asks(
            "Which of the kernel's two lengths runs along the rows of the image?"
        ),
        slip("channels forgotten", channels=1).asks(
            "How many numbers of the input does one place of one kernel look at?"
        ),
        slip("biases forgotten", bias=0).asks(
            "Is a kernel all that an output channel has of its own?"
        ),
        slip("overlapping tiles", tiles=lambda n: n - 1).asks(
            "Do the tiles of this pooling overlap?"
        ),
        slip("dense biases forgotten", dense_bias=0).asks(
            "How many neurons would the dense layer have, and what has each besides weights?"
        ),
        slip("one bias for all kernels", result={"parameters": 6 * 45 + 1}).asks(
            "How many biases do six kernels have?"
        ),
    ],
)
