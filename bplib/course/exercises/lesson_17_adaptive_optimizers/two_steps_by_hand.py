"""Follow two steps of descent and of momentum, and one of Adam, from (1, 1) in a steep valley."""

import numpy as np

from bplib.course.checks import Numbers, slip
from bplib.course.exercises.lesson_16_step_size_and_momentum.shared import BY_HAND


def two_steps_by_hand(
    *,
    beta=0.9,
    steps=2,
    share=lambda beta: 1.0,
    where=lambda w, start: w,
    corrected=lambda mean, beta: mean / (1 - beta),
    size=np.sqrt,
):
    """Return where they lead in f = (x² + 100 y²) / 2 with a rate of 0.015."""
    curvature, start, lr = np.array([1.0, 100.0]), np.ones(2), 0.015

    def walk(beta, steps):
        w, v = start, 0.0
        for _ in range(steps):
            v = beta * v + share(beta) * curvature * where(w, start)
            w = w - lr * v
        return w

    descent, momentum = walk(0.0, steps), walk(beta, 2)
    g = curvature * start
    m_hat, v_hat = corrected(0.1 * g, 0.9), corrected(0.001 * g**2, 0.999)
    adam = start - lr * m_hat / size(v_hat)
    return {
        "descent_x": descent[0],
        "descent_y": descent[1],
        "momentum_x": momentum[0],
        "momentum_y": momentum[1],
        "adam_y": adam[1],
    }


EXERCISE = Numbers(
    two_steps_by_hand,
    title="Take two steps by hand",
    points=2,
    difficulty=2,
    minutes=5,
    read_again=BY_HAND,
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
        slip("step as long as the slope", size=np.ones_like).asks(
            "By which two running means does Adam's first step divide and multiply, "
            "and what is their quotient after one gradient?"
        ),
        slip("bias left in", corrected=lambda mean, beta: mean).asks(
            "How far below the gradient are the running means after one step from zero?"
        ),
        slip("one step of descent", steps=1).asks("How many steps of descent have you taken?"),
    ],
)
