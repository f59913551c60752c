"""Count which class is taken for which: a row for each truth, a column for each answer."""

import numpy as np

from bplib.course.checks import Function, call_case, slip
from bplib.data.baselines import confusion_matrix


def cases(rng):
    """Draw answers of which half are right; classes are absent here, there, and from both."""
    drawn = []
    for note, N, classes, asked, told in (
        ("all classes occur", 40, 4, 4, 4),
        ("the last class occurs only among the answers", 30, 5, 4, 5),
        ("the last class is never answered", 60, 6, 6, 5),
        ("the last two classes do not occur", 25, 5, 3, 3),
        ("a single image", 1, 3, 2, 2),
    ):
        truth = rng.permutation(rng.permutation(asked)[np.arange(N) % asked])
        answers = rng.permutation(rng.permutation(told)[np.arange(N) % told])
        right = (rng.random(N) < 0.5) & (truth < told) & (answers < asked)
        answers = np.where(right, truth, answers)
        drawn.append(call_case(note, truth=truth, answers=answers, classes=classes))
    return drawn


def those_seen(truth, answers, classes):
    """Give numbers only to the classes that occur."""
    seen = np.union1d(truth, answers)
    return np.searchsorted(seen, truth), np.searchsorted(seen, answers), len(seen)


def never_asked(truth, answers, classes):
    """Leave out the images whose answer is no image's class."""
    known = np.isin(answers, truth)
    return truth[known], answers[known], classes


EXERCISE = Function(
    confusion_matrix,
    cases,
    title="Which class is taken for which",
    points=2,
    difficulty=2,
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
        slip("only answers that are true somewhere", given=never_asked).asks(
            "Can an answer be a class that none of the images has?"
        ),
        slip("shares of all", result=lambda counts: counts / counts.sum()).asks(
            "Are numbers of images asked for, or shares?"
        ),
        slip(
            "shares of the answers",
            result=lambda counts: counts / np.maximum(counts.sum(axis=0), 1),
        ).asks("Are numbers of images asked for, or shares of those answered alike?"),
        slip("right answers only", result=lambda counts: np.diag(np.diag(counts))).asks(
            "Where do the wrong answers appear in your table?"
        ),
        slip("one class too many", given=lambda truth, answers, C: (truth, answers, C + 1)).asks(
            "If there are ten classes, which number has the last one?"
        ),
    ],
)
