"""Compare what the slopes promise for a step with what the loss does, for several rates."""

import numpy as np

from bplib.course.checks import Function, call_case, slip
from bplib.course.exercises.lesson_01_what_training_is.shared import (
    BOWL,
    CURVED,
    TILTED,
    drawn,
    loss,
    place,
)


def promised_and_actual(
    loss_of,
    w,
    b,
    dw,
    db,
    rates,
    *,
    squares=lambda dw, db: dw**2 + db**2,
    rate=lambda rates: rates,
    moved=lambda w, b, dw, db, rates: (w - rates * dw, b - rates * db),
    change=lambda new, old: new - old,
):
    """Return the promised and the actual change of the loss, (R,) each."""
    promised = -rate(rates) * squares(dw, db)
    new_w, new_b = moved(w, b, dw, db, rates)
    actual = change(loss_of(new_w, new_b), loss_of(w, b))
    return promised, actual


def cases(rng):
    """Draw bowls and a loss that is none; each case has a rate that is too large."""

    def case(note, text, rates):
        loss_of, at, h = loss(text, *drawn(rng, 4)), place(rng), 1e-5
        w, b = at["w"], at["b"]
        dw = (loss_of(w + h, b) - loss_of(w - h, b)) / (2 * h)
        db = (loss_of(w, b + h) - loss_of(w, b - h)) / (2 * h)
        slopes = {"dw": round(float(dw), 4), "db": round(float(db), 4)}
        return call_case(note, loss_of=loss_of, **at, **slopes, rates=np.array(rates))

    return [
        case("a bowl", BOWL, [0.01, 0.1, 0.5, 2.5]),
        case("a tilted bowl", TILTED, [0.02, 0.3, 1.5]),
        case("no bowl", CURVED, [0.005, 0.05, 0.2, 0.4, 0.8]),
        case("one rate", BOWL, [0.25]),
    ]


def without_going_back(loss_of, w, b, dw, db, rates):
    """Take each step from where the one before has ended."""
    ends = np.cumsum(rates)
    return promised_and_actual(
        loss_of, w, b, dw, db, rates, moved=lambda *_: (w - ends * dw, b - ends * db)
    )


EXERCISE = Function(
    promised_and_actual,
    cases,
    title="A rate that is too large",
    points=3,
    difficulty=2,
    core=True,
    returns=("promised", "actual"),
    read_again="Why against the slopes, and why small",
    slips=[
        slip("slopes not squared", squares=lambda dw, db: dw + db).asks(
            "Slopes of +1 and −1: what do they promise together in your formula, and should a "
            "step against both change nothing?"
        ),
        slip("square of the sum", squares=lambda dw, db: (dw + db) ** 2).asks(
            "Are the two slopes added first, or squared first?"
        ),
        slip("length for its square", squares=lambda dw, db: np.sqrt(dw**2 + db**2)).asks(
            "How often does a slope stand in slope times step, when the step is lr times a slope?"
        ),
        slip("promise of one knob", squares=lambda dw, db: dw**2).asks(
            "How many knobs move, and how many of them are in your promise?"
        ),
        slip("rate squared", rate=np.square).asks(
            "In slope times step, how often does the rate stand?"
        ),
        slip("sign of the promise", rate=lambda rates: -rates).asks(
            "Do the slopes promise that the loss rises, or that it falls?"
        ),
        slip("rate left out of the promise", rate=np.ones_like).asks(
            "Does a longer step promise more?"
        ),
        slip("uphill", moved=lambda w, b, dw, db, rates: (w + rates * dw, b + rates * db)).asks(
            "In which direction did you move the knobs?"
        ),
        slip("one knob moved", moved=lambda w, b, dw, db, rates: (w - rates * dw, b)).asks(
            "Which knobs does one step move?"
        ),
        slip("old minus new", change=lambda new, old: old - new).asks(
            "A change that is negative: has the loss fallen or risen?"
        ),
        slip("new loss for its change", change=lambda new, old: new).asks(
            "Is this the loss after the step, or how much it has changed?"
        ),
        slip("from step to step", instead=without_going_back).asks(
            "From where does the step with the second rate begin?"
        ),
        slip("exchanged", result=lambda out: out[::-1]).asks("Which change is returned first?"),
    ],
)
