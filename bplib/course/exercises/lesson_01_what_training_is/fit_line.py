"""Train: from a loss of two knobs, take step after step, and keep where the knobs stood."""

import numpy as np

from bplib.course.checks import Function, call_case, slip
from bplib.course.exercises.lesson_01_what_training_is.shared import (
    BOWL,
    NUDGE,
    TILTED,
    drawn,
    loss,
    place,
)


def fit_line(
    loss_of,
    w,
    b,
    lr,
    steps,
    *,
    rate=lambda lr: lr,
    at=lambda w, b, new_w: (w, b),
    onward=lambda w, b, new_w, new_b: (new_w, new_b),
    slopes_at=lambda start, now: now,
):
    """Return the knobs before the first step and after each of them, (steps + 1, 2)."""
    path = [(w, b)]
    start = w, b
    for _ in range(steps):
        place_w, place_b = slopes_at(start, (w, b))
        dw = _slope(loss_of, place_w, place_b, NUDGE, 0.0)
        new_w = w - rate(lr) * dw
        place_w, place_b = at(place_w, place_b, new_w)
        db = _slope(loss_of, place_w, place_b, 0.0, NUDGE)
        new_b = b - rate(lr) * db
        path.append((new_w, new_b))
        w, b = onward(w, b, new_w, new_b)
    return np.array(path)


def _slope(loss_of, w, b, nudge_w, nudge_b):
    """Return how much the loss changes for each unit of a nudge."""
    return (loss_of(w + nudge_w, b + nudge_b) - loss_of(w, b)) / (nudge_w + nudge_b)


def cases(rng):
    """Draw round and tilted bowls, small and middle rates, one step and several."""

    def case(text, lr, steps):
        note = f"{steps} step{'s' * (steps != 1)}"
        loss_of = loss(text, *drawn(rng, 4))
        return call_case(note, loss_of=loss_of, **place(rng), lr=lr, steps=steps)

    return [case(BOWL, 0.1, 3), case(TILTED, 0.05, 6), case(BOWL, 0.2, 1), case(TILTED, 0.08, 4)]


def losses_on_the_way(loss_of, w, b, lr, steps):
    """Return the loss at every place instead of the place."""
    return np.array([loss_of(*knobs) for knobs in fit_line(loss_of, w, b, lr, steps)])


EXERCISE = Function(
    fit_line,
    cases,
    title="Train the line",
    points=4,
    difficulty=2,
    core=True,
    accuracy=1e-4,
    rtol=1e-5,
    read_again="Training: once round, again and again",
    slips=[
        slip("slopes of the start", slopes_at=lambda start, now: start).asks(
            "Where do the knobs stand when your function measures the slopes for the second step?"
        ),
        slip("the first step again", onward=lambda w, b, new_w, new_b: (w, b)).asks(
            "From where does your second step begin: from where the first began, or ended?"
        ),
        slip("w moved first", at=lambda w, b, new_w: (new_w, b)).asks(
            "Which w stands in the loss when you measure the slope by b: the old or the new one?"
        ),
        slip("uphill", rate=lambda lr: -lr).asks("Does the loss fall along your path, or rise?"),
        slip("learning rate forgotten", rate=lambda lr: 1.0).asks(
            "What does your function do with lr?"
        ),
        slip("start left out", result=lambda path: path[1:]).asks(
            "Where do the knobs stand before the first step, and is that a row of yours?"
        ),
        slip("last place only", result=lambda path: path[-1]).asks(
            "How many places are asked for: one, or one before and one after every step?"
        ),
        slip("every row the last", result=lambda path: 0 * path + path[-1]).asks(
            "Does your list keep numbers, or the same array again and again?"
        ),
        slip("last step missing", result=lambda path: path[:-1]).asks(
            "How many rows has a path with one step?"
        ),
        slip("one step too many", given=lambda *a: (*a[:-1], a[-1] + 1)).asks(
            "How many rows has a path with one step?"
        ),
        slip("begun at 0", given=lambda loss_of, w, b, *rest: (loss_of, 0.0, 0.0, *rest)).asks(
            "With which w and b does your path begin?"
        ),
        slip("losses for places", instead=losses_on_the_way).asks(
            "Is a row of your path a loss, or a place of the two knobs?"
        ),
        slip("columns exchanged", result=lambda path: path[:, ::-1]).asks(
            "Which knob stands first in a row?"
        ),
    ],
)
