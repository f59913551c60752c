"""Find the worst answers."""

from collections.abc import Callable
from typing import Any

import numpy as np

from bplib.activations import softmax
from bplib.course.checks import Case, Function, call_case, slip
from bplib.course.exercises.lesson_16_capstone.shared import _labels
from bplib.losses import one_hot

ERRORS = "Look at the worst"


def worst_first(P: Any, y: Any, k: int) -> Any:
    """Return the rows of the k samples with the largest cross-entropy, the worst first."""
    return np.argsort(P[np.arange(len(y)), y])[:k]


def _worst_variant(kind: str) -> Callable[..., Any]:
    def worst(P: Any, y: Any, k: int) -> Any:
        of_truth = P[np.arange(len(y)), y]
        if kind == "best first":
            return np.argsort(-of_truth)[:k]
        if kind == "worst last":
            return np.argsort(of_truth)[:k][::-1]
        if kind == "least sure":
            return np.argsort(P.max(axis=1))[:k]
        if kind == "most sure":
            return np.argsort(-P.max(axis=1))[:k]
        if kind == "wrong answers as they come":
            return np.argsort(P.argmax(axis=1) == y, kind="stable")[:k]
        if kind == "probabilities":
            return np.sort(of_truth)[:k]
        if kind == "labels":
            return y[np.argsort(of_truth)[:k]]
        return np.argsort(of_truth)

    return worst


def _worst_cases(rng: np.random.Generator) -> list[Case]:
    cases = []
    for N, C, k in ((9, 4, 3), (12, 5, 5), (8, 3, 4), (15, 10, 2)):
        y = _labels(rng, N, C)
        P = softmax(rng.normal(0, 1.0, (N, C)) + 0.8 * one_hot(y, C))
        cases.append(call_case(f"{k} of {N} samples", P=P, y=y, k=k))
    P = np.array([[0.3, 0.25, 0.24, 0.21], [0.55, 0.4, 0.03, 0.02], [0.1, 0.2, 0.6, 0.1]])
    order = rng.permutation(3)  # right, wrong and surer of the truth, right
    return [*cases, call_case("all samples", P=P[order], y=np.array([0, 1, 2])[order], k=3)]


EXERCISE = Function(
    worst_first,
    _worst_cases,
    title="Find the worst answers",
    points=2,
    difficulty=2,
    minutes=5,
    read_again=ERRORS,
    slips=[
        slip("best first", instead=_worst_variant("best first")).asks(
            "Which probability makes the loss large: one near 0 or one near 1?"
        ),
        slip("worst last", instead=_worst_variant("worst last")).asks(
            "In which order should the rows come?"
        ),
        slip("least sure", instead=_worst_variant("least sure")).asks(
            "Does a net that doubts, and is right, have a large loss?"
        ),
        slip("most sure", instead=_worst_variant("most sure")).asks(
            "Where do the true labels enter?"
        ),
        slip(
            "wrong answers as they come", instead=_worst_variant("wrong answers as they come")
        ).asks("Of two wrong answers, which has the larger loss?"),
        slip("probabilities", instead=_worst_variant("probabilities")).asks(
            "Are rows asked for, or the probabilities in them?"
        ),
        slip("labels", instead=_worst_variant("labels")).asks(
            "Are rows asked for, or what is written in them?"
        ),
        slip("all of them", instead=_worst_variant("all of them")).asks(
            "How many rows are asked for?"
        ),
    ],
)
