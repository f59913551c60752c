"""Report one honest number."""

from collections.abc import Callable
from typing import Any

import numpy as np

from bplib.course.checks import Case, Function, call_case, slip
from bplib.course.exercises.lesson_14_generalisation.shared import Pair, _strata


def honest_report(validation: Any, test: Any, n_test: int) -> Pair:
    """Return the test accuracy of the run and epoch chosen on validation, and its standard error.

    The error is sqrt(a (1 - a) / n_test).
    """
    chosen = np.unravel_index(np.argmax(validation), np.shape(validation))
    a = float(np.asarray(test)[chosen])
    return a, float(np.sqrt(a * (1 - a) / n_test))


def _report_variant(kind: str) -> Callable[[Any, Any, int], Pair]:
    """Return the report with one mistake."""

    def report(validation: Any, test: Any, n_test: int) -> Pair:
        chosen = np.unravel_index(np.argmax(validation), validation.shape)
        a = test[chosen]
        if kind == "best on test":
            a = test.max()
        if kind == "validation reported":
            a = validation.max()
        if kind == "last epoch":
            a = test[np.argmax(validation[:, -1]), -1]
        if kind == "epoch by test":
            a = test[chosen[0]].max()
        if kind == "lowest":
            a = test[np.unravel_index(np.argmin(validation), validation.shape)]
        if kind == "average":
            a = test[:, chosen[1]].mean()
        error = a * (1 - a) / n_test
        if kind != "variance":
            error = np.sqrt(error)
        if kind == "one sample":
            error = np.sqrt(a * (1 - a))
        if kind == "spread of runs":
            error = test.std()
        return float(a), float(error)

    return report


def _report_cases(rng: np.random.Generator) -> list[Case]:
    def case(note: str, runs: int, epochs: int, n_test: int) -> Case:
        validation, test = (0.6 + 0.3 * _strata(rng, runs, epochs) for _ in range(2))
        # The best run on validation has a later epoch that is better on test; another run is best
        # of all on test, and best on validation when only last epochs count.
        run, other = rng.choice(runs, 2, replace=False)
        validation[run, rng.integers(1, epochs - 1)] = rng.uniform(0.96, 0.97)
        validation[other, -1] = rng.uniform(0.92, 0.93)
        test[run, -1] = rng.uniform(0.92, 0.93)
        test[other, 0] = rng.uniform(0.96, 0.97)
        return call_case(note, validation=validation, test=test, n_test=n_test)

    return [
        case("three runs of four epochs", 3, 4, 360),
        case("two runs of seven epochs", 2, 7, 90),
        case("five runs of three epochs", 5, 3, 1000),
        case("four runs of six epochs", 4, 6, 250),
    ]


JUDGES = "Judges"

EXERCISE = Function(
    honest_report,
    _report_cases,
    title="Report one honest number",
    points=2,
    difficulty=3,
    minutes=4,
    read_again=JUDGES,
    slips=[
        slip("chosen on the test set", instead=_report_variant("best on test")).asks(
            "Could you have chosen this run without having seen the test set?"
        ),
        slip("validation accuracy reported", instead=_report_variant("validation reported")).asks(
            "This number was chosen for being high. Is it a fair estimate?"
        ),
        slip("last epoch", instead=_report_variant("last epoch")).asks(
            "Does the choice range over the runs only, or over their epochs too?"
        ),
        slip("epoch chosen on the test set", instead=_report_variant("epoch by test")).asks(
            "The run was chosen on validation. Which set chose the epoch?"
        ),
        slip("lowest chosen", instead=_report_variant("lowest")).asks(
            "These are accuracies, not losses: which end is the good one?"
        ),
        slip("average of all runs", instead=_report_variant("average")).asks(
            "Which weights will you hand over: one run's, or the average of all?"
        ),
        slip("variance for error", instead=_report_variant("variance")).asks(
            "Is the error in per cent of images, or in per cent squared?"
        ),
        slip("spread of a single answer", instead=_report_variant("one sample")).asks(
            "Does the error shrink when the test set grows?"
        ),
        slip("spread of the runs", instead=_report_variant("spread of runs")).asks(
            "You report one run. Is its error how much the runs differ?"
        ),
    ],
)
