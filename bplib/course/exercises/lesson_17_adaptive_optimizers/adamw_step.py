"""Write one step of AdamW: Adam's, and beside it a decay that no gradient's size divides."""

from functools import partial

import numpy as np

from bplib.course.checks import IN_PLACE, Steps, slip
from bplib.course.exercises.lesson_16_step_size_and_momentum.shared import STILL_HELD
from bplib.course.exercises.lesson_17_adaptive_optimizers.adam_step import adam_step
from bplib.course.exercises.lesson_17_adaptive_optimizers.shared import adam_cases


def adamw_step(
    w,
    state,
    g,
    lr,
    beta1,
    beta2,
    eps,
    weight_decay,
    *,
    adam=adam_step,
    rate=lambda lr: lr,
    decaying=lambda w, stepped: w,
):
    """Return (w, state) after Adam's step from w and a decay lr weight_decay w beside it."""
    stepped, state = adam(w, state, g, lr, beta1, beta2, eps)
    return stepped - rate(lr) * weight_decay * decaying(w, stepped), state


def cases(rng):
    """Draw Adam's cases, and a decay for each."""
    drawn = adam_cases(rng)
    for case in drawn:
        case.inputs["constants"]["weight_decay"] = float(rng.uniform(0.05, 0.3))
    return drawn


def through_the_gradient(w, state, g, lr, beta1, beta2, eps, weight_decay):
    """Return the arguments of a step whose decay is a part of the gradient."""
    return w, state, g + weight_decay * w, lr, beta1, beta2, eps, 0.0


def divided_decay(w, state, g, lr, beta1, beta2, eps, weight_decay):
    """Step with a decay that the size of the gradients divides, but that no mean remembers."""
    stepped, state = adam_step(w, state, g, lr, beta1, beta2, eps)
    size = np.sqrt(state["v"] / (1 - beta2 ** state["t"])) + eps
    return stepped - lr * weight_decay * w / size, state


EXERCISE = Steps(
    adamw_step,
    cases,
    title="One step of AdamW",
    points=3,
    difficulty=2,
    core=True,
    read_again="AdamW: decay beside the step",
    met={"stepped": "w after Adam's step"},
    returns=("w", "state"),
    pure=True,
    slips=[
        slip("decay through the gradient", given=through_the_gradient).asks(
            "By what is the decay divided once it has passed through Adam's quotient?"
        ),
        slip("decay forgotten", given=lambda *a: (*a[:-1], 0.0)).asks(
            "Where does weight_decay enter your step?"
        ),
        slip("rate left out", rate=lambda lr: 1.0).asks(
            "If a schedule brings lr to zero, should the weights still shrink?"
        ),
        slip("new weights decay", decaying=lambda w, stepped: stepped).asks(
            "Both terms start from the same weights. Which ones?"
        ),
        slip("growth", given=lambda *a: (*a[:-1], -a[-1])).asks(
            "Should a weight without any gradient move towards zero or away from it?"
        ),
        IN_PLACE.asks(STILL_HELD),
        slip("half the decay", given=lambda *a: (*a[:-1], a[-1] / 2)).asks(
            "By what does a weight without any gradient shrink in one step?"
        ),
        slip("decay twice", given=lambda *a: (*a[:-1], 2 * a[-1])).asks(
            "By what does a weight without any gradient shrink in one step?"
        ),
        slip("uphill", given=lambda w, state, g, lr, *rest: (w, state, g, -lr, *rest)).asks(
            "In which direction does the gradient point?"
        ),
        slip("returned the other way round", result=lambda out: out[::-1]).asks(
            "Which comes first in what is asked for: the weights, or what is remembered?"
        ),
        slip("rate twice", rate=lambda lr: lr**2).asks(
            "How often does lr stand in front of the decay?"
        ),
        slip("signs for weights", decaying=lambda w, stepped: np.sign(w)).asks(
            "Should a large weight shrink no faster than a small one?"
        ),
        slip("no correction", adam=partial(adam_step, weight=lambda beta, t: 1)).asks(
            "How large are m and v after one step from zero, measured against g and g²?"
        ),
        slip("decay divided by the size", instead=divided_decay).asks(
            "Which of the two terms of the step is divided by the size of the gradients?"
        ),
    ],
)
