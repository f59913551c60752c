"""Write one step of Nesterov's momentum: the velocity as it will be one step from now."""

from bplib.course.checks import Steps, slip
from bplib.course.exercises.lesson_16_step_size_and_momentum.shared import (
    ONE_STEP,
    STILL_HELD,
    memory_cases,
    state_in_place,
)


def nesterov_step(
    w,
    v,
    g,
    lr,
    beta,
    *,
    share=lambda beta: 1.0,
    ahead=lambda v, g, beta: g + beta * v,
    kept=lambda v, move: v,
):
    """Return (w, v) after v <- beta v + g, w <- w - lr (g + beta v)."""
    v = beta * v + share(beta) * g
    move = ahead(v, g, beta)
    w = w - lr * move
    return w, kept(v, move)


def downhill(w, v, g, lr, beta):
    """Step with a velocity that holds the rate and points downhill."""
    new_v = beta * v - lr * g
    return w - beta * v + (1 + beta) * new_v, new_v


EXERCISE = Steps(
    nesterov_step,
    memory_cases,
    title="One step of Nesterov's momentum",
    points=2,
    difficulty=2,
    read_again=ONE_STEP,
    returns=("w", "v"),
    pure=True,
    slips=[
        slip("plain momentum", ahead=lambda v, g, beta: v).asks(
            "Where in your step is the look ahead?"
        ),
        slip("gradient left out", ahead=lambda v, g, beta: beta * v).asks(
            "The look ahead is one term of the step. What is the other?"
        ),
        slip("look ahead undamped", ahead=lambda v, g, beta: g + v).asks(
            "How much of the velocity will be left one step from now?"
        ),
        slip("mean for sum", share=lambda beta: 1 - beta).asks(
            "What stands in front of g in the velocity of this lesson?"
        ),
        slip("look ahead remembered", kept=lambda v, move: move).asks(
            "Which of your two quantities is the velocity, and which is only this step?"
        ),
        slip("changed in place", around=state_in_place).asks(STILL_HELD),
        slip("velocity downhill, with the rate in it", instead=downhill).asks(
            "Which sign has the velocity here, and which line holds lr?"
        ),
        slip("rate in the velocity", given=lambda w, v, g, lr, beta: (w, v, lr * g, 1, beta)).asks(
            "Which of the two lines holds lr, and what would a schedule do to an old velocity?"
        ),
        slip("velocity points downhill", share=lambda beta: -1.0).asks(
            "If v already points downhill, what does the minus sign in front of lr do?"
        ),
        slip("uphill", given=lambda w, v, g, lr, *rest: (w, v, g, -lr, *rest)).asks(
            "In which direction does the gradient point?"
        ),
        slip("rate left out", given=lambda w, v, g, lr, *rest: (w, v, g, 1.0, *rest)).asks(
            "What decides how long your step is?"
        ),
        slip("returned the other way round", result=lambda out: out[::-1]).asks(
            "Which comes first in what is asked for: the weights, or what is remembered?"
        ),
    ],
)
