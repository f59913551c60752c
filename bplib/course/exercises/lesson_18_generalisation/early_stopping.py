"""Stop a training that has been in vain for too long, and go back to its best weights."""

import operator

import numpy as np

from bplib.course.checks import Function, call_case, slip
from bplib.course.exercises.lesson_18_generalisation.shared import BY_HAND


def early_stopping(
    w,
    steps,
    losses,
    patience,
    *,
    move=operator.add,
    better=lambda loss, best, previous: loss < best,
    forgotten=lambda waited: 0,
    early=False,
    returned=lambda best_w, w: best_w,
    first=lambda losses: np.inf,
    told=lambda best_run, run: run,
):
    """Return the weights of the best epoch and the number of epochs run."""
    best_w, best_loss, previous, waited, run = w, first(losses), np.inf, 0, 0
    best_run = 0
    for step, loss in zip(steps, losses, strict=True):
        before, w, run = w, move(w, step), run + 1
        if better(loss, best_loss, previous):
            best_w, best_loss, waited = before if early else w, loss, forgotten(waited)
            best_run = run
        else:
            waited += 1
        previous = loss
        if waited >= patience:
            break
    return returned(best_w, w), told(best_run, run)


def cases(rng):
    """Draw six trainings; the losses' ranks decide when each should stop."""

    def case(note, patience, size, ranks, apart=0.2):
        levels = 0.3 + apart * (np.arange(max(ranks) + 1) + rng.uniform(0, 0.5, max(ranks) + 1))
        return call_case(
            note,
            w=rng.normal(size=size),
            steps=rng.normal(size=(len(ranks), size)),
            losses=levels[ranks],
            patience=patience,
        )

    return [
        case("a better epoch comes too late", 2, 3, [6, 5, 7, 2, 5, 3, 4, 1, 8]),
        case("an equal loss, and no longer patience than one", 1, 4, [4, 2, 2, 3, 1, 5, 6]),
        case("the first epoch is the best", 3, 1, [2, 5, 3, 4, 1, 6]),
        case("tiny differences", 2, 3, [6, 4, 3, 5, 2, 5, 6, 1], 1e-5),
        case("a little hope in between", 3, 2, [7, 5, 6, 3, 6, 5, 4, 4, 2, 8, 9]),
        case("never out of patience", 4, 3, [8, 6, 5, 7, 4, 3, 2]),
        case("still waiting at the end", 3, 5, [5, 3, 4, 2, 6, 3]),
    ]


EXERCISE = Function(
    early_stopping,
    cases,
    title="Stop in time, and go back",
    points=3,
    core=True,
    difficulty=3,
    read_again=BY_HAND,
    returns=("w", "epochs"),
    pure=True,
    slips=[
        slip("one epoch too patient", given=lambda *a: (*a[:-1], a[-1] + 1)).asks(
            "With patience 1, after how many epochs in vain do you stop?"
        ),
        slip("one epoch too impatient", given=lambda *a: (*a[:-1], max(a[-1] - 1, 1))).asks(
            "With patience 2, what do you do after a single epoch in vain?"
        ),
        slip("the last weights", returned=lambda best_w, w: w).asks(
            "Whose weights do you return: the best epoch's, or those you stopped with?"
        ),
        slip("weights overwritten in place", move=operator.iadd).asks(
            "Where do the best weights live while the next step is taken?"
        ),
        slip("vain epochs never forgotten", forgotten=lambda waited: waited).asks(
            "What does the count of epochs in vain start from after an improvement?"
        ),
        slip(
            "compared with the epoch before", better=lambda loss, best, previous: loss < previous
        ).asks("Slightly better than a bad epoch: is that the best so far?"),
        slip(
            "a tie taken for an improvement", better=lambda loss, best, previous: loss <= best
        ).asks("Is an equal loss a lower one?"),
        slip(
            "small improvements ignored", better=lambda loss, best, previous: loss < best - 1e-3
        ).asks("By how much must a loss be lower to be the lowest so far?"),
        slip("first epoch in vain", first=lambda losses: losses[0]).asks(
            "After a single epoch, which epoch is the best so far?"
        ),
        slip("looked into the future", given=lambda *a: (*a[:-1], np.inf)).asks(
            "When you stop, which of these losses have you seen?"
        ),
        slip("weights from before the step", early=True).asks(
            "Is the loss of an epoch measured before or after its step?"
        ),
        slip("stopped at the first rise", given=lambda *a: (*a[:-1], 1)).asks(
            "What is patience for?"
        ),
        slip("number of the best epoch", told=lambda best_run, run: best_run).asks(
            "Is the number of epochs run asked for, or which of them was the best?"
        ),
        slip("nothing is ever lower", first=lambda losses: 0.0).asks(
            "What is the first loss compared with, and can any loss be lower?"
        ),
        slip(
            "highest for lowest",
            better=lambda loss, best, previous: loss > best,
            first=lambda losses: -np.inf,
        ).asks("Is a high loss on the validation set good or bad?"),
    ],
)
