"""Take one step against both slopes, both taken at the old knobs."""

import numpy as np

from bplib.course.checks import Function, call_case, slip
from bplib.course.exercises.lesson_01_what_training_is.shared import drawn, loss, place

SLOPES = (
    ("{0}*w + {1}*b - {2}", "{1}*w + {3}*b + {2}"),
    ("{0}*w**2 + b + {1}", "w - {2}*b**2 + {3}*b"),
    ("{0}*exp(w/2) - {1}*b", "{2}*b + {3}*sin(w) - {1}"),
)


def step_downhill(
    slope_w,
    slope_b,
    w,
    b,
    lr,
    *,
    at=lambda w, b, moved: (w, b),
    rate=lambda lr: lr,
    slope=lambda slope, knob: slope,
):
    """Return w and b after one step; `at` is where the second slope is taken."""
    dw = slope_w(w, b)
    new_w = w - rate(lr) * slope(dw, w)
    db = slope_b(*at(w, b, new_w))
    new_b = b - rate(lr) * slope(db, b)
    return new_w, new_b


def cases(rng):
    """Draw slopes that depend on both knobs, and rates from small to large."""

    def case(kind, lr):
        numbers = drawn(rng, 4)
        slope_w, slope_b = (loss(text, *numbers) for text in SLOPES[kind])
        return call_case(slope_w=slope_w, slope_b=slope_b, **place(rng), lr=lr)

    rates = [float(k) for k in rng.permutation([0.05, 0.2, 0.4, 1.5])]
    return [case(k, lr) for k, lr in zip((0, 1, 2, 0), rates, strict=True)]


def b_first(slope_w, slope_b, w, b, lr):
    """Move b, then take the slope by w at the moved b."""
    b = b - lr * slope_b(w, b)
    return w - lr * slope_w(w, b), b


def _flat(w, b):
    return 0.0


EXERCISE = Function(
    step_downhill,
    cases,
    title="Take one step",
    points=2,
    difficulty=1,
    core=True,
    returns=("new w", "new b"),
    read_again="Update: a small step against the slopes",
    slips=[
        slip("plus for minus", rate=lambda lr: -lr).asks(
            "A positive slope: does the loss rise or fall when the knob grows? Which way is down?"
        ),
        slip("w moved first", at=lambda w, b, moved: (moved, b)).asks(
            "Which w does slope_b receive in your function: the old one or the new one?"
        ),
        slip("b moved first", instead=b_first).asks(
            "Which b does slope_w receive in your function: the old one or the new one?"
        ),
        slip(
            "only w moved", given=lambda slope_w, slope_b, *rest: (slope_w, lambda w, b: 0.0, *rest)
        ).asks("How many knobs are there, and how many did you move?"),
        slip("learning rate forgotten", rate=lambda lr: 1.0).asks(
            "What does your function do with lr?"
        ),
        slip("learning rate twice", rate=lambda lr: lr * lr).asks(
            "How often does lr stand in one step of yours?"
        ),
        slip("divided by the learning rate", rate=lambda lr: 1 / lr).asks(
            "Does a smaller lr make your step smaller or larger?"
        ),
        slip(
            "the step alone",
            instead=lambda slope_w, slope_b, w, b, lr: (-lr * slope_w(w, b), -lr * slope_b(w, b)),
        ).asks("Is this where the knob stands after the step, or how far it moved?"),
        slip("sign of the slope only", slope=lambda slope, knob: np.sign(slope)).asks(
            "Where the slope is steeper, is your step longer?"
        ),
        slip("slope times knob", slope=lambda slope, knob: slope * knob).asks(
            "Which number is multiplied by lr, and nothing else?"
        ),
        slip(
            "slopes exchanged", given=lambda slope_w, slope_b, *rest: (slope_b, slope_w, *rest)
        ).asks("Whose slope moves w?"),
        slip(
            "brackets",
            instead=lambda slope_w, slope_b, w, b, lr: (
                (w - lr) * slope_w(w, b),
                (b - lr) * slope_b(w, b),
            ),
        ).asks("What is subtracted from the knob: lr, or a product?"),
    ],
)
