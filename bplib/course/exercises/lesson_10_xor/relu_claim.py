"""Correct a published claim: what the program prints, and the losses where training gets stuck."""

import numpy as np

from bplib.course.checks import Numbers, slip


def relu_claim(*, right=3, shared=2 / 3, three_over=4, all_over=4, two_over=4):
    """Return right answers and their value where three corners share one, and three mean losses."""
    return {
        "right_answers": right,
        "shared_answer": shared,
        "loss_three_share": (np.log(3) + 2 * np.log(3 / 2)) / three_over,
        "loss_all_share": 4 * np.log(2) / all_over,
        "loss_two_share": 2 * np.log(2) / two_over,
    }


EXERCISE = Numbers(
    relu_claim,
    title="Correct a published claim",
    points=1,
    difficulty=1,
    read_again="Three points share one answer",
    slips=[
        slip("four right", right=4).asks("What does the program print when it is run?"),
        slip("one half for three", shared=1 / 2).asks(
            "Of the three corners that share the answer, how many want a 1?"
        ),
        slip("the fourth corner left out of the mean", three_over=3).asks(
            "Over how many samples is the loss averaged?"
        ),
        slip("pair's loss not averaged", two_over=2).asks(
            "Two corners are answered perfectly. Do they count in the mean?"
        ),
        slip("summed", all_over=1).asks("Is this loss a sum over the corners or a mean?"),
        slip("one third", shared=1 / 3).asks(
            "Of the three corners that share the answer, how many want a 1?"
        ),
    ],
)
