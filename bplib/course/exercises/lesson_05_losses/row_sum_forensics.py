"""Name six gradients by their signs and row sums: one is right, five have a mistake each."""

from bplib.course.checks import Numbers, slip
from bplib.course.exercises.lesson_05_losses.shared import SOFTMAX


def row_sum_forensics(
    *,
    right="D",
    not_averaged="B",
    not_subtracted="E",
    over_samples="A",
    softmax_twice="F",
    wrong_labels="C",
):
    """Return the letter of each program in `six_gradients`."""
    return {
        "right": right,
        "not_averaged": not_averaged,
        "not_subtracted": not_subtracted,
        "over_samples": over_samples,
        "softmax_twice": softmax_twice,
        "wrong_labels": wrong_labels,
    }


EXERCISE = Numbers(
    row_sum_forensics,
    title="Name six gradients",
    points=2,
    difficulty=2,
    read_again=SOFTMAX,
    slips=[
        slip("size overlooked", right="B", not_averaged="D").asks(
            "Which of the two has entries that are N times those of the other?"
        ),
        slip("row sums exchanged", not_subtracted="A", over_samples="E").asks(
            "Which mistake gives every row the same sum, and which gives each its own?"
        ),
        slip("small for shifted", softmax_twice="C", wrong_labels="F").asks(
            "In which row does the negative entry stand at another class than the label?"
        ),
        slip("zero sums taken for a proof", right="F", softmax_twice="D").asks(
            "Four arrays have rows that sum to zero. Which has one negative entry in every "
            "row, at the label, and the size of (p − y)/N?"
        ),
    ],
)
