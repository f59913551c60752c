"""Baselines: against loops over all pairs, hand arithmetic, and laws."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bplib.data.baselines import CHUNK, confusion_matrix, nearest_neighbour
from bplib.data.datasets import digits


def test_three_towns_by_hand():
    """(0, 0) is a 7 and (4, 0) a 3.

    (1, 2): squared distances 1 + 4 = 5 and 9 + 4 = 13, so 7. (3, 1): 9 + 1 = 10 and 1 + 1 = 2, so
    3. (2, 5) is 4 + 25 = 29 from both: the first decides, 7.
    """
    answers = nearest_neighbour([[0, 0], [4, 0]], [7, 3], [[1, 2], [3, 1], [2, 5]])
    assert answers.tolist() == [7, 3, 7]


@given(seed=st.integers(0, 2**32 - 1), m=st.integers(1, 9), n=st.integers(1, 9))
def test_nearest_as_a_loop_finds_it(seed, m, n):
    rng = np.random.default_rng(seed)
    train, labels, rows = rng.normal(size=(m, 3)), rng.integers(0, 5, m), rng.normal(size=(n, 3))
    expected = [labels[min(range(m), key=lambda k: sum((x - train[k]) ** 2))] for x in rows]
    assert nearest_neighbour(train, labels, rows).tolist() == expected


def test_every_training_row_is_its_own_neighbour_across_chunks():
    train = np.random.default_rng(0).normal(size=(2 * CHUNK + 5, 4))
    labels = np.arange(len(train))
    assert (nearest_neighbour(train, labels, train) == labels).all()
    assert (nearest_neighbour(train.astype(np.float32), labels, train) == labels).all()


def test_nearest_neighbour_on_the_digits():
    data = digits()
    answers = nearest_neighbour(data.X_train, data.y_train, data.X_test)
    assert 0.98 < np.mean(answers == data.y_test) < 1


def test_a_confusion_matrix_by_hand():
    """Truth 0 0 1 2 2 2, answers 0 1 1 2 2 0: 0 is read as 0 and as 1, 2 twice as 2, once as 0."""
    counts = confusion_matrix([0, 0, 1, 2, 2, 2], [0, 1, 1, 2, 2, 0], 4)
    assert counts.tolist() == [[1, 1, 0, 0], [0, 1, 0, 0], [1, 0, 2, 0], [0, 0, 0, 0]]
    assert counts.dtype.kind == "i"


@given(pairs=st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), max_size=40))
def test_margins_are_the_counts_of_truth_and_answers(pairs):
    truth, answers = np.array(pairs, dtype=int).reshape(-1, 2).T
    counts = confusion_matrix(truth, answers, 5)
    assert (counts.sum(axis=1) == np.bincount(truth, minlength=5)).all()
    assert (counts.sum(axis=0) == np.bincount(answers, minlength=5)).all()
    assert np.trace(counts) == (truth == answers).sum()
    assert (confusion_matrix(answers, truth, 5) == counts.T).all()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([[1.0, 2.0]], [0], [[1.0]]), "same number of columns"),
        (([1.0, 2.0], [0, 1], [[1.0]]), "same number of columns"),
        (([[1.0], [2.0]], [0], [[1.0]]), "one label for each row"),
        ((np.zeros((0, 2)), [], [[1.0, 2.0]]), "at least one row"),
        (([[1.0]], [0], np.zeros((0, 1))), "at least one row"),
        (([[np.nan]], [0], [[1.0]]), "X_train"),
        (([[1.0]], [0], [[np.inf]]), "X "),
    ],
)
def test_nearest_neighbour_refuses(arguments, message):
    with pytest.raises(ValueError, match=message):
        nearest_neighbour(*arguments)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([0, 1], [0], 2), r"\(2,\) and \(1,\)"),
        (([[0]], [[0]], 2), "must both be"),
        (([0, 2], [0, 1], 2), "truth must hold"),
        (([0, 1], [0, -1], 2), "answers must hold"),
        (([0.5], [0], 2), "truth must hold"),
        (([0], [0], 0), "classes must be"),
    ],
)
def test_confusion_matrix_refuses(arguments, message):
    with pytest.raises(ValueError, match=message):
        confusion_matrix(*arguments)


def test_a_number_of_classes_is_whole():
    with pytest.raises(TypeError, match=r"classes must be a whole number >= 1, got 2\.0"):
        confusion_matrix([0], [0], 2.0)
