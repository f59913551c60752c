"""Count which class is taken for which: a row for each truth, a column for each answer."""

import numpy as np

from bplib.course.checks import Function, call_case, slip
from bplib.data.baselines import confusion_matrix


def cases(rng):
    """Draw answers of which half are right; twice one class does not occur."""
    drawn = []
    for N, classes, absent in ((40, 4, None), (30, 5, 4), (60, 6, 2), (25, 3, None)):
        truth = rng.integers(0, classes, N)
        answers = np.where(rng.random(N) < 0.5, truth, (truth + rng.integers(1, 3, N)) % classes)
        note = ""
        if absent is not None:
            keep = (truth != absent) & (answers != absent)
            truth, answers = truth[keep], answers[keep]
            note = f"class {absent} does not occur"
        drawn.append(call_case(note, truth=truth, answers=answers, classes=classes))
    return drawn


def those_seen(truth, answers, classes):
    """Give numbers only to the classes that occur."""
    seen = np.union1d(truth, answers)
    return np.searchsorted(seen, truth), np.searchsorted(seen, answers), len(seen)


EXERCISE = Function(
    confusion_matrix,
    cases,
    title="Which class is taken for which",
    points=2,
    difficulty=2,
    minutes=4,
    read_again="Where it errs",
    slips=[
        slip("repeats counted once", result=lambda counts: np.minimum(counts, 1)).asks(
            "How often does NumPy write to one place that occurs twice in an index?"
        ),
        slip("rows and columns swapped", result=np.transpose).asks(
            "What does a row stand for: truth or answer?"
        ),
        slip("errors only", result=lambda counts: counts - np.diag(np.diag(counts))).asks(
            "Where do the right answers appear in your table?"
        ),
        slip(
            "shares for counts",
            result=lambda counts: counts / np.maximum(counts.sum(axis=1, keepdims=True), 1),
        ).asks("What do all entries of the table sum to?"),
        slip("only the classes seen", given=those_seen).asks(
            "Which shape has your table if one class occurs nowhere?"
        ),
    ],
)
