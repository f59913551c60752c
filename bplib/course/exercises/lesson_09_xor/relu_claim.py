"""Correct a published claim."""

import numpy as np

from bplib.course.checks import Numbers, slip

_LEVELS = {
    "right_answers": 3,
    "shared_answer": 2 / 3,
    "loss_three_share": (np.log(3) + 2 * np.log(1.5)) / 4,
    "loss_all_share": np.log(2),
    "loss_two_share": np.log(2) / 2,
}


def relu_claim():
    return _LEVELS


EXERCISE = Numbers(
    relu_claim,
    title="Correct a published claim",
    points=1,
    difficulty=2,
    minutes=4,
    read_again="Three points share one answer",
    slips=[
        slip("four right", result={"right_answers": 4}).asks(
            "What does the program print when it is run?"
        ),
        slip("one half for three", result={"shared_answer": 0.5}).asks(
            "Of the three corners that share the answer, how many want a 1?"
        ),
        slip(
            "the fourth corner left out of the mean",
            result={"loss_three_share": (np.log(3) + 2 * np.log(1.5)) / 3},
        ).asks("Over how many samples is the loss averaged?"),
        slip("pair's loss not averaged", result={"loss_two_share": np.log(2)}).asks(
            "Two corners are answered perfectly. Do they count in the mean?"
        ),
        slip("summed", result={"loss_all_share": 4 * np.log(2)}).asks(
            "Is this loss a sum over the corners or a mean?"
        ),
    ],
)
