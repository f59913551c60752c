"""Convict a suspect: whose slip gives the error that a widely copied 2-2-2 example prints."""

import numpy as np

from bplib.course.checks import Numbers, slip
from bplib.course.exercises.lesson_07_two_two_one.shared import B1, BREAKS, W1, X, sigmoid
from bplib.course.exercises.lesson_07_two_two_one.train_step_221 import (
    left,
    moved,
    train_step_221,
)

COPIED_W2 = np.array([[0.40, 0.45], [0.50, 0.55]])
COPIED_B2 = np.array([[0.60], [0.60]])
COPIED_Y = np.array([[0.01], [0.99]])


def forensics_222(*, lr=0.5, early=False, bias=(left, left), suspect=3, half=0.5):
    """Return the error after one step that keeps the biases, and who gives the printed one."""
    start = W1, B1, COPIED_W2, COPIED_B2
    new_W1, new_b1, new_W2, new_b2 = train_step_221(*start, X, COPIED_Y, lr, early=early, bias=bias)
    a2 = sigmoid(new_W2 @ sigmoid(new_W1 @ X + new_b1) + new_b2)
    return {"error_by_the_method": half * np.sum((COPIED_Y - a2) ** 2), "suspect": suspect}


EXERCISE = Numbers(
    forensics_222,
    title="Convict a suspect",
    points=2,
    difficulty=3,
    minutes=6,
    read_again=BREAKS,
    digits=9,
    slips=[
        slip("the printed number", early=True).asks(
            "This is what the page prints. Does it follow from the old output weights?"
        ),
        slip("before the step", lr=0.0).asks("Is this the error before the update, or after it?"),
        slip("biases updated", bias=(moved, moved)).asks("Does the page's method move the biases?"),
        slip("half forgotten", half=1.0).asks(
            "Does the page's error carry a factor in front of the squares?"
        ),
        slip("suspect 1", suspect=1).asks(
            "What error does a step without the hidden slope really give?"
        ),
        slip("suspect 2", suspect=2).asks(
            "What error does a step with the transposed gradient really give?"
        ),
        slip("suspect 4", suspect=4).asks(
            "What error does a step that moves the biases really give?"
        ),
    ],
)
