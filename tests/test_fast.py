"""The quick form of a training step gives the numbers of the readable one."""

import copy
import pickle

import numpy as np
import pytest

from bplib import fast
from bplib.activations import ACTIVATIONS
from bplib.fast.buffers import aligned
from bplib.fast.gradient import Gradient, with_ones
from bplib.fast.updates import PIECE
from bplib.gradcheck import relative_error
from bplib.network import Network
from bplib.optimizers import SGD, Adam, AdamW, Momentum, Nesterov, RMSprop
from bplib.schedules import warmup_cosine
from bplib.training import Trainer

CLOSE = {np.float64: 1e-14, np.float32: 1e-6}
OUTPUTS = {
    "binary_cross_entropy": ["sigmoid"],
    "cross_entropy": ["softmax"],
    "half_squared_error": ["identity", "sigmoid", "tanh"],
    "mse": ["identity", "relu"],
}


def problem(sizes, activations, loss, dtype=np.float64, N=7):
    rng = np.random.default_rng(3)
    network = Network(sizes, activations, loss, init=0.7, rng=rng, dtype=dtype)
    network.parameters[...] = rng.normal(0, 0.7, network.parameters.shape)
    X, classes = rng.normal(size=(N, sizes[0])), rng.integers(0, max(2, sizes[-1]), (N, sizes[-1]))
    Y = classes[:, 0] if loss == "cross_entropy" else (classes % 2).astype(float)
    return network, X, Y


@pytest.mark.parametrize("dtype", CLOSE)
@pytest.mark.parametrize("hidden", ACTIVATIONS)
@pytest.mark.parametrize(("loss", "output"), [(k, v) for k in OUTPUTS for v in OUTPUTS[k]])
def test_loss_and_gradient_are_those_of_the_network(loss, output, hidden, dtype):
    network, X, Y = problem((4, 6, 5, 3), (hidden, hidden, output), loss, dtype)
    value, gradient = network.loss_and_gradient(X, Y)
    X1, T = Trainer(network, SGD(0.1)).prepare(X, Y)
    quick = fast.Gradient(network, len(X))
    for _ in range(2):  # the second time in buffers that hold the first one's numbers
        network.gradient[...] = np.nan
        assert quick(X1, T) == pytest.approx(value, rel=10 * CLOSE[dtype])
        assert relative_error(network.gradient, gradient) < CLOSE[dtype]


@pytest.mark.parametrize("sizes", [(3, 2), (1, 1, 1), (2, 20, 20, 20, 20, 2)])
@pytest.mark.parametrize("N", [1, 2, 33])
def test_any_depth_and_batch_size(sizes, N):
    network, X, Y = problem(sizes, "tanh", "half_squared_error", N=N)
    _, gradient = network.loss_and_gradient(X, Y)
    fast.Gradient(network, N)(*Trainer(network, SGD(0.1)).prepare(X, Y))
    assert relative_error(network.gradient, gradient) < 1e-14


@pytest.mark.parametrize("size", [1e2, 1e4])
@pytest.mark.parametrize("loss", ["binary_cross_entropy", "cross_entropy"])
def test_logits_of_any_size(loss, size):
    network, X, Y = problem((4, 3), (OUTPUTS[loss][0],), loss)
    network.parameters *= size
    value, gradient = network.loss_and_gradient(X, Y)
    quick = fast.Gradient(network, len(X))(*Trainer(network, SGD(0.1)).prepare(X, Y))
    assert quick == pytest.approx(value, rel=1e-13)
    np.testing.assert_allclose(network.gradient, gradient, rtol=0, atol=1e-14)


SCHEDULE = warmup_cosine(0.1, 3, 20)
OPTIMIZERS = [
    *(SGD(0.1), SGD(SCHEDULE), Momentum(0.1, 0.8), Momentum(SCHEDULE)),
    *(Adam(0.1, 0.8, 0.95, 1e-3), Adam(SCHEDULE), Nesterov(0.1), RMSprop(0.1), AdamW(0.1)),
]


@pytest.mark.parametrize("dtype", CLOSE)
@pytest.mark.parametrize("entries", [5, 3 * PIECE + 1])
@pytest.mark.parametrize("optimizer", OPTIMIZERS, ids=lambda o: type(o).__name__)
def test_updates_are_those_of_the_optimizer(optimizer, entries, dtype):
    rng = np.random.default_rng(5)
    slow, quick = (copy.deepcopy(optimizer) for _ in range(2))
    w = rng.normal(size=entries).astype(dtype)
    expected, g = w.copy(), np.empty_like(w)
    for k in range(2):  # a second function goes on from the state that the first has left
        step = fast.in_place(quick, w, g)
        for _ in range(4):
            g[...] = rng.normal(size=entries)
            slow.step(expected, g)
            step()
            assert relative_error(w, expected) < 10 * CLOSE[dtype], k
    assert quick.t == slow.t == 8
    g[...] = 1
    slow.step(expected, g)
    quick.step(w, g)
    assert relative_error(w, expected) < 10 * CLOSE[dtype]


def test_a_trainer_takes_the_steps_that_the_network_and_the_optimizer_say():
    network, X, Y = problem((4, 6, 3), "sigmoid", "cross_entropy", N=12)
    expected, slow = copy.deepcopy(network), Adam(0.05)
    trainer = Trainer(network, Adam(0.05), l2=0.01)
    X1, T = trainer.prepare(X, Y)
    for rows in (slice(0, 5), slice(5, 12), slice(0, 12), slice(2, 7)):
        value, gradient = expected.loss_and_gradient(X[rows], Y[rows], 0.01)
        penalty = 0.005 * sum(np.sum(W**2) for W in expected.W)
        slow.step(expected.parameters, gradient)
        assert trainer.step(X1[rows], T[rows]) == pytest.approx(value - penalty, rel=1e-12)
    assert relative_error(network.parameters, expected.parameters) < 1e-13


@pytest.mark.parametrize("twin", [copy.deepcopy, lambda x: pickle.loads(pickle.dumps(x))])
@pytest.mark.parametrize("optimizer", [SGD, Momentum, Adam, RMSprop])
def test_a_copy_of_a_trainer_trains_a_network_of_its_own(optimizer, twin):
    network, X, Y = problem((4, 6, 3), "sigmoid", "cross_entropy")
    trainer = Trainer(network, optimizer(0.05), l2=0.01, clip_norm=0.5)
    batch = trainer.prepare(X, Y)
    for _ in range(3):
        trainer.step(*batch)
    before, copied = network.parameters.copy(), twin(trainer)
    losses = [copied.step(*batch) for _ in range(3)]
    np.testing.assert_array_equal(network.parameters, before)
    assert [trainer.step(*batch) for _ in range(3)] == losses
    np.testing.assert_array_equal(network.parameters, copied.network.parameters)


def test_bad_data_and_divergence_have_one_clear_error():
    network, X, Y = problem((4, 6, 3), "relu", "cross_entropy")
    trainer = Trainer(network, SGD(1e200))
    with pytest.raises(ValueError, match="X must have shape"):
        trainer.prepare(X[:, :2], Y)
    with pytest.raises(ValueError, match="same number of rows"):
        trainer.prepare(X, Y[:3])
    with pytest.raises(ValueError, match="sum to 1"):
        trainer.prepare(X, np.ones((7, 3)))
    batch = trainer.prepare(X, Y)
    with np.errstate(all="ignore"), pytest.raises(ValueError, match="diverged"):  # noqa: PT012
        for _ in range(5):
            trainer.step(*batch)
    with pytest.raises(TypeError, match="floats"):
        Trainer(Network((2, 1), dtype=np.complex128), SGD(0.1))
    used = Adam(0.1)
    used.step(np.zeros(3), np.ones(3))
    with pytest.raises(ValueError, match="holds the state"):
        Trainer(network, used)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("shape", [7, (3, 5), (64, 129)])
def test_aligned_begins_where_a_cache_line_does_and_holds_the_value(shape, dtype):
    arrays = [aligned(shape, dtype, 0.5) for _ in range(5)]
    assert all(array.ctypes.data % 64 == 0 for array in arrays)
    assert all(np.array_equal(array, np.full(shape, 0.5, dtype)) for array in arrays)
    assert all(array.dtype == dtype and array.flags.c_contiguous for array in arrays)


@pytest.mark.parametrize("hidden", ["relu", "leaky_relu", "tanh", "sigmoid"])
@pytest.mark.parametrize("loss", ["binary_cross_entropy", "cross_entropy"])
def test_nan_stays_nan(hidden, loss):
    network = Network((2, 3, 2), hidden, loss, rng=0)
    network.layers[0].b[1] = np.nan
    X, Y = np.array([[0.0, 0.0], [1.0, 2.0]]), np.eye(2)
    with np.errstate(invalid="ignore"):  # logaddexp warns of NaN
        assert np.isnan(Gradient(network, 2)(with_ones(X), Y))
    assert np.isnan(network.gradient).all()
