"""Follow two steps of descent and of momentum from (1, 1) in a steep valley, with a pen."""

import numpy as np

from bplib.course.checks import Numbers, slip
from bplib.course.exercises.lesson_16_step_size_and_momentum.shared import MEMORY


def two_steps_by_hand(
    *,
    beta=0.9,
    steps=2,
    share=lambda beta: 1.0,
    where=lambda w, start: w,
    curvature=(1.0, 100.0),
):
    """Return where they lead in f = (x² + 100 y²) / 2 with a rate of 0.015."""
    start, lr, curved = np.ones(2), 0.015, np.array(curvature)

    def walk(beta, steps):
        w, v = start, 0.0
        for _ in range(steps):
            v = beta * v + share(beta) * curved * where(w, start)
            w = w - lr * v
        return w

    descent, momentum = walk(0.0, steps), walk(beta, 2)
    return {
        "descent_x": descent[0],
        "descent_y": descent[1],
        "momentum_x": momentum[0],
        "momentum_y": momentum[1],
    }


EXERCISE = Numbers(
    two_steps_by_hand,
    title="Take two steps by hand",
    points=2,
    difficulty=2,
    read_again=MEMORY,
    slips=[
        slip("weights of a mean in the velocity", share=lambda beta: 1 - beta).asks(
            "Do the two numbers in front of v and g have to sum to one here?"
        ),
        slip("one slope for both steps", where=lambda w, start: start).asks(
            "Where do you stand when you take the second step, and how steep is it there?"
        ),
        slip("too few digits", result={"descent_x": 0.970, "momentum_x": 0.957}).asks(
            "How many digits of yours are significant, and how many are asked for?"
        ),
        slip("memory forgotten", beta=0.0).asks(
            "What is left of the first step's velocity when the second begins?"
        ),
        slip("nothing fades", beta=1.0).asks(
            "How much of the first step's velocity is left when the second begins?"
        ),
        slip("one step of descent", steps=1).asks("How many steps of descent have you taken?"),
        slip("half forgotten", curvature=(0.5, 50.0)).asks(
            "What is the derivative of ½ · 100 y², and what became of the ½?"
        ),
        slip("uphill", share=lambda beta: -1.0).asks("In which direction does the gradient point?"),
    ],
)
