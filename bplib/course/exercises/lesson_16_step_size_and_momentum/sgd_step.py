"""Write one step of plain gradient descent, which leaves the weights handed in as they were."""

import numpy as np

from bplib.course.checks import IN_PLACE, Steps, slip, steps_case
from bplib.course.exercises.lesson_16_step_size_and_momentum.shared import (
    ONE_STEP,
    SHAPES,
    STILL_HELD,
    gradients,
)


def sgd_step(w, g, lr, *, direction=lambda g: g):
    """Return w - lr g."""
    return w - lr * direction(g)


def cases(rng):
    """Draw weights of four shapes; three steps each."""
    return [
        steps_case(
            {"w": rng.normal(size=shape) + 3},
            gradients(rng, shape, 3),
            {"lr": float(rng.uniform(0.05, 0.4))},
        )
        for shape in SHAPES
    ]


EXERCISE = Steps(
    sgd_step,
    cases,
    title="One step of gradient descent",
    points=1,
    difficulty=1,
    core=True,
    read_again=ONE_STEP,
    pure=True,
    slips=[
        slip("uphill", direction=np.negative).asks("In which direction does the gradient point?"),
        slip("only the step", instead=lambda w, g, lr: -lr * g).asks(
            "Is this where the weights are, or how far they move?"
        ),
        slip("rate left out", given=lambda w, g, lr: (w, g, 1.0)).asks(
            "What decides how much of g is used?"
        ),
        slip("direction only", direction=lambda g: g / np.linalg.norm(g)).asks(
            "Should a steeper slope give a longer step here?"
        ),
        IN_PLACE.asks(STILL_HELD),
        slip("divided by the number of weights", direction=lambda g: g / g.size).asks(
            "Is an average asked for, or is the gradient taken as it is?"
        ),
        slip("signs only", direction=np.sign).asks(
            "Should a steeper slope give a longer step here?"
        ),
    ],
)
