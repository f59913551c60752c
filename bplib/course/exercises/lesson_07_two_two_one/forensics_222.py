"""Convict a suspect: whose slip gives the error that a widely copied 2-2-2 example prints."""

import numpy as np

from bplib.course.checks import Numbers, slip
from bplib.course.exercises.lesson_07_two_two_one.shared import B1, FORENSICS, W1, X, sigmoid
from bplib.course.exercises.lesson_07_two_two_one.train_step_221 import (
    left,
    moved,
    train_step_221,
)

W2_TWO = np.array([[0.40, 0.50], [0.45, 0.55]])
B2_TWO = np.array([0.60, 0.60])
Y_TWO = np.array([[0.01, 0.99]])


def forensics_222(*, lr=0.5, early=False, bias=(left, left), suspect=3, half=0.5):
    """Return the error after one step that keeps the biases, and who gives the printed one."""
    start = W1, B1, W2_TWO, B2_TWO
    new_W1, new_b1, new_W2, new_b2 = train_step_221(*start, X, Y_TWO, lr, early=early, bias=bias)
    a2 = sigmoid(sigmoid(X @ new_W1 + new_b1) @ new_W2 + new_b2)
    return {"error_by_the_method": half * np.sum((Y_TWO - a2) ** 2), "suspect": suspect}


EXERCISE = Numbers(
    forensics_222,
    title="Convict a suspect",
    points=2,
    difficulty=2,
    read_again=FORENSICS,
    labels=("suspect",),
    digits=9,
    done_by=["course.experiments.lesson_07.step_with_slip"],
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
        slip("learning rate of page A", lr=0.01).asks(
            "Which learning rate has page B, and which one does `lr` hold from the top of the page?"
        ),
    ],
)
