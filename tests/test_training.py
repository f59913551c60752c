"""Training: the loop against one written out, what it measures, early stopping, bad input."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bplib.data.datasets import digits, xor
from bplib.network import Network
from bplib.optimizers import SGD, Adam, Momentum
from bplib.training import EarlyStopping, History, Trainer, accuracy, fit


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


def test_bad_input_is_named():
    network, X, y = small()
    for call, message in (
        (lambda: fit(network, X, y, optimizer=SGD(1), epochs=0), "epochs must be"),
        (lambda: accuracy(network, X, y[:-1]), "one label for each row"),
        (lambda: accuracy(Network((3, 1)), X, y), "needs a classifier"),
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


def test_what_is_no_optimizer_or_no_number_is_named():
    network, X, y = small()
    for wrong, shown in (("adam", "'adam'"), (Adam, "<class 'bplib.optimizers.Adam'>")):
        with pytest.raises(TypeError, match=f"optimizer must be an Optimizer, got {shown}; import"):
            fit(network, X, y, optimizer=wrong, epochs=2)
    with pytest.raises(TypeError, match=r"epochs must be a whole number >= 1, got 1\.5"):
        fit(network, X, y, optimizer=SGD(1), epochs=1.5)
    with pytest.raises(ValueError, match="clip_norm must be a positive number, got 0"):
        Trainer(network, SGD(1), clip_norm=0)


def test_what_is_trained_shows_itself_in_a_line():
    network, X, y = small()
    trainer = Trainer(network, SGD(0.1), clip_norm=2.0)
    assert repr(trainer) == f"Trainer({network}, SGD(lr=0.1), clip_norm=2.0)"
    history = fit(network, X, y, optimizer=SGD(0.1), epochs=2)
    assert repr(history) == (
        f"History(2 epochs, loss {history.loss[1]:.4g}, accuracy {history.accuracy[1]:.4g})"
    )
    assert repr(History()) == "History(0 epochs)"
