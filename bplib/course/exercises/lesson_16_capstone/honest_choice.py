"""Repair a choice made on the test set: choose on validation, then report what the test says."""

import numpy as np

from bplib.course.checks import Function, call_case, slip


def honest_choice(
    validation,
    test,
    *,
    merit=lambda validation, test: validation.mean(axis=1),
    scores=lambda validation, test, chosen: test[chosen],
    middle=np.mean,
):
    """Return the chosen recipe, its mean test score, and its worst test score."""
    chosen = int(merit(validation, test).argmax())
    reported = scores(validation, test, chosen)
    return chosen, float(middle(reported)), float(np.min(reported))


def cases(rng):
    """Draw scores in which every way to choose finds another recipe."""
    drawn = []
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
        drawn.append(call_case(f"{R} recipes, {S} seeds", validation=low, test=high))
    return drawn


EXERCISE = Function(
    honest_choice,
    cases,
    title="Repair a choice made on the test set",
    points=2,
    difficulty=2,
    minutes=5,
    read_again="The score that was chosen",
    slips=[
        slip(
            "chosen on the test set",
            merit=lambda validation, test: test.max(axis=1),
            middle=np.max,
        ).asks("Which scores may your choice look at, if the others are to be reported?"),
        slip(
            "chosen by the mean on the test set", merit=lambda validation, test: test.mean(axis=1)
        ).asks("You average over seeds. But over whose scores?"),
        slip("chosen by the best seed", merit=lambda validation, test: validation.max(axis=1)).asks(
            "Will the model that you build next have the luckiest seed?"
        ),
        slip("the worst chosen", merit=lambda validation, test: -validation.mean(axis=1)).asks(
            "Is a high accuracy good or bad?"
        ),
        slip(
            "validation score reported", scores=lambda validation, test, chosen: validation[chosen]
        ).asks("Has the reported number been used for the choice?"),
        slip("best seed reported", scores=lambda validation, test, chosen: test[chosen].max()).asks(
            "What would you get from a seed that you have not tried yet?"
        ),
        slip(
            "another recipe reported",
            scores=lambda validation, test, chosen: test[test.mean(axis=1).argmax()],
        ).asks("Is the reported score that of the recipe you chose?"),
    ],
)
