"""Repair a choice made on the test set."""

from collections.abc import Callable
from typing import Any

import numpy as np

from bplib.course.checks import Case, Function, call_case, slip

CHOICE = "The score that was chosen"


def honest_choice(validation: Any, test: Any) -> tuple[int, float, float]:
    """Return the chosen recipe, its mean test score, and its worst test score."""
    chosen = int(np.mean(validation, axis=1).argmax())
    return chosen, float(np.mean(test[chosen])), float(np.min(test[chosen]))


def _choice_variant(kind: str) -> Callable[..., Any]:
    def choice(validation: Any, test: Any) -> Any:
        by_mean = validation.mean(axis=1)
        chosen = {
            "chosen on the test set": test.max(axis=1).argmax(),
            "chosen by the mean on the test set": test.mean(axis=1).argmax(),
            "chosen by the best seed": validation.max(axis=1).argmax(),
            "the worst chosen": by_mean.argmin(),
        }.get(kind, by_mean.argmax())
        scores = {
            "validation score reported": validation[chosen],
            "best seed reported": test[chosen].max(keepdims=True),
            "another recipe reported": test[test.mean(axis=1).argmax()],
        }.get(kind, test[chosen])
        if kind == "chosen on the test set":
            return int(chosen), float(scores.max()), float(scores.min())
        return int(chosen), float(scores.mean()), float(scores.min())

    return choice


def _choice_cases(rng: np.random.Generator) -> list[Case]:
    cases = []
    for R, S in ((4, 3), (5, 4), (6, 2)):
        a, b, c, d, e = rng.permutation(5)[:R] if R >= 5 else [*rng.permutation(4), 4]
        low, high = rng.uniform(0.80, 0.86, (R, S)), rng.uniform(0.80, 0.86, (R, S))
        low[a] = rng.uniform(0.94, 0.95, S)  # the best on validation, on average
        low[b] = rng.uniform(0.70, 0.72, S)
        low[b, rng.integers(S)] = 0.99  # the best single seed on validation
        high[a] = rng.uniform(0.87, 0.90, S)
        high[c] = rng.uniform(0.95, 0.96, S)  # the best on the test set, on average
        low[c] = rng.uniform(0.885, 0.893, S)
        high[d] = rng.uniform(0.60, 0.62, S)
        high[d, rng.integers(S)] = 0.995  # the best single seed on the test set
        low[d] = rng.uniform(0.60, 0.65, S)
        if R > 4:
            low[e], high[e] = rng.uniform(0.75, 0.78, S), rng.uniform(0.75, 0.78, S)
        cases.append(call_case(f"{R} recipes, {S} seeds", validation=low, test=high))
    return cases


EXERCISE = Function(
    honest_choice,
    _choice_cases,
    title="Repair a choice made on the test set",
    points=2,
    difficulty=2,
    minutes=5,
    read_again=CHOICE,
    slips=[
        slip("chosen on the test set", instead=_choice_variant("chosen on the test set")).asks(
            "Which scores may your choice look at, if the others are to be reported?"
        ),
        slip(
            "chosen by the mean on the test set",
            instead=_choice_variant("chosen by the mean on the test set"),
        ).asks("You average over seeds. But over whose scores?"),
        slip("chosen by the best seed", instead=_choice_variant("chosen by the best seed")).asks(
            "Will the model that you build next have the luckiest seed?"
        ),
        slip("the worst chosen", instead=_choice_variant("the worst chosen")).asks(
            "Is a high accuracy good or bad?"
        ),
        slip(
            "validation score reported", instead=_choice_variant("validation score reported")
        ).asks("Has the reported number been used for the choice?"),
        slip("best seed reported", instead=_choice_variant("best seed reported")).asks(
            "What would you get from a seed that you have not tried yet?"
        ),
        slip("another recipe reported", instead=_choice_variant("another recipe reported")).asks(
            "Is the reported score that of the recipe you chose?"
        ),
    ],
)
