"""Count places and parameters."""

from bplib.course.checks import Numbers, slip
from bplib.course.exercises.lesson_15_beyond_dense.shared import PLACES

_SHAPES = {
    "rows": 12,
    "columns": 10,
    "pooled_rows": 6,
    "pooled_columns": 5,
    "parameters": 276,
    "dense_parameters": 933_840,
}


def conv_shapes():
    return _SHAPES


EXERCISE = Numbers(
    conv_shapes,
    title="Count places and parameters",
    points=1,
    difficulty=2,
    minutes=4,
    read_again=PLACES,
    slips=[
        slip("a place too few", result={"rows": 11, "columns": 9}).asks(
            "At how many ends of a side are zeros added, and is the first place counted?"
        ),
        slip("half places rounded up", result={"rows": 13, "columns": 11}).asks(
            "Does the kernel still lie inside the padded image at your last place?"
        ),
        slip("stride forgotten", result={"rows": 24, "columns": 20}).asks(
            "How many pixels lie between one place of the kernel and the next?"
        ),
        slip("kernel turned on its side", result={"rows": 13, "columns": 9}).asks(
            "Which of the kernel's two lengths runs along the rows of the image?"
        ),
        slip("channels forgotten", result={"parameters": 96}).asks(
            "How many numbers of the input does one place of one kernel look at?"
        ),
        slip("biases forgotten", result={"parameters": 270}).asks(
            "Is a kernel all that an output channel has of its own?"
        ),
        slip("overlapping tiles", result={"pooled_rows": 11, "pooled_columns": 9}).asks(
            "Do the tiles of this pooling overlap?"
        ),
        slip("dense biases forgotten", result={"dense_parameters": 933_120}).asks(
            "How many neurons would the dense layer have, and what has each besides weights?"
        ),
    ],
)
