"""What lesson 20 claims: its recipe reaches both marks, and what stands beside it does not."""

from math import comb

import numpy as np
import pytest

from bplib.course.exercises.lesson_20_capstone.signed_model import (
    ACCURACY_MARK,
    SHIFTED_MARK,
    signed_model,
)
from bplib.course.exercises.lesson_20_capstone.wilson_interval import wilson_interval
from bplib.course.experiments import lesson_20_report as report
from bplib.course.experiments.lesson_20 import held_out_scores, right_by_seed, six_peers
from bplib.course.registry import find
from bplib.data.datasets import digits, shift

MOVES = [(dx, dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1)]


@pytest.mark.parametrize("seed", [0, 1])
def test_the_recipe_reaches_both_marks(seed):
    in_place, moved = held_out_scores(signed_model(seed))
    assert in_place >= ACCURACY_MARK
    assert moved >= SHIFTED_MARK


def test_the_scores_are_those_of_a_loop_over_images():
    W1, b1, W2, b2 = weights = signed_model()
    data, right = digits(), []
    for image, label in zip(data.X_test, data.y_test, strict=True):
        for dx, dy in MOVES:
            x = shift(image, dx, dy)
            right.append(int(np.argmax(np.maximum(x @ W1 + b1, 0) @ W2 + b2)) == label)
    in_place, moved = held_out_scores(weights)
    assert moved == pytest.approx(np.mean(right))
    assert in_place == pytest.approx(np.mean(right[4::9]))


def test_nearest_neighbour_with_nine_copies_reads_better_over_nine_positions():
    data = digits()
    images = np.concatenate([shift(data.X_train, *move) for move in MOVES])
    labels = np.tile(data.y_train, 9)
    hits = []
    for move in MOVES:
        distance = (images**2).sum(axis=1) / 2 - shift(data.X_test, *move) @ images.T
        hits.append(labels[distance.argmin(axis=1)] == data.y_test)
    assert np.mean(hits) == pytest.approx(0.987, abs=5e-4)
    assert np.mean(hits[4]) == pytest.approx(0.986, abs=5e-4)


def test_the_best_of_twenty_seeds_is_ahead_by_luck():
    hits = right_by_seed(range(20), 0.1)
    assert hits.shape == (20, 360)
    assert 0.005 < hits.mean(axis=1).max() - hits.mean() < 0.02


@pytest.mark.parametrize("letter", "ABCDEF")
def test_every_peer_makes_the_mistake_of_the_diagnosis(letter):
    rng = np.random.default_rng(0)
    net = [rng.normal(size=shape) for shape in ((4, 6), (6,), (6, 3), (3,))]
    X, y = rng.normal(size=(5, 4)), rng.integers(0, 3, 5)
    exercise, diagnosis = find("classifier_gradients"), find("six_peers").right_answer()[letter]
    made = [slip for slip in exercise.slips if slip.name == diagnosis]
    assert made or diagnosis == "right"
    diagnosed = exercise.mistaken(*made)(X, y, *net, 0.3)
    handed_in = six_peers()[letter].gradients(X, y, *net, 0.3)
    for a, b in zip(handed_in, diagnosed, strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-12)


def test_wilson_by_hand():
    """9 of 9 with z = 3: (1 - p)² = 9 p (1 - p) / 9 has the roots 1/2 and 1."""
    np.testing.assert_allclose(wilson_interval(9, 9, 3.0), [0.5, 1.0])


@pytest.mark.parametrize(
    ("weights", "message"),
    [
        ([np.zeros((64, 10))], "one pair for every layer"),
        ([np.zeros((64, 9)), np.zeros(9)], "10 outputs"),
        ([np.zeros((63, 10)), np.zeros(10)], r"W1 and b1 should have the shapes \(64, n\)"),
        ([np.full((64, 10), np.nan), np.zeros(10)], "nan or inf"),
        ([np.zeros((64, 1600)), np.zeros(1600)], "more than 100,000 numbers"),
    ],
)
def test_weights_that_make_no_net_are_refused(weights, message):
    with pytest.raises(ValueError, match=message):
        held_out_scores(weights)


# ---- reports that mislead ------------------------------------------------------------------------


def test_the_usual_interval_holds_the_true_share_too_rarely():
    """With 50 images and a share of 0.98 it holds 0.98 for 45 to 49 right: 0.64 in all."""
    held = sum(comb(50, k) * 0.98**k * 0.02 ** (50 - k) for k in range(45, 50))
    assert report.coverage(report.usual_interval, 0.98, 50) == pytest.approx(held, abs=1e-9)
    assert held == pytest.approx(0.64, abs=0.005)
    assert report.coverage(wilson_interval, 0.98, 50) > 0.9


def test_a_lead_of_seeds_is_lost_and_a_lead_of_rates_stays():
    seeds, rates = report.leads_of_seeds_and_rates()
    assert seeds[1] < seeds[0] / 10
    assert rates[1] > 0.8 * rates[0]


def test_what_is_tuned_on_one_half_falls_on_the_other():
    gain, elsewhere = report.tuned_on_the_test_set(trials=3)
    assert gain > 0.01
    assert elsewhere < 0


def test_labels_thrown_by_dice_are_read_where_copies_leak():
    leaking, honest = report.scores_on_dice(seeds=(9,))
    assert leaking[0] > 0.3
    assert honest[0] == pytest.approx(0.1, abs=0.03)


def test_the_colleagues_model_minds_one_pixel_and_the_commonest_digit_is_no_reader():
    in_place, moved = report.two_scores(report.linear(*report.the_colleagues()))
    assert in_place == pytest.approx(0.98, abs=0.01)
    assert moved == pytest.approx(0.37, abs=0.02)
    assert max(report.two_scores(lambda X: np.full(len(X), 3))) < 0.15


def test_the_line_up_sees_only_what_its_setting_shows(capsys):
    right = find("classifier_gradients").right_answer()
    report.line_up(right, samples=1, l2=0.0)
    unseen = capsys.readouterr().out
    assert "E  none" in unseen
    assert "D  none" in unseen
    report.line_up(right, samples=5, l2=0.3)
    seen = capsys.readouterr().out
    assert "D  db1, db2" in seen
    assert "C  none" in seen
    assert np.nanmax(report.ratios(right, "E", "dW1", samples=5, l2=0.0)) == pytest.approx(0.2)
