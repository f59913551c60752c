"""Find the worst answers: the samples whose true labels got the smallest probabilities."""

import numpy as np

from bplib.course.checks import Function, call_case, slip
from bplib.course.exercises.lesson_20_capstone.shared import labels
from bplib.losses import one_hot


def worst_first(
    P,
    y,
    k,
    *,
    rank=lambda P, y: P[np.arange(len(y)), y],
    smallest=lambda ranks, k: np.argsort(ranks)[:k],
    told=lambda rows, P, y: rows,
):
    """Return the rows of the k samples with the largest cross-entropy, the worst first."""
    return told(smallest(rank(P, y), k), P, y)


def cases(rng):
    """Draw nets that are often right; in the last case the wrong answer is not the worst.

    The true labels' probabilities are well apart. Hundreds of samples, for NumPy sorts as many as
    256 even where it was only asked to find the smallest ones.
    """
    drawn = []
    for N, C, k in ((9, 4, 3), (440, 3, 300), (8, 3, 4), (15, 10, 1)):
        y = labels(rng, N, C)
        of_truth = ((rng.permutation(N) + rng.uniform(0.1, 0.9, N)) / N)[:, np.newaxis]
        others = rng.random((N, C)) * (1 - one_hot(y, C))
        others /= others.sum(axis=1, keepdims=True)
        P = of_truth * one_hot(y, C) + (1 - of_truth) * others
        drawn.append(call_case(f"{k} of {N} samples", P=P, y=y, k=k))
    P = np.array([[0.3, 0.25, 0.24, 0.21], [0.55, 0.4, 0.03, 0.02], [0.1, 0.2, 0.6, 0.1]])
    order = rng.permutation(3)  # right, wrong and surer of the truth, right
    return [*drawn, call_case("all samples", P=P[order], y=np.array([0, 1, 2])[order], k=3)]


def by_lead(P, y):
    """Return how far the truth's probability lies behind the largest."""
    return P[np.arange(len(y)), y] - P.max(axis=1)


def only_wrong(P, y, k):
    """Return the worst rows among those whose answer is wrong."""
    wrong = np.flatnonzero(P.argmax(axis=1) != y)
    return wrong[np.argsort(P[wrong, y[wrong]])][:k]


EXERCISE = Function(
    worst_first,
    cases,
    title="Find the worst answers",
    points=2,
    difficulty=2,
    read_again="Look at the worst",
    slips=[
        slip("best first", rank=lambda P, y: -P[np.arange(len(y)), y]).asks(
            "Which probability makes the loss large: one near 0 or one near 1?"
        ),
        slip("worst last", result=lambda rows: rows[::-1]).asks(
            "In which order should the rows come?"
        ),
        slip("not in order", smallest=lambda ranks, k: np.sort(np.argsort(ranks)[:k])).asks(
            "Your rows may be the right ones. Is the worst of them first, and the next one second?"
        ),
        slip("least sure", rank=lambda P, y: P.max(axis=1)).asks(
            "Does a net that doubts, and is right, have a large loss?"
        ),
        slip("most sure", rank=lambda P, y: -P.max(axis=1)).asks("Where do the true labels enter?"),
        slip("wrong answers as they come", rank=lambda P, y: P.argmax(axis=1) == y).asks(
            "Of two wrong answers, which has the larger loss?"
        ),
        slip("probabilities", told=lambda rows, P, y: P[rows, y[rows]]).asks(
            "Are rows asked for, or the probabilities in them?"
        ),
        slip("labels", told=lambda rows, P, y: y[rows]).asks(
            "Are rows asked for, or what is written in them?"
        ),
        slip("all of them", given=lambda P, y, k: (P, y, len(y))).asks(
            "How many rows are asked for?"
        ),
        slip("losses", told=lambda rows, P, y: -np.log(P[rows, y[rows]])).asks(
            "Are rows asked for, or the losses in them?"
        ),
        slip("lead of the answer over the truth", rank=by_lead).asks(
            "By what is a sample's loss decided: by one probability, or by two?"
        ),
        slip("all labels' columns added up", rank=lambda P, y: P[:, y].sum(axis=1)).asks(
            "What shape has `P[:, y]`, and which of its entries do you need?"
        ),
        slip("all labels' columns", rank=lambda P, y: P[:, y]).asks(
            "What shape has `P[:, y]`, and which of its entries do you need?"
        ),
        slip("partly sorted", smallest=lambda ranks, k: np.argpartition(ranks, k - 1)[:k]).asks(
            "In which order does a partition leave the k smallest?"
        ),
        slip("three at most", given=lambda P, y, k: (P, y, min(k, 3))).asks(
            "How many rows are asked for?"
        ),
        slip("smallest of each row", rank=lambda P, y: P.min(axis=1)).asks(
            "Which probability of a row makes its loss: the smallest, or the true label's?"
        ),
        slip("the worst left out", smallest=lambda ranks, k: np.argsort(ranks)[1 : k + 1]).asks(
            "Which place has the smallest number in your sorted rows?"
        ),
        slip("one too many", smallest=lambda ranks, k: np.argsort(ranks)[: k + 1]).asks(
            "How many rows are asked for?"
        ),
        slip("only wrong answers", instead=only_wrong).asks(
            "May an answer that is right be among the worst?"
        ),
    ],
)
