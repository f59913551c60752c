"""Stop in time, and go back."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from bplib.course.checks import Case, Function, call_case, slip
from bplib.course.exercises.lesson_14_generalisation.shared import BY_HAND, Pair


def early_stopping(w: Any, steps: Any, losses: Any, patience: int) -> Pair:
    """Return the weights of the best epoch and the number of epochs run."""
    w = np.array(w)
    best_w, best_loss, best_epoch, epoch = w, np.inf, 0, 0
    for epoch, (step, loss) in enumerate(zip(steps, losses, strict=True), start=1):
        w = w + step
        if loss < best_loss:
            best_w, best_loss, best_epoch = w, loss, epoch
        if epoch - best_epoch >= patience:
            break
    return best_w, epoch


def _stopping_variant(kind: str) -> Callable[..., Pair]:
    """Return early stopping with one mistake."""

    def stop(w: Any, steps: Any, losses: Any, patience: int) -> Pair:
        if kind == "never stops":
            best = int(np.argmin(losses)) + 1
            return w + steps[:best].sum(axis=0), len(losses)
        if kind == "one epoch more":
            patience = patience + 1
        if kind == "one epoch less":
            patience = max(patience - 1, 1)
        if kind == "first rise":
            patience = 1
        best_w, best_loss, waited, previous, epoch = w, np.inf, 0, np.inf, 0
        for step, loss in zip(steps, losses, strict=True):
            before, epoch = w, epoch + 1
            if kind == "in place":
                w += step
            else:
                w = w + step
            better = loss < (previous if kind == "previous epoch" else best_loss)
            if kind == "ties":
                better = loss <= best_loss
            previous = loss
            if better:
                best_loss = loss
                best_w = before if kind == "one step early" else w
                waited = waited if kind == "never reset" else 0
            else:
                waited += 1
            if waited >= patience:
                break
        return (w if kind == "last weights" else best_w), epoch

    return stop


def _stopping_cases(rng: np.random.Generator) -> list[Case]:
    def case(note: str, patience: int, size: int, ranks: Sequence[int]) -> Case:
        levels = 0.3 + 0.2 * (np.arange(max(ranks) + 1) + rng.uniform(0, 0.5, max(ranks) + 1))
        return call_case(
            note,
            w=rng.normal(size=size),
            steps=rng.normal(size=(len(ranks), size)),
            losses=levels[list(ranks)],
            patience=patience,
        )

    return [
        case("a better epoch comes too late", 2, 3, [6, 5, 7, 2, 5, 3, 4, 1, 8]),
        case("an equal loss", 2, 4, [4, 2, 2, 3, 1, 5, 6]),
        case("a little hope in between", 3, 2, [7, 5, 6, 3, 6, 5, 4, 4, 2, 8, 9]),
        case("never out of patience", 4, 3, [8, 6, 5, 7, 4, 3, 2]),
        case("still waiting at the end", 3, 5, [5, 3, 4, 2, 6, 3]),
    ]


EXERCISE = Function(
    early_stopping,
    _stopping_cases,
    title="Stop in time, and go back",
    points=3,
    difficulty=3,
    minutes=6,
    read_again=BY_HAND,
    pure=True,
    slips=[
        slip("one epoch too patient", instead=_stopping_variant("one epoch more")).asks(
            "With patience 1, after how many epochs in vain do you stop?"
        ),
        slip("one epoch too impatient", instead=_stopping_variant("one epoch less")).asks(
            "With patience 2, what do you do after a single epoch in vain?"
        ),
        slip("the last weights", instead=_stopping_variant("last weights")).asks(
            "Whose weights do you return: the best epoch's, or those you stopped with?"
        ),
        slip("weights overwritten in place", instead=_stopping_variant("in place")).asks(
            "Where do the best weights live while the next step is taken?"
        ),
        slip("vain epochs never forgotten", instead=_stopping_variant("never reset")).asks(
            "What does the count of epochs in vain start from after an improvement?"
        ),
        slip("compared with the epoch before", instead=_stopping_variant("previous epoch")).asks(
            "Slightly better than a bad epoch: is that the best so far?"
        ),
        slip("a tie taken for an improvement", instead=_stopping_variant("ties")).asks(
            "Is an equal loss a lower one?"
        ),
        slip("looked into the future", instead=_stopping_variant("never stops")).asks(
            "When you stop, which of these losses have you seen?"
        ),
        slip("weights from before the step", instead=_stopping_variant("one step early")).asks(
            "Is the loss of an epoch measured before or after its step?"
        ),
        slip("stopped at the first rise", instead=_stopping_variant("first rise")).asks(
            "What is patience for?"
        ),
    ],
)
