"""What lesson 13 claims, computed again without the notebook."""

import itertools
import math
from functools import cache

import numpy as np
import pytest

from bplib.course.experiments.lesson_13 import (
    OTHER_PASSES,
    accuracies_of,
    losses_of,
    start_many,
    train_many,
)
from bplib.data.datasets import digits
from bplib.network import Network
from bplib.optimizers import SGD
from bplib.training import accuracy, fit

SIZES = (64, 32, 10)


@cache
def data():
    return digits()


def fresh(seed=0):
    return Network(SIZES, "relu", "cross_entropy", init="he", rng=seed)


def test_a_fresh_network_starts_near_ln_10_and_far_above_it_with_raw_pixels():
    X, y = data().X_train, data().y_train
    assert math.log(10) == pytest.approx(2.3026, abs=5e-5)
    assert fresh().loss(X, y) == pytest.approx(2.311, abs=5e-4)
    assert fresh().loss(16 * X, y) == pytest.approx(9.44, abs=5e-3)


def test_half_the_variance_of_the_logits_comes_on_top():
    """Logits of spread s: E[loss] is ln C + s²/2 (1 - 1/C) for small s, by drawing them."""
    rng, s = np.random.default_rng(0), 0.1
    Z = s * rng.normal(size=(400_000, 5))
    loss = np.log(np.exp(Z).sum(axis=1)) - Z[:, 0]
    assert loss.mean() - math.log(5) == pytest.approx(s**2 / 2 * (1 - 1 / 5), abs=5e-4)


def test_the_stacked_trainer_is_bplibs_network_and_loop():
    X, y = data().X_train[:150], data().y_train[:150]
    for l2, frozen in ((0.0, 0), (0.01, 0), (0.01, 1)):
        nets, one = start_many(SIZES, range(3)), fresh(0)
        train_many(nets, X, y, lr=0.2, batch_size=32, epochs=3, l2=l2, frozen=frozen)
        if not frozen:
            history = fit(one, X, y, optimizer=SGD(0.2), epochs=3, rng=0, l2=l2, progress=False)
            assert losses_of(nets, X, y)[0] == pytest.approx(history.loss[-1], rel=1e-9)
            assert accuracies_of(nets, X, y)[0] == accuracy(one, X, y)
        for k, (W, b) in enumerate(nets):
            same = np.allclose(W[0], one.W[k], rtol=1e-9) and np.allclose(b[0, 0], one.b[k])
            assert same == (not frozen or k == 0)


def test_several_runs_are_measured_after_each_epoch_on_rows_of_their_own():
    X, y = data().X_train, data().y_train
    rows = np.stack([np.arange(40), np.arange(40, 80)])
    nets = start_many(SIZES, (4, 4))
    curve = train_many(
        nets, X, y, lr=0.5, batch_size=10, epochs=30, samples=rows,
        measure=lambda layers: [losses_of(layers, X[r], y[r])[k] for k, r in enumerate(rows)],
    )  # fmt: skip
    assert len(curve) == 30
    assert max(curve[-1]) < 0.1 < 1 < min(curve[0])
    assert losses_of(nets, X[rows[0]], y[rows[0]])[1] > 0.5  # what the other has not seen


def test_small_batches_win_per_epoch_but_not_per_update():
    X, y = data().X_train, data().y_train
    ends = {}
    for size in (1437, 128, 32, 8):
        nets = start_many(SIZES, range(3))
        train_many(nets, X, y, lr=0.1, batch_size=size, epochs=5)
        ends[size] = np.median(losses_of(nets, X, y))
    assert sorted(ends, key=ends.get) == [8, 32, 128, 1437]
    one = fresh()
    loss = fit(one, X, y, optimizer=SGD(0.1), epochs=5, progress=False).loss[-1]
    assert loss == pytest.approx(0.305, abs=5e-3)
    updates = {96: 3 * 15, 32: 45, 8: 45}
    assert all(math.ceil(1437 / size) * e == updates[size] for size, e in ((96, 3), (32, 1)))


def test_a_batch_is_right_on_average_and_the_mean_of_means_is_not():
    g = np.random.default_rng(0).normal(size=5)
    pairs = [np.mean(pair) for pair in itertools.combinations(g, 2)]
    assert np.mean(pairs) == pytest.approx(g.mean())
    assert np.mean([g[:3].mean(), g[3:].mean()]) != pytest.approx(g.mean(), rel=1e-3)


def test_labels_left_behind_teach_nothing():
    X, y = data().X_train, data().y_train
    nets, rng = start_many(SIZES, range(3)), np.random.default_rng(0)
    for _ in range(5):
        train_many(nets, X, rng.permutation(y), lr=0.1, batch_size=32, epochs=1)
    assert np.allclose(losses_of(nets, X, y), math.log(10), atol=0.05)
    assert accuracies_of(nets, data().X_test, data().y_test).max() < 0.2


def test_five_wrong_passes_escape_a_check_without_penalty():
    rng = np.random.default_rng(3)
    X, y = rng.normal(size=(6, 3)), rng.integers(0, 4, 6)
    net = Network((3, 5, 4), "relu", "cross_entropy")
    net.set_parameters(rng.normal(size=net.parameters.size))
    values = [array.copy() for _, array in net.named_parameters()]

    def escapes(wrong, l2):
        theirs = np.concatenate([np.ravel(g) for g in wrong(X, y, *values, l2)])
        return np.allclose(theirs, net.loss_and_gradient(X, y, l2)[1])

    assert sum(escapes(wrong, 0.0) for wrong in OTHER_PASSES.values()) == 5
    assert not any(escapes(wrong, 0.3) for wrong in OTHER_PASSES.values())


def test_a_softmax_regression_reads_the_shipped_split_as_well():
    """The threshold of 0.95 is no test of a hidden layer."""
    linear = Network((64, 10), ("softmax",), "cross_entropy", init="zeros")
    X, y = data().X_train, data().y_train
    fit(linear, X, y, optimizer=SGD(0.5), epochs=30, progress=False)
    assert accuracy(linear, data().X_test, data().y_test) == pytest.approx(0.98, abs=0.006)


def test_the_gain_over_a_softmax_regression_depends_on_the_width_that_was_picked():
    X = np.concatenate([data().X_train, data().X_test])
    y = np.concatenate([data().y_train, data().y_test])
    others = [np.random.default_rng(100 + k).permutation(1797) for k in range(1, 6)]
    splits = np.stack([np.arange(1797), *others])
    learn, held = splits[:, :1437], splits[:, 1437:]

    def mean_accuracy(sizes, lr, epochs):
        nets = start_many(sizes, range(6))
        train_many(nets, X, y, lr=lr, batch_size=32, epochs=epochs, samples=learn)
        return accuracies_of(nets, X[held], y[held]).mean()

    linear = mean_accuracy((64, 10), 0.5, 30)
    wide, narrow = mean_accuracy((64, 64, 10), 0.5, 15), mean_accuracy((64, 32, 10), 0.3, 20)
    assert wide - linear > 0.005
    assert abs(narrow - linear) < 0.003
