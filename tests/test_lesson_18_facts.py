"""What lesson 18 claims, computed again without the notebook, and its training loop checked."""

import math

import numpy as np
import pytest

from bplib.course.experiments import lesson_18
from bplib.course.experiments.lesson_18 import learning_curves, with_wrong_labels
from bplib.data.datasets import digits, shift
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


def test_right_labels_are_fitted_first_and_wrong_ones_later():
    wrong = np.stack([with_wrong_labels(y, 0.3, 200 + seed) for seed in range(4)])
    shares = {}
    for kind in (True, False):
        rows = np.array([np.flatnonzero((labels == y) == kind) for labels in wrong])
        watched = {"": (X[rows], np.take_along_axis(wrong, rows, axis=1))}
        for name, settings in (("nothing", {}), ("L2", {"l2": 0.02}), ("dropout", {"p": 0.5})):
            run = learning_curves(X, wrong, watched, every=6, **settings)[""]
            shares[name, kind] = np.median(run.accuracy, axis=1)  # after 6, 12, ..., 60 epochs
    assert shares["nothing", True][0] > 0.9 > 0.05 > shares["nothing", False][0]
    assert 0.3 < shares["nothing", False][4] < 0.5
    assert shares["nothing", True][-1] > 0.98 > 0.9 > shares["nothing", False][-1] > 0.8
    assert shares["L2", False].max() < 0.1
    assert 0.25 < shares["dropout", False][-1] < 0.45
    # With L2 the share of all labels that are fitted ends a little below the share of right ones.
    fitted = 0.7 * shares["L2", True][-1] + 0.3 * shares["L2", False][-1]
    assert 0.67 < fitted < 0.7


def test_most_of_what_augmentation_seems_to_cost_is_training_too_short():
    moves = [(dx, dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1)]
    around = [move for move in moves if move != (0, 0)]
    shifted = np.concatenate([shift(DATA.X_test, *move) for move in around])
    watched = {
        "unshifted": (DATA.X_test, DATA.y_test),
        "shifted": (shifted, np.tile(DATA.y_test, 8)),
    }
    settings = {"lr": 0.05, "epochs": 64, "every": 16, "seeds": range(3), "hidden": 128}
    plain, augmented = (
        learning_curves(DATA.X_train, DATA.y_train, watched, **settings, **more)
        for more in ({}, {"moves": moves})
    )
    cost = 100 * (plain["unshifted"].accuracy - augmented["unshifted"].accuracy).mean(axis=1)
    assert 6 < cost[0] < 8  # after 16 epochs, in points
    assert 0.7 < cost[-1] < 1.6  # after 64
    gain = augmented["shifted"].accuracy - plain["shifted"].accuracy
    assert gain[-1].min() > 0.6


def test_dropout_before_a_linear_unit_is_a_penalty_on_its_products():
    """Means over all 16 masks of four products w x, against the formula of the page."""
    rng = np.random.default_rng(0)
    products, target, p = rng.normal(size=4), 0.7, 0.3
    mean = 0.0
    for mask in np.ndindex(2, 2, 2, 2):
        chance = np.prod(np.where(mask, 1 - p, p))
        mean += chance * 0.5 * (np.array(mask) @ products / (1 - p) - target) ** 2
    penalty = 0.5 * p / (1 - p) * np.sum(products**2)
    assert mean == pytest.approx(0.5 * (products.sum() - target) ** 2 + penalty)


def test_the_smallest_net_has_a_saddle_at_the_origin():
    def loss(a, b):
        return 0.5 * (a * b - 1) ** 2

    assert loss(0.1, 0.1) < loss(0, 0) < loss(0.1, -0.1)
    assert loss(2, 0.5) == 0


def test_stopping_is_a_decay_of_one_over_rate_times_steps_where_it_is_flat():
    lam, eta, t = 1e-3, 0.1, 100
    left = (1 - eta * lam) ** t
    assert lam * left / (1 - left) == pytest.approx(1 / (eta * t), rel=0.01)


def test_dropout_of_one_input_and_the_hessian_on_the_curve():
    sums = np.array([0.0, 4.0])  # w x = 2, silenced or doubled
    assert (sums.mean(), sums.var()) == (2, 4)
    H = np.ones((2, 2))
    np.testing.assert_allclose(H @ [1, -1], 0)
    np.testing.assert_allclose(H @ [1, 1], 2 * np.ones(2))
