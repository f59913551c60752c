"""Report one honest test accuracy of many runs, with its standard error."""

import numpy as np

from bplib.course.checks import Function, call_case, slip
from bplib.course.exercises.lesson_18_generalisation.shared import strata


def best(validation):
    """Return the run and the epoch that are best on validation."""
    return np.unravel_index(validation.argmax(), validation.shape)


def honest_report(
    validation,
    test,
    n_test,
    *,
    choice=best,
    accuracy=lambda test, run, epoch: test[run, epoch],
    error=lambda a, n_test, test, epoch: np.sqrt(a * (1 - a) / n_test),
):
    """Return the test accuracy of the run and epoch chosen on validation, and its standard error.

    The error is sqrt(a (1 - a) / n_test).
    """
    run, epoch = choice(validation)
    a = accuracy(test, run, epoch)
    return float(a), float(error(a, n_test, test, epoch))


def cases(rng):
    """Draw accuracies of several runs by epoch, on which all ways to choose differ."""

    def case(note, runs, epochs, n_test):
        validation, test = draw(runs, epochs)
        ways = (best, by_mean_of_runs, by_mean_of_epochs, by_last_epoch)[: 3 + (runs > 3)]
        while len({test[way(validation)] for way in ways}) < len(ways):
            validation, test = draw(runs, epochs)
        return call_case(note, validation=validation, test=test, n_test=n_test)

    def draw(runs, epochs):
        validation, test = (0.6 + 0.3 * strata(rng, runs, epochs) for _ in range(2))
        # The best run on validation has a later epoch that is better on test; another run is best
        # of all on test, and best on validation when only last epochs count.
        run, other = rng.choice(runs, 2, replace=False)
        later = epochs - 1 - (epochs > 4)  # in two cases it is not the last
        validation[run, rng.integers(1, later)] = rng.uniform(0.96, 0.97)
        validation[other, -1] = rng.uniform(0.92, 0.93)
        test[run, later] = rng.uniform(0.92, 0.93)
        test[other, 0] = rng.uniform(0.96, 0.97)
        return validation, test

    return [
        case("three runs of four epochs", 3, 4, 360),
        case("two runs of seven epochs", 2, 7, 90),
        case("five runs of three epochs", 5, 3, 1000),
        case("four runs of six epochs", 4, 6, 250),
    ]


def by_last_epoch(validation):
    """Return the run that is best in the last epoch, and that epoch."""
    return validation[:, -1].argmax(), validation.shape[1] - 1


def by_mean_of_runs(validation):
    """Return the epoch that is best on average over the runs, and the run best in it."""
    epoch = validation.mean(axis=0).argmax()
    return validation[:, epoch].argmax(), epoch


def by_mean_of_epochs(validation):
    """Return the run that is best on average over its epochs, and its best epoch."""
    run = validation.mean(axis=1).argmax()
    return run, validation[run].argmax()


EXERCISE = Function(
    honest_report,
    cases,
    title="Report one honest number",
    points=2,
    core=True,
    difficulty=2,
    read_again="Judges",
    returns=("accuracy", "error"),
    slips=[
        slip("chosen on the test set", given=lambda validation, test, n: (test, test, n)).asks(
            "Could you have chosen this run without having seen the test set?"
        ),
        slip(
            "validation accuracy reported",
            given=lambda validation, test, n: (validation, validation, n),
        ).asks("This number was chosen for being high. Is it a fair estimate?"),
        slip(
            "last epoch",
            given=lambda validation, test, n: (validation[:, -1:], test[:, -1:], n),
        ).asks("Does the choice range over the runs only, or over their epochs too?"),
        slip(
            "epoch chosen on the test set", accuracy=lambda test, run, epoch: test[run].max()
        ).asks("The run was chosen on validation. Which set chose the epoch?"),
        slip(
            "lowest chosen",
            choice=lambda validation: np.unravel_index(validation.argmin(), validation.shape),
        ).asks("These are accuracies, not losses: which end is the good one?"),
        slip("average of all runs", accuracy=lambda test, run, epoch: test[:, epoch].mean()).asks(
            "Which weights will you hand over: one run's, or the average of all?"
        ),
        slip("variance for error", error=lambda a, n, *_: a * (1 - a) / n).asks(
            "Is the error in per cent of images, or in per cent squared?"
        ),
        slip("spread of a single answer", error=lambda a, *_: np.sqrt(a * (1 - a))).asks(
            "Does the error shrink when the test set grows?"
        ),
        slip("spread of the runs", error=lambda a, n, test, epoch: test.std()).asks(
            "You report one run. Is its error how much the runs differ?"
        ),
        slip("epoch chosen on average", choice=by_mean_of_runs).asks(
            "Over which pairs of run and epoch does your choice range?"
        ),
        slip("run chosen on average", choice=by_mean_of_epochs).asks(
            "Over which pairs of run and epoch does your choice range?"
        ),
        slip("last epoch of the chosen run", accuracy=lambda test, run, epoch: test[run, -1]).asks(
            "Which epoch's weights do you keep of the run that you chose?"
        ),
        slip("root above the line only", error=lambda a, n, *_: np.sqrt(a * (1 - a)) / n).asks(
            "Four times as many test images: by what does the error fall?"
        ),
        slip(
            "spread of the runs at the epoch", error=lambda a, n, test, epoch: test[:, epoch].std()
        ).asks("You report one run. Is its error how much the runs differ?"),
        slip(
            "error of the runs' mean",
            error=lambda a, n, test, epoch: test[:, epoch].std() / np.sqrt(len(test)),
        ).asks("Is your accuracy a mean over the runs, or over the test images?"),
    ],
)
