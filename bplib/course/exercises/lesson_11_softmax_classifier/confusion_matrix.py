"""Which class is taken for which."""

from collections.abc import Callable
from typing import Any

import numpy as np

from bplib.course.checks import Case, Function, call_case, slip
from bplib.data.baselines import confusion_matrix


def _confusion_variant(kind: str) -> Callable[[Any, Any, int], Any]:
    """Return the table of counts with one mistake."""

    def table(truth: Any, answers: Any, classes: int) -> Any:
        if kind == "seen only":
            seen = np.unique(np.concatenate([truth, answers]))
            truth, answers = np.searchsorted(seen, truth), np.searchsorted(seen, answers)
            classes = len(seen)
        counts: Any = confusion_matrix(truth, answers, classes)
        if kind == "turned":
            return counts.T
        if kind == "repeats lost":
            return np.minimum(counts, 1)
        if kind == "errors only":
            return counts - np.diag(np.diag(counts))
        if kind == "shares":
            return counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
        return counts

    return table


def _confusion_cases(rng: np.random.Generator) -> list[Case]:
    cases = []
    for N, classes, absent in ((40, 4, None), (30, 5, 4), (60, 6, 2), (25, 3, None)):
        truth = rng.integers(0, classes, N)
        answers = np.where(rng.random(N) < 0.5, truth, (truth + rng.integers(1, 3, N)) % classes)
        note = ""
        if absent is not None:
            keep = (truth != absent) & (answers != absent)
            truth, answers = truth[keep], answers[keep]
            note = f"class {absent} does not occur"
        cases.append(call_case(note, truth=truth, answers=answers, classes=classes))
    return cases


EXERCISE = Function(
    confusion_matrix,
    _confusion_cases,
    title="Which class is taken for which",
    points=2,
    difficulty=2,
    minutes=4,
    read_again="Where it errs",
    slips=[
        slip("repeats counted once", instead=_confusion_variant("repeats lost")).asks(
            "How often does NumPy write to one place that occurs twice in an index?"
        ),
        slip("rows and columns swapped", instead=_confusion_variant("turned")).asks(
            "What does a row stand for: truth or answer?"
        ),
        slip("errors only", instead=_confusion_variant("errors only")).asks(
            "Where do the right answers appear in your table?"
        ),
        slip("shares for counts", instead=_confusion_variant("shares")).asks(
            "What do all entries of the table sum to?"
        ),
        slip("only the classes seen", instead=_confusion_variant("seen only")).asks(
            "Which shape has your table if one class occurs nowhere?"
        ),
    ],
)
