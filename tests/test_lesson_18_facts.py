"""What lesson 18 claims, computed again without the notebook, and its training loop checked."""

import math

import numpy as np
import pytest

from bplib.course.experiments import lesson_18
from bplib.course.experiments.lesson_18 import learning_curves, with_wrong_labels
from bplib.data.datasets import digits
from bplib.initializers import he, xavier
from bplib.network import Network
from bplib.optimizers import Momentum
from bplib.training import accuracy, fit

DATA = digits()
X, y = DATA.X_train[:300], DATA.y_train[:300]
VALIDATION = DATA.X_train[300:600], DATA.y_train[300:600]


def trained(X, y, hidden, epochs, **settings):
    network = Network((64, hidden, 10), "relu", "cross_entropy", init="he", rng=3)
    optimizer = Momentum(0.1)
    history = fit(network, X, y, optimizer=optimizer, epochs=epochs, progress=False, **settings)
    return network, history


@pytest.mark.parametrize("l2", [0.0, 0.02])
def test_the_loop_for_many_seeds_is_the_networks(l2):
    """Seed 5 of three, followed for two epochs with `Network` and a loop written out."""
    rng = np.random.default_rng(5)
    W1, W2 = he(64, 16, rng), xavier(16, 10, rng)
    network = Network((64, 16, 10), "relu", "cross_entropy")
    network.set_parameters([W1, np.zeros(16), W2, np.zeros(10)])
    optimizer, losses = Momentum(0.1), []
    for _ in range(2):
        order = rng.permutation(300)
        for start in range(0, 300, 60):
            rows = order[start : start + 60]
            _, gradient = network.loss_and_gradient(X[rows], y[rows], l2)
            optimizer.step(network.parameters, gradient)
        losses.append(network.loss(*VALIDATION))
    curves = learning_curves(
        X, y, {"others": VALIDATION}, seeds=[0, 5, 9], hidden=16, epochs=2, l2=l2
    )["others"]
    np.testing.assert_allclose(curves.loss[:, 1], losses, rtol=1e-12)
    assert curves.accuracy[-1, 1] == accuracy(network, *VALIDATION)
    np.testing.assert_array_equal(curves.epoch, [1, 2])


def test_moves_and_dropout_leave_evaluation_alone():
    """With rate 0 nothing is learnt, so whatever acts in training only must not show."""
    watched = {"others": VALIDATION}
    plain, both = (
        learning_curves(X, y, watched, lr=0.0, epochs=1, seeds=[2], **settings)["others"].loss
        for settings in ({}, {"p": 0.5, "moves": [(1, 0), (0, 1)]})
    )
    np.testing.assert_array_equal(plain, both)


@pytest.mark.parametrize("settings", [{}, {"l2": 0.02}, {"p": 0.5}, {"hidden": 0}])
def test_last_digits_decide_no_answer(settings, monkeypatch):
    """Every gradient is disturbed as another processor would disturb it, and by more."""
    wrong = np.stack([with_wrong_labels(y, 0.3, 200 + seed) for seed in range(4)])
    watched = {"test": (DATA.X_test, DATA.y_test)}
    rng, gradients = np.random.default_rng(0), lesson_18._gradients

    def disturbed(*arrays):
        return [g * (1 + rng.uniform(-1e-14, 1e-14, g.shape)) for g in gradients(*arrays)]

    plain = learning_curves(X, wrong, watched, every=3, **settings)["test"]
    monkeypatch.setattr(lesson_18, "_gradients", disturbed)
    other = learning_curves(X, wrong, watched, every=3, **settings)["test"]
    assert np.any(plain.loss != other.loss)
    np.testing.assert_allclose(other.loss, plain.loss, rtol=1e-10)
    np.testing.assert_array_equal(other.accuracy, plain.accuracy)


def test_labels_by_dice_are_learnt_by_heart():
    dice = np.random.default_rng(1).integers(10, size=300)
    network, history = trained(X, dice, 160, 70)
    assert max(history.accuracy) > 0.98
    assert accuracy(network, *VALIDATION) < 0.2


def test_wrong_labels_cost_more_with_every_epoch():
    wrong = with_wrong_labels(y, 0.3, 0)
    assert np.sum(wrong != y) == 90
    _, history = trained(X, wrong, 64, 60, validation=VALIDATION)
    assert max(history.validation_accuracy) > history.validation_accuracy[-1] + 0.07
    assert np.argmin(history.validation_loss) < 40


def test_the_last_images_of_the_file_are_harder():
    images, labels = (
        np.concatenate(pair) for pair in ((DATA.X_train, DATA.X_test), (DATA.y_train, DATA.y_test))
    )
    back = np.argsort(np.random.default_rng(0).permutation(1797))
    found = []
    for order in (back, np.random.default_rng(1).permutation(1797)):
        train, last = order[:1437], order[1437:]
        network, _ = trained(images[train], labels[train], 32, 10)
        found.append(accuracy(network, images[last], labels[last]))
    assert found[0] < 0.94 < 0.955 < found[1]


def test_the_best_of_many_equal_nets():
    """The mean of a maximum of 100 binomials, from the distribution function: no sampling."""
    n, a = 360, 0.95
    chances = [math.comb(n, k) * a**k * (1 - a) ** (n - k) for k in range(n + 1)]
    at_most = np.cumsum(chances)
    for tries, printed in ((100, 0.976), (10, 0.967)):
        mean = np.sum(1 - at_most[:-1] ** tries) / n
        assert mean == pytest.approx(printed, abs=0.0006)


def test_minima_are_rare_among_random_flat_spots():
    """n = 2: [[a, c], [c, b]], where a and b have twice the variance of c.

    Both eigenvalues have one sign where the mean of a and b exceeds, in size, the root of
    c^2 + ((a - b)/2)^2; the shares are (2 - sqrt 2)/4 for each sign.
    """
    M = np.random.default_rng(0).normal(size=(50_000, 2, 2))
    share = np.mean(np.linalg.eigvalsh(M + M.swapaxes(1, 2))[:, 0] > 0)
    assert share == pytest.approx((2 - math.sqrt(2)) / 4, abs=0.006)
