"""Name six gradients."""

from bplib.course.checks import Numbers, slip
from bplib.course.exercises.lesson_04_losses.shared import _SOFTMAX

_LETTERS = {
    "right": "D",
    "not_averaged": "B",
    "not_subtracted": "E",
    "over_samples": "A",
    "softmax_twice": "F",
    "wrong_labels": "C",
}


def row_sum_forensics():
    return _LETTERS


EXERCISE = Numbers(
    row_sum_forensics,
    title="Name six gradients",
    points=2,
    difficulty=3,
    minutes=4,
    read_again=_SOFTMAX,
    slips=[
        slip("size overlooked", result={"right": "B", "not_averaged": "D"}).asks(
            "Which of the two has entries that are N times those of the other?"
        ),
        slip("row sums exchanged", result={"not_subtracted": "A", "over_samples": "E"}).asks(
            "Which mistake gives every row the same sum, and which gives each its own?"
        ),
        slip("small for shifted", result={"softmax_twice": "C", "wrong_labels": "F"}).asks(
            "In which row does the negative entry stand at another class than the label?"
        ),
        slip("zero sums taken for a proof", result={"right": "F", "softmax_twice": "D"}).asks(
            (
                "Four arrays have rows that sum to zero. Which has one negative entry in every "
                "row, at the label, and the size of (p − y)/N?"
            )
        ),
    ],
)
