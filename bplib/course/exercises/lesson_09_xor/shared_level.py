"""Compute the level of a failure."""

from collections.abc import Callable
from typing import Any

import numpy as np

from bplib.course.checks import Case, Function, call_case, slip


def shared_level(Y: Any, groups: Any) -> float:
    """Return the least mean cross-entropy if samples of one group must share one answer."""
    total = 0.0
    for group in np.unique(groups):
        inside = np.asarray(Y)[np.asarray(groups) == group]
        for share in (inside.mean(), 1 - inside.mean()):
            if share > 0:
                total -= len(inside) * share * np.log(share)
    return float(total / len(Y))


def _level_variant(kind: str) -> Callable[[Any, Any], float]:
    """Return the level with one mistake."""

    def entropy(share: float) -> float:
        if kind == "squared":
            return share * (1 - share)
        parts = [share] if kind == "ones only" else [share, 1 - share]
        if kind == "not a number":
            return -sum(p * np.log(p) if p else np.nan for p in parts)
        return -sum(p * np.log(p) for p in parts if p)

    def level(Y: Any, groups: Any) -> float:
        names = np.unique(groups)
        members = [Y[groups == name] for name in names]
        if kind == "half":
            values = [np.log(2) if 0 < m.mean() < 1 else 0.0 for m in members]
        elif kind == "overall share":
            values = [
                -np.mean(m * np.log(Y.mean()) + (1 - m) * np.log(1 - Y.mean())) for m in members
            ]
        else:
            values = [entropy(m.mean()) for m in members]
        if kind == "groups alike":
            return float(np.mean(values))
        if kind == "groups added":
            return float(np.sum(values))
        total = float(np.dot(values, [len(m) for m in members]))
        total /= np.log(2) if kind == "bits" else 1.0
        return total if kind == "summed" else total / len(Y)

    return level


def _level_cases(rng: np.random.Generator) -> list[Case]:
    def case(note: str, *counts: tuple[int, int]) -> Case:
        """Shuffle groups of so many zeros and ones each together."""
        Y = np.concatenate([[0.0] * zeros + [1.0] * ones for zeros, ones in counts])
        groups = np.repeat(np.arange(len(counts)), [sum(count) for count in counts])
        order, names = rng.permutation(len(Y)), rng.permutation(9)[: len(counts)]
        return call_case(note, Y=Y[order], groups=names[groups[order]])

    some = [int(k) for k in rng.integers(1, 4, 4)]
    return [
        case("a group of three and a group of one", (1, 2), (1, 0)),
        case("two mixed groups of different size", (some[0], some[0] + 1), (2, 6)),
        case("all in one group", (2, 2 + some[1])),
        case("a pure group", (0, 2), (1, 3 + some[2]), (3, 1)),
        case("three mixed groups", (1, 5), (4, 2), (some[3], 2 * some[3] + 3)),
    ]


EXERCISE = Function(
    shared_level,
    _level_cases,
    title="Compute the level of a failure",
    points=3,
    difficulty=3,
    minutes=6,
    read_again="Three points share one answer",
    slips=[
        slip("every group counts alike", instead=_level_variant("groups alike")).asks(
            "Should a group of one weigh as much as a group of three?"
        ),
        slip("groups added", instead=_level_variant("groups added")).asks(
            "Is the loss a mean over groups, over samples, or a sum?"
        ),
        slip("summed over the samples", instead=_level_variant("summed")).asks(
            "How does your level change if every sample comes twice?"
        ),
        slip("one half for every mixed group", instead=_level_variant("half")).asks(
            "Two ones and a zero share an answer. Which answer costs least?"
        ),
        slip("one answer for all groups", instead=_level_variant("overall share")).asks(
            "May different groups get different answers?"
        ),
        slip("zeros not charged", instead=_level_variant("ones only")).asks(
            "Which part of the cross-entropy belongs to the samples with label 0?"
        ),
        slip("bits", instead=_level_variant("bits")).asks(
            "Which logarithm does the loss of this course use?"
        ),
        slip("squared error", instead=_level_variant("squared")).asks(
            "Whose least value is p (1 - p)?"
        ),
        slip("0 ln 0", instead=_level_variant("not a number")).asks(
            "What should a group without a single 1 cost, and what does 0 times ln 0 give?"
        ),
    ],
)
