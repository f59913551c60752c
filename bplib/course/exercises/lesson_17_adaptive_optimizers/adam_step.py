"""Write one step of Adam, whose running means of g and g² are corrected for their start at zero."""

import numpy as np

from bplib.course.checks import Steps, slip
from bplib.course.exercises.lesson_16_step_size_and_momentum.shared import state_in_place
from bplib.course.exercises.lesson_17_adaptive_optimizers.shared import adam_cases


def adam_step(
    w,
    state,
    g,
    lr,
    beta1,
    beta2,
    eps,
    *,
    squared=lambda g, m: g**2,
    weight=lambda beta, t: 1 - beta**t,
    weights=lambda of_m, of_v: (of_m, of_v),
    above=lambda m_hat, g: m_hat,
    betas=lambda beta1, beta2: (beta1, beta2),
    gathered=lambda beta1, beta2: beta2,
    size=lambda v_hat, eps: np.sqrt(v_hat) + eps,
    kept=lambda mean, mean_hat: mean,
):
    """Return (w, state) after one step of Adam; state holds m, v and the steps taken, t."""
    t = state["t"] + 1
    m = beta1 * state["m"] + (1 - beta1) * g
    of_v = gathered(beta1, beta2)
    v = of_v * state["v"] + (1 - of_v) * squared(g, m)
    of_m, of_v = betas(beta1, beta2)
    of_m, of_v = weights(weight(of_m, t), weight(of_v, t))
    m_hat, v_hat = m / of_m, v / of_v
    return w - lr * above(m_hat, g) / size(v_hat, eps), {
        "m": kept(m, m_hat),
        "v": kept(v, v_hat),
        "t": t,
    }


def swapped(w, state, g, lr, beta1, beta2, eps):
    """Return the arguments of a step with the two betas in each other's place."""
    return w, state, g, lr, beta2, beta1, eps


EXERCISE = Steps(
    adam_step,
    adam_cases,
    title="One step of Adam",
    points=3,
    difficulty=3,
    core=True,
    read_again="Adam: start right, and remember the direction",
    met={"of_v": "what v is divided by", "of_m": "what m is divided by"},
    returns=("w", "state"),
    pure=True,
    slips=[
        slip("correction written back", kept=lambda mean, mean_hat: mean_hat).asks(
            "Which m does the next step start from: the running mean, or the corrected one?"
        ),
        slip("t from 0", weight=lambda beta, t: 1 - beta ** (t - 1)).asks(
            "What is 1 − β to the power of your t at the very first step?"
        ),
        slip("t not handed on", result=lambda out: (out[0], {**out[1], "t": out[1]["t"] - 1})).asks(
            "Which t will the next step find in the state you return?"
        ),
        slip("no correction", weight=lambda beta, t: 1).asks(
            "How large are m and v after one step from zero, measured against g and g²?"
        ),
        slip("ε inside the root", size=lambda v_hat, eps: np.sqrt(v_hat + eps)).asks(
            "What is ε compared with: the gradient's size, or its square?"
        ),
        slip("betas swapped", given=swapped).asks("Which of the two means should remember longer?"),
        slip("square of the mean", squared=lambda g, m: m**2).asks(
            "Gradients +1, −1, +1, −1: what is the mean's square, and what the squares' mean?"
        ),
        slip("changed in place", around=state_in_place).asks(
            "Who else still holds the dict that your function has just written to?"
        ),
        slip("beta times t", weight=lambda beta, t: 1 - beta * t).asks(
            "How often has an old gradient been multiplied by β after t steps?"
        ),
        slip("one β for both corrections", betas=lambda beta1, beta2: (beta1, beta1)).asks(
            "With which β was v gathered, and with which is it corrected?"
        ),
        slip("ε left out", size=lambda v_hat, eps: np.sqrt(v_hat)).asks(
            "What does your step do where every gradient so far was 0?"
        ),
        slip("root forgotten", size=lambda v_hat, eps: v_hat + eps).asks(
            "If g is per metre, in which unit is v, and in which is your step?"
        ),
        slip("uphill", given=lambda w, state, g, lr, *rest: (w, state, g, -lr, *rest)).asks(
            "In which direction does the gradient point?"
        ),
        slip("rate left out", given=lambda w, state, g, lr, *rest: (w, state, g, 1.0, *rest)).asks(
            "What decides how long your step is?"
        ),
        slip("returned the other way round", result=lambda out: out[::-1]).asks(
            "Which comes first in what is asked for: the weights, or what is remembered?"
        ),
        slip("v without its correction", weights=lambda of_m, of_v: (of_m, 1)).asks(
            "How large is v after one step from zero, measured against g²?"
        ),
        slip("m without its correction", weights=lambda of_m, of_v: (1, of_v)).asks(
            "How large is m after one step from zero, measured against g?"
        ),
        slip("gradient for its mean", above=lambda m_hat, g: g).asks(
            "Along what does Adam step: this gradient, or its running mean?"
        ),
        slip("size for square", squared=lambda g, m: np.abs(g)).asks(
            "Of which power of the gradient does v hold the running mean?"
        ),
        slip("v gathered with the β of m", gathered=lambda beta1, beta2: beta1).asks(
            "Which of the two means should remember longer, and does yours?"
        ),
        slip(
            "one β for all",
            given=lambda w, state, g, lr, beta1, *rest: (w, state, g, lr, beta1, beta1, *rest[1:]),
        ).asks("Where does the second β stand in your step?"),
    ],
)
