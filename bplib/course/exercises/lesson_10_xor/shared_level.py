"""Compute the level of a failure: the least loss where samples of a group share one answer."""

import numpy as np

from bplib.course.checks import Function, call_case, slip


def cost(p, q):
    """Return the mean cross-entropy of the answer q where a share p is 1; 0 ln 0 is 0."""
    return -sum(share * np.log(a) for share, a in ((p, q), (1 - p, 1 - q)) if share)


def by_name(Y, groups):
    """Return the labels of each group."""
    return [Y[groups == group] for group in np.unique(groups)]


def shared_level(
    Y,
    groups,
    *,
    split=by_name,
    cost=cost,
    answer=lambda own, overall: own,
    mean=lambda costs, sizes, N: np.dot(costs, sizes) / N,
):
    """Return the least mean cross-entropy if samples of one group must share one answer."""
    members = split(Y, groups)
    shares = [y.mean() for y in members]
    costs = [cost(p, answer(p, Y.mean())) for p in shares]
    return mean(costs, [len(y) for y in members], len(Y))


def cases(rng):
    """Draw groups of zeros and ones, shuffled; some are pure, and their numbers have no order."""

    def case(note, *counts):
        Y = np.concatenate([[0.0] * zeros + [1.0] * ones for zeros, ones in counts])
        groups = np.repeat(np.arange(len(counts)), [sum(count) for count in counts])
        order, names = rng.permutation(len(Y)), rng.permutation(9)[: len(counts)]
        return call_case(note, Y=Y[order], groups=names[groups[order]])

    def some(least=1):
        return int(rng.integers(least, least + 5))

    return [
        case("a mixed group and a group of one", (some(), some()), (1, 0)),
        case("two mixed groups of different size", (some(), some()), (some(6), some(6))),
        case("all in one group", (some(), some(2))),
        case("a pure group", (0, some()), (some(), some()), (some(3), 1)),
        case("three mixed groups", (1, some(4)), (some(), some()), (some(), some())),
    ]


def by_number(Y, groups):
    """Return the labels of the groups 0, 1, 2 …, as many as there are names."""
    found = [Y[groups == group] for group in range(len(np.unique(groups)))]
    return [y for y in found if len(y)]


def by_run(Y, groups):
    """Return the labels of neighbours that share a group."""
    return np.split(Y, np.flatnonzero(np.diff(groups)) + 1)


EXERCISE = Function(
    shared_level,
    cases,
    title="Compute the level of a failure",
    points=3,
    difficulty=3,
    read_again="Three points share one answer",
    met={"shares": "the share of ones in each group"},
    slips=[
        slip("every group counts alike", mean=lambda costs, sizes, N: np.mean(costs)).asks(
            "Should a group of one weigh as much as a group of three?"
        ),
        slip("groups added", mean=lambda costs, sizes, N: np.sum(costs)).asks(
            "Is the loss a mean over groups, over samples, or a sum?"
        ),
        slip("summed over the samples", mean=lambda costs, sizes, N: np.dot(costs, sizes)).asks(
            "How does your level change if every sample comes twice?"
        ),
        slip("one half for every mixed group", cost=lambda p, q: np.log(2) * (0 < p < 1)).asks(
            "Two ones and a zero share an answer. Which answer costs least?"
        ),
        slip("one answer for all groups", answer=lambda own, overall: overall).asks(
            "May different groups get different answers?"
        ),
        slip("zeros not charged", cost=lambda p, q: -p * np.log(q) if p else 0.0).asks(
            "Which part of the cross-entropy belongs to the samples with label 0?"
        ),
        slip("bits", result=lambda level: level / np.log(2)).asks(
            "Which logarithm does the loss of this course use?"
        ),
        slip("squared error", cost=lambda p, q: p * (1 - p)).asks(
            "Whose least value is p (1 - p)?"
        ),
        slip("0 ln 0", cost=lambda p, q: -p * np.log(q) - (1 - p) * np.log(1 - q)).asks(
            "What should a group without a single 1 cost, and what does 0 times ln 0 give?"
        ),
        slip("groups counted from 0", split=by_number).asks(
            "Are the numbers of the groups 0, 1, 2 and so on, or any whole numbers?"
        ),
        slip("neighbours only", split=by_run).asks("Must samples of one group stand side by side?"),
        slip("Gini's impurity", cost=lambda p, q: 2 * p * (1 - p)).asks(
            "Whose least value is p (1 − p), the cross-entropy's?"
        ),
    ],
)
