"""Training: batches, the loop against one written out, what it measures, clipping, bad input."""

import os
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from bplib.data.datasets import digits, xor
from bplib.network import Network
from bplib.optimizers import SGD, Adam, Momentum
from bplib.training import EarlyStopping, accuracy, clip_by_global_norm, fit, minibatches


@given(st.integers(1, 40), st.integers(1, 50), st.integers(0, 5))
def test_every_sample_comes_once_with_its_own_target(n, size, seed):
    X = np.arange(n)[:, np.newaxis] * [1.0, 10.0]
    batches = list(minibatches(X, np.arange(n), size, seed))
    assert [len(Y) for _, Y in batches[:-1]] == [size] * (len(batches) - 1)
    assert len(batches) == -(-n // size)
    for X_batch, Y_batch in batches:
        np.testing.assert_array_equal(X_batch, Y_batch[:, np.newaxis] * [1.0, 10.0])
    assert sorted(np.concatenate([Y for _, Y in batches])) == list(range(n))


def test_the_generator_decides_the_order():
    def orders(rng):
        return [
            np.concatenate([Y for _, Y in minibatches(range(50), range(50), 8, rng)]).tolist()
            for _ in range(2)
        ]

    rng_orders = orders(np.random.default_rng(0))
    assert rng_orders[0] != rng_orders[1]
    assert rng_orders[0] != list(range(50))
    assert rng_orders == orders(np.random.default_rng(0))
    assert orders(0)[0] == orders(0)[1]


def test_batches_are_copies():
    X = np.ones((4, 2))
    for X_batch, _ in minibatches(X, X, 2, 0):
        X_batch[...] = 0
    assert X.all()


def small(loss="cross_entropy", dtype=np.float64):
    rng = np.random.default_rng(2)
    X, y = rng.standard_normal((23, 3)).astype(dtype), rng.integers(0, 3, 23)
    return Network((3, 5, 3), loss=loss, rng=1, dtype=dtype), X, y


def test_fit_is_the_loop_written_out():
    network, X, y = small()
    other, _, _ = small()
    history = fit(
        network, X, y, optimizer=Momentum(0.1), epochs=3, batch_size=10, rng=4, l2=0.01,
        validation=(X[:5], y[:5]), clip_norm=0.3, progress=False,
    )  # fmt: skip
    rng, velocity, w = np.random.default_rng(4), 0.0, other.parameters
    losses, right = [], []
    for _ in range(3):
        order = rng.permutation(23)
        for rows in (order[:10], order[10:20], order[20:]):
            g = other.loss_and_gradient(X[rows], y[rows], 0.01)[1]
            g *= min(1, 0.3 / np.linalg.norm(g))
            velocity = 0.9 * velocity + g
            w -= 0.1 * velocity
        losses.append((other.loss(X, y), other.loss(X[:5], y[:5])))
        right.append((np.mean(other.predict(X) == y), np.mean(other.predict(X[:5]) == y[:5])))
    np.testing.assert_allclose(network.parameters, w, rtol=1e-12)
    np.testing.assert_allclose(
        list(zip(history.loss, history.validation_loss, strict=True)), losses
    )
    assert list(zip(history.accuracy, history.validation_accuracy, strict=True)) == right


def test_one_batch_step_by_hand():
    # one weight, no hidden layer: p = w x + b with w = b = 0, x = 2, y = 1, L = (p - y)^2 / 2
    network = Network((1, 1), init="zeros")
    history = fit(
        network, [[2.0]], [[1.0]], optimizer=SGD(0.1), epochs=1, batch_size=1, progress=False
    )
    # p - y = -1, dL/dw = -1 * 2, dL/db = -1: w = 0.2, b = 0.1; then p = 0.5, L = 0.5^2 / 2
    assert network.parameters.tolist() == pytest.approx([0.2, 0.1])
    assert history.loss == pytest.approx([0.125])
    assert history.accuracy == history.validation_loss == history.validation_accuracy == []


def test_xor_and_digits_are_learnt():
    X, Y = xor()
    network = Network((2, 4, 1), loss="binary_cross_entropy", rng=0, init=1.0)
    history = fit(network, X, Y, optimizer=Adam(0.1), epochs=300, batch_size=4, progress=False)
    assert history.accuracy[-1] == accuracy(network, X, Y) == 1
    assert accuracy(network, X, Y[:, 0]) == 1
    data = digits()
    network = Network((64, 32, 10), "relu", "cross_entropy", init="he", rng=0)
    history = fit(
        network, data.X_train, data.y_train, optimizer=Momentum(0.1), epochs=8,
        validation=(data.X_test, data.y_test), progress=False,
    )  # fmt: skip
    assert history.validation_accuracy[-1] > 0.95
    assert history.loss[-1] < history.loss[0] < np.log(10)


def test_float32_stays_float32():
    network, X, y = small(dtype=np.float32)
    fit(network, X, y, optimizer=Adam(), epochs=2, clip_norm=0.1, progress=False)
    assert network.parameters.dtype == np.float32
    assert np.isfinite(network.parameters).all()


def test_accuracy_by_hand():
    network, X, _ = small()
    answers = network.predict(X)
    assert accuracy(network, X, answers) == 1
    answers[:3] = (answers[:3] + 1) % 3
    assert accuracy(network, X, answers) == pytest.approx(20 / 23)
    assert accuracy(network, X, np.eye(3)[answers]) == pytest.approx(20 / 23)


def test_progress_bar_goes_to_stderr_and_can_be_switched_off():
    program = (
        "from bplib.training import fit; from bplib.network import Network;"
        "from bplib.optimizers import SGD; from bplib._support import progress; {}"
        "fit(Network((1, 1)), [[1.0]], [[1.0]], optimizer=SGD(0.1), epochs=3{})"
    )
    for extra, environment, shown in (
        (("progress.DELAY = 0;", ""), {}, True),
        (("", ""), {}, False),  # a notebook keeps an empty red line where a bar has been
        (("progress.DELAY = 0;", ""), {"TQDM_DISABLE": "1"}, False),
        (("progress.DELAY = 0;", ", progress=False"), {}, False),
    ):
        plain = {k: v for k, v in os.environ.items() if not k.startswith("TQDM_")}
        done = subprocess.run(
            [sys.executable, "-c", program.format(*extra)],
            capture_output=True, text=True, check=True, env={**plain, **environment},
        )  # fmt: skip
        assert done.stdout == ""
        assert ("epoch" in done.stderr) is shown
        assert bool(done.stderr) is shown


@given(
    hnp.arrays(np.float64, st.integers(1, 8), elements=st.floats(-1e200, 1e200)),
    st.floats(1e-3, 1e3),
)
def test_clipping_shortens_and_keeps_the_direction(g, limit):
    clipped, units = clip_by_global_norm(g, limit), np.abs(g).max() or 1
    length = units * np.linalg.norm(g / units)
    scale = limit / length if length > limit else 1.0
    np.testing.assert_allclose(clipped, g * scale, rtol=1e-12)
    assert np.linalg.norm(clipped) <= limit * (1 + 1e-12)


def test_clipping_by_hand():
    # ||(3, 0), (4)|| = 5 over both arrays, so everything shrinks to 1/5
    arrays = [np.array([3.0, 0.0]), np.array([[4]])]
    first, second = clip_by_global_norm(arrays, 1.0)
    assert first.tolist() == pytest.approx([0.6, 0])
    assert second.tolist() == [[pytest.approx(0.8)]]
    assert arrays[0].tolist() == [3, 0]
    assert clip_by_global_norm(np.zeros(3), 1.0).tolist() == [0, 0, 0]
    assert clip_by_global_norm(np.ones(3, np.float32), 0.5).dtype == np.float32


def test_bad_input_is_named():
    network, X, y = small()
    for call, message in (
        (lambda: minibatches(X, y[:-1], 4, 0), r"got \(23, 3\) and \(22,\)"),
        (lambda: minibatches(X[:0], y[:0], 4, 0), "at least 1"),
        (lambda: minibatches(X, y, 0, 0), "batch_size must be a whole number >= 1, got 0"),
        (lambda: fit(network, X, y, optimizer=SGD(1), epochs=0), "epochs must be"),
        (lambda: fit(network, X, y, optimizer=SGD(1), epochs=1.5), "epochs must be"),
        (lambda: accuracy(network, X, y[:-1]), "one label for each row"),
        (lambda: accuracy(Network((3, 1)), X, y), "needs a classifier"),
        (lambda: clip_by_global_norm(X, 0), "max_norm must be a positive number, got 0"),
        (lambda: clip_by_global_norm(X * np.nan, 1), "gradient must be finite"),
    ):
        with pytest.raises(ValueError, match=message):
            call()


@given(
    st.lists(st.sampled_from([1.0, 2.0, 3.0, 4.0, 5.0]), min_size=1, max_size=12),
    st.integers(1, 5),
)
def test_early_stopping_against_a_search(losses, patience):
    """The best epoch is the first lowest one that is reached before `patience` epochs in vain."""
    stopping = EarlyStopping(patience)
    run = 0
    for epoch, loss in enumerate(losses, start=1):
        run = epoch
        if stopping.update(loss, np.array([float(epoch)])):
            break
    reached = range(1, len(losses) + 1)
    in_vain = [
        e
        for e in reached
        if e > patience and min(losses[e - patience : e]) >= min(losses[: e - patience])
    ]
    assert run == (in_vain[0] if in_vain else len(losses))
    best = 1 + int(np.argmin(losses[:run]))
    assert (stopping.best_epoch, stopping.best_loss) == (best, min(losses[:run]))
    assert stopping.best_parameters == [best]


def test_early_stopping_by_hand():
    # patience 2: 5, 3 (best), 4 (waited 1), 3 (no lower: waited 2, stop); 1 is never seen.
    stopping, weights = EarlyStopping(2), np.zeros(1)
    answers = []
    for loss in (5.0, 3.0, 4.0, 3.0):
        weights += 1
        answers.append(stopping.update(loss, weights))
    assert answers == [False, False, False, True]
    assert (stopping.best_epoch, stopping.best_loss, stopping.epochs) == (2, 3.0, 4)
    assert stopping.best_parameters == [2]  # a copy, though weights went on to 4


def test_fit_with_patience_stops_and_returns_to_the_best_epoch():
    network, X, y = small()
    twin, _, _ = small()
    validation = X[:7], (y[:7] + 1) % 3  # wrong on purpose: learning makes it worse at some point
    history = fit(
        network, X, y, optimizer=SGD(0.5), epochs=60, validation=validation, patience=3, rng=5
    )
    best = int(np.argmin(history.validation_loss))
    assert len(history.loss) == best + 4 < 60
    fit(twin, X, y, optimizer=SGD(0.5), epochs=best + 1, rng=5)
    np.testing.assert_array_equal(network.parameters, twin.parameters)
    assert network.loss(*validation) == history.validation_loss[best]


def test_patience_that_cannot_be_had():
    network, X, y = small()
    for call, message in (
        (lambda: EarlyStopping(0), "patience must be a whole number >= 1, got 0"),
        (lambda: EarlyStopping(2).update(np.nan, X), "validation loss is nan: training diverged"),
        (
            lambda: fit(network, X, y, optimizer=SGD(0.1), epochs=2, patience=2),
            r"patience waits for the validation loss: give validation=\(Xv, Yv\)",
        ),
    ):
        with pytest.raises(ValueError, match=message):
            call()
