"""Write one step of descent with a velocity, in which old gradients are summed and fade."""

from bplib.course.checks import Steps, slip
from bplib.course.exercises.lesson_16_step_size_and_momentum.shared import (
    ONE_STEP,
    STILL_HELD,
    memory_cases,
    state_in_place,
)


def momentum_step(w, v, g, lr, beta, *, share=lambda beta: 1.0, early=False):
    """Return (w, v) after v <- beta v + g, w <- w - lr v."""
    new_v = beta * v + share(beta) * g
    new_w = w - lr * (v if early else new_v)
    return new_w, new_v


EXERCISE = Steps(
    momentum_step,
    memory_cases,
    title="One step with momentum",
    points=2,
    difficulty=2,
    core=True,
    read_again=ONE_STEP,
    returns=("w", "v"),
    pure=True,
    slips=[
        slip("mean for sum", share=lambda beta: 1 - beta).asks(
            "A steady gradient g: to which value should v grow, to g or to g / (1 − β)?"
        ),
        slip("velocity points downhill", share=lambda beta: -1.0).asks(
            "If v already points downhill, what does the minus sign in front of lr do?"
        ),
        slip(
            "rate in the velocity", given=lambda w, v, g, lr, beta: (w, v, lr * g, 1.0, beta)
        ).asks("Which of the two lines holds lr, and what would a schedule do to an old velocity?"),
        slip("old velocity", early=True).asks(
            "Which velocity moves the weights, the one before this gradient or after?"
        ),
        slip("gradient damped", given=lambda w, v, g, lr, beta: (w, g, v, lr, beta)).asks(
            "Which of the two is remembered, and so fades: the velocity or the new gradient?"
        ),
        slip("changed in place", around=state_in_place).asks(STILL_HELD),
        slip(
            "velocity downhill, with the rate in it",
            instead=lambda w, v, g, lr, beta: (w + beta * v - lr * g, beta * v - lr * g),
        ).asks("Which sign has the velocity here, and which line holds lr?"),
        slip("velocity not kept", result=lambda out: (out[0], 0 * out[1])).asks(
            "What does the next step find of your velocity?"
        ),
        slip("rate left out", given=lambda w, v, g, lr, *rest: (w, v, g, 1.0, *rest)).asks(
            "What decides how long your step is?"
        ),
        slip("returned the other way round", result=lambda out: out[::-1]).asks(
            "Which comes first in what is asked for: the weights, or what is remembered?"
        ),
        slip(
            "weights of a mean swapped",
            given=lambda w, v, g, lr, beta: (w, v, beta * g, lr, 1 - beta),
        ).asks("With β = 0.9, how much of the old velocity is left after a step?"),
        slip("uphill", given=lambda w, v, g, lr, beta: (w, v, g, -lr, beta)).asks(
            "In which direction does the gradient point?"
        ),
    ],
)
