"""Update everything at once."""

from typing import Any

import numpy as np

from bplib.course.checks import Case, Function, call_case, slip
from bplib.course.exercises.lesson_06_two_two_one.shared import GRADIENTS, signed


def update_221(parameters: Any, gradients: Any, lr: float) -> Any:
    """Return the parameters after one step of gradient descent."""
    return [p - lr * g for p, g in zip(parameters, gradients, strict=True)]


def _update_cases(rng: np.random.Generator) -> list[Case]:
    cases = []
    for (n_in, n_hidden, n_out), lr in (((2, 3, 1), 0.05), ((3, 2, 4), 0.5), ((4, 3, 2), 2.5)):
        shapes = ((n_hidden, n_in), (n_hidden, 1), (n_out, n_hidden), (n_out, 1))
        cases.append(
            call_case(
                f"{n_in} inputs, {n_hidden} hidden units, {n_out} output{'s' * (n_out > 1)}",
                parameters=[signed(rng, shape) for shape in shapes],
                gradients=[signed(rng, shape) for shape in shapes],
                lr=lr,
            )
        )
    return cases


def _update_in_place(parameters: Any, gradients: Any, lr: float) -> Any:
    for p, g in zip(parameters, gradients, strict=True):
        p -= lr * g
    return parameters


def _weights_only(parameters: Any, gradients: Any, lr: float) -> Any:
    new = update_221(parameters, gradients, lr)
    return [new[0], parameters[1], new[2], parameters[3]]


EXERCISE = Function(
    update_221,
    _update_cases,
    title="Update everything at once",
    points=2,
    difficulty=1,
    minutes=2,
    read_again=GRADIENTS,
    pure=True,
    slips=[
        slip(
            "uphill",
            instead=lambda parameters, gradients, lr: update_221(parameters, gradients, -lr),
        ).asks("The gradient points to where the loss grows. Where do you want to go?"),
        slip(
            "learning rate forgotten",
            instead=lambda parameters, gradients, _lr: update_221(parameters, gradients, 1.0),
        ).asks("How far does your step go when the learning rate is tiny?"),
        slip(
            "learning rate twice",
            instead=lambda parameters, gradients, lr: update_221(parameters, gradients, lr**2),
        ).asks("How often does the learning rate occur in one step?"),
        slip(
            "step only", instead=lambda _parameters, gradients, lr: [-lr * g for g in gradients]
        ).asks("Is that where the weights are after the step, or only how far they moved?"),
        slip("biases left out", instead=_weights_only).asks(
            "Which of the four arrays did not move?"
        ),
        slip("changed in place", instead=_update_in_place).asks(
            "Who else may still need the weights from before the step?"
        ),
    ],
)
