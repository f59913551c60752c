"""Convict a suspect."""

import numpy as np

from bplib.activations import sigmoid
from bplib.course.checks import Numbers, slip
from bplib.course.exercises.lesson_06_two_two_one.shared import B1, BREAKS, W1, X
from bplib.course.exercises.lesson_06_two_two_one.train_step_221 import train_step_221

COPIED_W2 = np.array([[0.40, 0.45], [0.50, 0.55]])

COPIED_B2 = np.array([[0.60], [0.60]])

COPIED_Y = np.array([[0.01], [0.99]])


def _copied_error(lr: float = 0.5, *, early: bool = False, biases: bool = False) -> float:
    """Error of the widely copied 2-2-2 example after one step; its method keeps the biases."""
    parameters = W1, B1, COPIED_W2, COPIED_B2
    parameters = train_step_221(*parameters, X, COPIED_Y, lr, early=early, bias=biases)
    new_W1, new_b1, new_W2, new_b2 = parameters
    a2 = sigmoid(new_W2 @ sigmoid(new_W1 @ X + new_b1) + new_b2)
    return float(0.5 * ((COPIED_Y - a2) ** 2).sum())


def forensics_222():
    return {"error_by_the_method": _copied_error(), "suspect": 3}


EXERCISE = Numbers(
    forensics_222,
    title="Convict a suspect",
    points=2,
    difficulty=3,
    minutes=6,
    read_again=BREAKS,
    digits=9,
    slips=[
        slip("the printed number", result={"error_by_the_method": _copied_error(early=True)}).asks(
            "This is what the page prints. Does it follow from the old output weights?"
        ),
        slip("before the step", result={"error_by_the_method": _copied_error(lr=0.0)}).asks(
            "Is this the error before the update, or after it?"
        ),
        slip("biases updated", result={"error_by_the_method": _copied_error(biases=True)}).asks(
            "Does the page's method move the biases?"
        ),
        slip("suspect 1", result={"suspect": 1}).asks(
            "What error does a step without the hidden slope really give?"
        ),
        slip("suspect 2", result={"suspect": 2}).asks(
            "What error does a step with the transposed gradient really give?"
        ),
        slip("suspect 4", result={"suspect": 4}).asks(
            "What error does a step that moves the biases really give?"
        ),
    ],
)
