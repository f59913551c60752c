"""Find both slopes of a loss by nudging one knob at a time."""

import numpy as np

from bplib.course.checks import Function, call_case, slip
from bplib.course.exercises.lesson_01_what_training_is.shared import (
    BOWL,
    CURVED,
    NUDGE,
    TILTED,
    drawn,
    loss,
    place,
)


def nudged_slopes(loss_of, w, b, h, *, moved=(0, 0), change=lambda new, old: new - old, run=float):
    """Return the slopes of the loss by w and by b: one nudge each, from the same place."""
    w_meanwhile, b_meanwhile = (k * h for k in moved)
    here = loss_of(w, b)
    dw = change(loss_of(w + h, b + b_meanwhile), here) / run(h)
    db = change(loss_of(w + w_meanwhile, b + h), here) / run(h)
    return dw, db


def cases(rng):
    """Draw a round bowl, a tilted one, and a loss that is no bowl; no slope is near 0."""

    def case(note, text, h=NUDGE):
        loss_of = loss(text, *drawn(rng, 4))
        at = place(rng)
        while min(np.abs(nudged_slopes(loss_of, **at, h=NUDGE))) < 0.3:
            at = place(rng)
        return call_case(note, loss_of=loss_of, **at, h=h)

    return [
        case("a bowl", BOWL),
        case("a tilted bowl", TILTED),
        case("no bowl", CURVED),
        case("another nudge", TILTED, h=2.5 * NUDGE),
    ]


def at_zero(loss_of, w, b, h):
    """Return the arguments with both knobs at 0."""
    return loss_of, 0.0, 0.0, h


EXERCISE = Function(
    nudged_slopes,
    cases,
    title="Find both slopes by nudging",
    points=3,
    difficulty=2,
    core=True,
    accuracy=1e-4,
    rtol=1e-5,
    returns=("dw", "db"),
    read_again="Slopes: nudge one knob at a time",
    met={"here": "the loss where the knobs stand"},
    slips=[
        slip("both knobs nudged", moved=(1, 1)).asks(
            "How much of the change comes from w, if b moves at the same time?"
        ),
        slip("w not put back", moved=(1, 0)).asks(
            "Where does w stand while you nudge b, and where did it stand in L(w, b)?"
        ),
        slip("b not put back", moved=(0, 1)).asks(
            "Where does b stand while you nudge w, and where did it stand in L(w, b)?"
        ),
        slip("not divided", run=lambda h: 1.0).asks(
            "Is this the change for a nudge, or for a whole unit of the knob?"
        ),
        slip("sign turned round", change=lambda new, old: old - new).asks(
            "If the loss rises with the nudge, should the slope be positive or negative?"
        ),
        slip("loss itself divided", change=lambda new, old: new).asks(
            "What is divided by h: a loss, or a change of the loss?"
        ),
        slip("divided by two nudges", run=lambda h: 2 * h).asks(
            "How far did the knob move between your two losses?"
        ),
        slip("multiplied by the nudge", run=lambda h: 1 / h).asks(
            "The same change from a smaller nudge: is the slope larger or smaller?"
        ),
        slip("slopes exchanged", result=lambda out: out[::-1]).asks(
            "Which slope is returned first?"
        ),
        slip("knobs exchanged", given=lambda loss_of, w, b, h: (loss_of, b, w, h)).asks(
            "In which order does loss_of take the two knobs?"
        ),
        slip("nudged from 0", given=at_zero).asks(
            "Where do the knobs stand now, and where do your nudges begin?"
        ),
        slip("change in per cent", change=lambda new, old: (new - old) / old).asks(
            "Is a slope a change of the loss, or a share of the loss?"
        ),
    ],
)
