"""Compute the level of a failure: the least loss where samples of a group share one answer."""

import numpy as np

from bplib.course.checks import Function, call_case, slip


def cost(p, q):
    """Return the mean cross-entropy of the answer q where a share p is 1; 0 ln 0 is 0."""
    return -sum(share * np.log(a) for share, a in ((p, q), (1 - p, 1 - q)) if share)


def shared_level(Y, groups, *, cost=cost, answer=lambda own, overall: own, mean=np.average):
    """Return the least mean cross-entropy if samples of one group must share one answer."""
    members = [Y[groups == group] for group in np.unique(groups)]
    shares = [y.mean() for y in members]
    costs = [cost(p, answer(p, Y.mean())) for p in shares]
    return mean(costs, weights=[len(y) for y in members])


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


EXERCISE = Function(
    shared_level,
    cases,
    title="Compute the level of a failure",
    points=3,
    difficulty=3,
    minutes=6,
    read_again="Three points share one answer",
    slips=[
        slip("every group counts alike", mean=lambda costs, weights: np.mean(costs)).asks(
            "Should a group of one weigh as much as a group of three?"
        ),
        slip("groups added", mean=lambda costs, weights: np.sum(costs)).asks(
            "Is the loss a mean over groups, over samples, or a sum?"
        ),
        slip("summed over the samples", mean=lambda costs, weights: np.dot(costs, weights)).asks(
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
    ],
)
