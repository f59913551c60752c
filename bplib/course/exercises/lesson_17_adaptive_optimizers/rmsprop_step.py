"""Write one step of RMSprop: each coordinate divided by its own running size."""

import numpy as np

from bplib.course.checks import Steps, slip, steps_case
from bplib.course.exercises.lesson_16_step_size_and_momentum.shared import (
    NOTES,
    SHAPES,
    STILL_HELD,
    gradients,
    state_in_place,
)


def rmsprop_step(
    w,
    s,
    g,
    lr,
    decay,
    eps,
    *,
    square=np.square,
    share=lambda decay: 1 - decay,
    kept=lambda decay: decay,
    size=lambda s, eps: np.sqrt(s) + eps,
    corrected=lambda s, decay: s,
    early=False,
):
    """Return (w, s) after s <- decay s + (1 - decay) g^2, w <- w - lr g / (sqrt(s) + eps)."""
    new_s = kept(decay) * s + share(decay) * square(g)
    new_w = w - lr * g / size(corrected(s if early else new_s, decay), eps)
    return new_w, new_s


def cases(rng):
    """Draw weights and mean squares of four shapes; four steps each."""
    return [
        steps_case(
            {
                "w": rng.normal(size=shape) + 2,
                "s": np.zeros(shape) if note == "from rest" else rng.uniform(0.5, 3, shape),
            },
            gradients(rng, shape, 4),
            {
                "lr": float(rng.uniform(0.05, 0.4)),
                "decay": float(rng.uniform(0.6, 0.95)),
                "eps": float(rng.uniform(0.02, 0.2)),
            },
            note,
        )
        for shape, note in zip(SHAPES, NOTES, strict=True)
    ]


EXERCISE = Steps(
    rmsprop_step,
    cases,
    title="One step of RMSprop",
    points=2,
    difficulty=2,
    core=True,
    read_again="RMSprop: divide by a running size",
    returns=("w", "s"),
    pure=True,
    slips=[
        slip("ε inside the root", size=lambda s, eps: np.sqrt(s + eps)).asks(
            "s is the square of a size. Is ε, inside the root, still small beside it?"
        ),
        slip("root forgotten", size=lambda s, eps: s + eps).asks(
            "If g is per metre, in which unit is s, and what is g / s in?"
        ),
        slip("square forgotten", square=np.abs).asks(
            "Of which power of the gradient does s hold the running mean?"
        ),
        slip(
            "weights of the mean swapped",
            given=lambda w, s, g, lr, decay, eps: (w, s, g, lr, 1 - decay, eps),
        ).asks("With decay = 0.99, how much of the old s should survive?"),
        slip("sum for mean", share=lambda decay: 1.0).asks(
            "What would s tend to under a steady gradient?"
        ),
        slip("old size", early=True).asks(
            "Does the size you divide by know of this step's gradient?"
        ),
        slip("changed in place", around=state_in_place).asks(STILL_HELD),
        slip("one mean for all coordinates", square=lambda g: np.mean(g**2)).asks(
            "Has every coordinate a size of its own here, or all of them one?"
        ),
        slip("corrected for a start at zero", corrected=lambda s, decay: s / (1 - decay)).asks(
            "Which optimizer corrects its means for their start, and is it this one?"
        ),
        slip("ε left out", size=lambda s, eps: np.sqrt(s)).asks(
            "What does your step do where every gradient so far was 0?"
        ),
        slip("larger of the two", size=lambda s, eps: np.maximum(np.sqrt(s), eps)).asks(
            "Is ε added to the root, or a lower limit for it?"
        ),
        slip("length for squares", square=lambda g: np.sum(g**2)).asks(
            "Has every coordinate a size of its own here, or all of them one?"
        ),
        slip("uphill", given=lambda w, s, g, lr, *rest: (w, s, g, -lr, *rest)).asks(
            "In which direction does the gradient point?"
        ),
        slip("rate left out", given=lambda w, s, g, lr, *rest: (w, s, g, 1.0, *rest)).asks(
            "What decides how long your step is?"
        ),
        slip("returned the other way round", result=lambda out: out[::-1]).asks(
            "Which comes first in what is asked for: the weights, or what is remembered?"
        ),
        slip("squares added up", kept=lambda decay: 1.0, share=lambda decay: 1.0).asks(
            "Can s ever shrink in your rule, and in the one that is asked for?"
        ),
    ],
)
