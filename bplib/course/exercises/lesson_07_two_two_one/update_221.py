"""Update everything at once: weights and biases of both layers, the old ones left as they are."""

import numpy as np

from bplib.course.checks import IN_PLACE, Function, call_case, slip
from bplib.course.exercises.lesson_07_two_two_one.shared import GRADIENTS, signed, sizes


def update_221(parameters, gradients, lr, *, start=np.asarray, taken=np.asarray, bias=True):
    """Return the parameters after one step of gradient descent."""
    moves = True, bias, True, bias
    return [
        start(p) - move * lr * taken(g)
        for p, g, move in zip(parameters, gradients, moves, strict=True)
    ]


def cases(rng):
    """Draw three sizes, each with its own learning rate."""

    def case(n_in, n_hidden, n_out, lr):
        shapes = ((n_in, n_hidden), (n_hidden,), (n_hidden, n_out), (n_out,))
        return call_case(
            sizes(n_in, n_hidden, n_out),
            parameters=[signed(rng, shape) for shape in shapes],
            gradients=[signed(rng, shape) for shape in shapes],
            lr=lr,
        )

    return [case(2, 3, 1, 0.05), case(3, 2, 4, 0.5), case(4, 3, 2, 2.5)]


def scaled_in_place(update):
    """Return the same update, which leaves lr times the gradients behind."""

    def scaling(parameters, gradients, lr):
        new = update(parameters, gradients, lr)
        for g in gradients:
            g *= lr
        return new

    return scaling


EXERCISE = Function(
    update_221,
    cases,
    title="Update everything at once",
    points=2,
    difficulty=1,
    read_again=GRADIENTS,
    pure=True,
    returns=("W1", "b1", "W2", "b2"),
    slips=[
        slip("uphill", given=lambda p, g, lr: (p, g, -lr)).asks(
            "The gradient points to where the loss grows. Where do you want to go?"
        ),
        slip("learning rate forgotten", given=lambda p, g, lr: (p, g, 1.0)).asks(
            "How far does your step go when the learning rate is tiny?"
        ),
        slip("learning rate twice", given=lambda p, g, lr: (p, g, lr**2)).asks(
            "How often does the learning rate occur in one step?"
        ),
        slip("step only", start=np.zeros_like).asks(
            "Is that where the weights are after the step, or only how far they moved?"
        ),
        slip("biases left out", bias=False).asks("Which of the four arrays did not move?"),
        IN_PLACE.asks("Who else may still need the weights from before the step?"),
        slip("nothing moved", given=lambda p, g, lr: (p, g, 0.0)).asks(
            "Which of the arrays that you return are other ones than you were given?"
        ),
        slip("gradients averaged", taken=np.mean).asks(
            "Does every weight take a step of its own, or all of one array the same?"
        ),
        slip("only the signs", taken=np.sign).asks(
            "Is a step as long where the slope is small as where it is large?"
        ),
        slip("gradients changed in place", around=scaled_in_place).asks(
            "What does the caller find in gradients after calling your function?"
        ),
        slip("divided by the rows", taken=lambda g: g / len(g)).asks(
            "What do you divide by, and does the rule of descent?"
        ),
    ],
)
