"""Repair a report card."""

from collections.abc import Callable
from typing import Any

import numpy as np

from bplib.course.checks import Case, Function, call_case, slip
from bplib.losses import one_hot, softmax_cross_entropy

FAULTS = ("own scale", "mean of means", "all pairs")


def report_card(
    W: Any, b: Any, X: Any, y: Any, white: float, batch_size: int
) -> tuple[float, float]:
    """Return mean loss and accuracy of a softmax regression, measured in batches."""
    return _report()(W, b, X, y, white, batch_size)


def _report(*faults: str) -> Callable[..., tuple[float, float]]:
    """Return the report card with the given faults in it."""

    def report(
        W: Any, b: Any, X: Any, y: Any, white: float, batch_size: int
    ) -> tuple[float, float]:
        losses, hits, sizes = [], [], []
        last = len(X) - len(X) % batch_size if "last dropped" in faults else len(X)
        for i in range(0, last, batch_size):
            images, labels = X[i : i + batch_size], y[i : i + batch_size]
            brightest = images.max() if "own scale" in faults else white
            Z = images / (1.0 if "no scale" in faults else brightest) @ W + b
            losses.append(softmax_cross_entropy(Z, one_hot(labels, Z.shape[1])))
            answers = Z.argmax(axis=1)
            if "all pairs" in faults:
                answers = answers[:, None]
            hits.append(np.mean(answers == labels))
            sizes.append(len(labels))
        weights = None if "mean of means" in faults else np.array(sizes, dtype=float)
        return float(np.average(losses, weights=weights)), float(np.average(hits, weights=weights))

    return report


def _report_cases(rng: np.random.Generator) -> list[Case]:
    cases = []
    for N, D, C, size, white in ((17, 6, 4, 5, 16.0), (23, 5, 3, 7, 255.0), (29, 4, 5, 9, 1.0)):
        X = rng.integers(0, 14, (N, D)) * (white / 16)
        W, b = rng.normal(size=(D, C)) * 2, rng.normal(size=C)
        y = np.where(rng.random(N) < 0.5, (X / white @ W + b).argmax(axis=1), rng.integers(0, C, N))
        note = f"{N} images in batches of {size}"
        cases.append(call_case(note, W=W, b=b, X=X, y=y, white=white, batch_size=size))
    return cases


EXERCISE = Function(
    report_card,
    _report_cases,
    title="Repair a report card",
    points=3,
    difficulty=3,
    minutes=6,
    read_again="A report to repair",
    slips=[
        slip("not repaired", instead=_report(*FAULTS)).asks(
            "Which numbers of this report should not depend on the batch size, and do they?"
        ),
        slip("scaled by its own brightest pixel", instead=_report("own scale")).asks(
            "Is an image read in the same way, whichever images stand beside it?"
        ),
        slip("not scaled", instead=_report("no scale")).asks(
            "Which pixels had the weights seen when they were trained?"
        ),
        slip("mean of means", instead=_report("mean of means")).asks(
            "How much does an image of the short last batch count in your mean?"
        ),
        slip("every answer against every label", instead=_report("all pairs")).asks(
            "What shape has the comparison of a column with a row?"
        ),
        slip("last batch dropped", instead=_report("last dropped")).asks(
            "How many images does your report stand on?"
        ),
    ],
)
