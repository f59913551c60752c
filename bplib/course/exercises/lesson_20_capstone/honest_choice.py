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
    mean, worst = float(middle(reported)), float(np.min(reported))
    return chosen, mean, worst


def cases(rng):
    """Draw scores of nine recipes, on which every way to choose finds another one.

    On validation one is the best on average, though not by its lowest, its middle or its first
    score, nor when its spread is taken off; each of these finds another recipe.
    """
    drawn = []
    for S in (3, 4, 5):
        low = 0.87 + rng.uniform(0, 2e-4, (9, S))
        high = rng.uniform(0.80, 0.86, (9, S))
        inner, other, last = rng.integers(1, S - 1), rng.integers(1, S), S - 1
        low[0] -= 0.03  # the best on average
        low[0, inner] += 0.03 * S
        low[1] -= 0.02  # the best lowest score
        low[2] += 0.005  # the best when the spread is taken off
        low[2, other] -= 0.028
        low[3] += 0.015  # the best middle score
        low[3, last if S == 4 else inner] -= 0.15
        low[4] -= 0.05  # the best first score
        low[4, 0] += 0.09
        low[5] -= 0.2  # the best single score
        low[5, other] += 0.325
        low[6] -= 0.06  # the best on the test set, on average
        high[6] = rng.uniform(0.93, 0.94, S)
        low[7] -= 0.25  # the best single score on the test set
        high[7, rng.integers(S)] = 0.995
        low[8] -= 0.015  # the best on both sets together
        low[8, inner] -= 0.01
        high[8] = rng.uniform(0.92, 0.928, S)
        high[0] = rng.uniform(0.87, 0.895, S)
        order = rng.permutation(9)
        drawn.append(call_case(f"9 recipes, {S} seeds", validation=low[order], test=high[order]))
    return drawn


EXERCISE = Function(
    honest_choice,
    cases,
    title="Repair a choice made on the test set",
    points=2,
    difficulty=2,
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
        slip("sets swapped", given=lambda validation, test: (test, validation)).asks(
            "Which of the two arrays may have a say in the choice, and which one in the report?"
        ),
        slip("chosen by the last seed", merit=lambda validation, test: validation[:, -1]).asks(
            "How many seeds of a recipe has your choice looked at, the last one besides?"
        ),
        slip("chosen by the lowest", merit=lambda validation, test: validation.min(axis=1)).asks(
            "Which number of a recipe's scores is to decide?"
        ),
        slip(
            "chosen by the median", merit=lambda validation, test: np.median(validation, axis=1)
        ).asks("Is the middle one of some scores their mean?"),
        slip("chosen by the first seed", merit=lambda validation, test: validation[:, 0]).asks(
            "How many seeds of a recipe has your choice looked at?"
        ),
        slip(
            "spread taken off",
            merit=lambda validation, test: validation.mean(axis=1) - validation.std(axis=1),
        ).asks("Does the statement reward a recipe for a small spread?"),
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
        slip(
            "both sets in the choice", merit=lambda validation, test: (validation + test).mean(1)
        ).asks("Which of the two arrays may have a say in the choice?"),
        slip(
            "spread added",
            merit=lambda validation, test: validation.mean(axis=1) + validation.std(axis=1),
        ).asks("Does the statement reward a recipe for a large spread?"),
    ],
)
