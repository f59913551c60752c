"""One training step by everybody: loss, gradient and SGD update on prepared mini-batches.

Each contender is a function of a case and a type. It returns a function that takes one step on each
of the prepared batches and reads every loss as a float. A peer is imported where it is used.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from bplib import fast
from bplib.fast.buffers import aligned
from bplib.network import Network
from bplib.optimizers import SGD, Adam
from bplib.training import Trainer

BATCHES = 20
RATE = 0.01
Epoch = Callable[[], object]


@dataclass(frozen=True)
class Case:
    """A network, the size of a batch, and how many epochs make a timing of some milliseconds."""

    sizes: tuple[int, ...]
    activation: str
    loss: str
    rows: int
    epochs: int


CASES = {
    "XOR 2-4-1": Case((2, 4, 1), "tanh", "binary_cross_entropy", 4, 5),
    "2-16-16-1, batch 32": Case((2, 16, 16, 1), "tanh", "binary_cross_entropy", 32, 4),
    "digits 64-128-10, batch 64": Case((64, 128, 10), "relu", "cross_entropy", 64, 3),
    "784-256-128-10, batch 128": Case((784, 256, 128, 10), "relu", "cross_entropy", 128, 1),
    "20 x 64 sigmoid, batch 64": Case((64,) * 21 + (10,), "sigmoid", "cross_entropy", 64, 1),
}


def batches(case: Case, dtype: str) -> list[tuple[np.ndarray, np.ndarray]]:
    """Return the prepared batches, (N, D) and targets (N, C), one-hot for many classes."""
    rng = np.random.default_rng(1)
    made = []
    for _ in range(BATCHES):
        X = rng.normal(size=(case.rows, case.sizes[0])).astype(dtype)
        y = rng.integers(0, max(2, case.sizes[-1]), case.rows)
        Y = y[:, np.newaxis] if case.sizes[-1] == 1 else np.eye(case.sizes[-1])[y]
        made.append((X, Y.astype(dtype)))
    return made


def weights(case: Case, dtype: str) -> list[list[np.ndarray]]:
    """Return [W, b] of every layer, of a size at which nothing saturates or dies."""
    rng = np.random.default_rng(0)
    return [
        [rng.normal(0, n_in**-0.5, (n_in, n_out)).astype(dtype), np.zeros(n_out, dtype)]
        for n_in, n_out in pairwise(case.sizes)
    ]


def network(case: Case, dtype: str) -> Network:
    made = Network(case.sizes, case.activation, case.loss, dtype=dtype)
    made.parameters[...] = np.concatenate(
        [w.ravel() for layer in weights(case, dtype) for w in layer]
    )
    return made


# ---- bplib -------------------------------------------------------------------------------------


def trainer(case: Case, dtype: str, optimizer) -> Epoch:
    train = Trainer(network(case, dtype), optimizer)
    prepared = [train.prepare(X, Y) for X, Y in batches(case, dtype)]

    def epoch() -> list[float]:
        return [train.step(X1, T) for X1, T in prepared]

    return epoch


def sgd(case: Case, dtype: str) -> Epoch:
    return trainer(case, dtype, SGD(RATE))


def adam(case: Case, dtype: str) -> Epoch:
    return trainer(case, dtype, Adam(1e-3))


def gradient(case: Case, dtype: str) -> Epoch:
    """Loss and gradient of `bplib.fast`, without the update."""
    model = network(case, dtype)
    prepared = [(fast.with_ones(X), Y) for X, Y in batches(case, dtype)]
    slope = fast.Gradient(model, case.rows)

    def epoch() -> list[float]:
        return [slope(X1, Y) for X1, Y in prepared]

    return epoch


def page_of_equations(case: Case, dtype: str) -> Epoch:
    """`Network.loss_and_gradient` and `SGD.step`, the reference that lessons show."""
    model, optimizer, prepared = network(case, dtype), SGD(RATE), batches(case, dtype)

    def epoch() -> list[float]:
        losses = []
        for X, Y in prepared:
            loss, g = model.loss_and_gradient(X, Y)
            optimizer.step(model.parameters, g)
            losses.append(loss)
        return losses

    return epoch


# ---- the floor ---------------------------------------------------------------------------------


def floor(case: Case, dtype: str) -> Epoch:
    """Do the matrix products of a step and nothing else, each into an array that is there."""
    W, dW = ([aligned(w.shape, dtype) for w, _ in weights(case, dtype)] for _ in range(2))
    for array, (w, _) in zip(W, weights(case, dtype), strict=True):
        array[...] = w
    A = [aligned((case.rows, n), dtype, 1) for n in case.sizes]
    dA = [aligned((case.rows, n), dtype, 1 / case.rows) for n in case.sizes]
    inputs = [X for X, _ in batches(case, dtype)]
    forward = list(zip(A[1:-1], W[1:], A[2:], strict=True))
    backward = [(A[k].T, dA[k + 1], dW[k], W[k].T, dA[k]) for k in reversed(range(1, len(W)))]

    def epoch() -> None:
        for X in inputs:
            X.dot(W[0], A[1])
            for a, w, z in forward:
                a.dot(w, z)
            for a_T, dz, dw, w_T, da in backward:
                a_T.dot(dz, dw)
                dz.dot(w_T, da)
            X.T.dot(dA[1], dW[0])

    return epoch


# ---- peers -------------------------------------------------------------------------------------


def torch(case: Case, dtype: str) -> Epoch:
    import torch

    torch.set_num_threads(1)
    bend = {"tanh": torch.nn.Tanh, "relu": torch.nn.ReLU, "sigmoid": torch.nn.Sigmoid}
    layers: list[torch.nn.Module] = []
    for n_in, n_out in pairwise(case.sizes):
        layers += [
            torch.nn.Linear(n_in, n_out, dtype=getattr(torch, dtype)),
            bend[case.activation](),
        ]
    model = torch.nn.Sequential(*layers[:-1])
    optimizer = torch.optim.SGD(model.parameters(), lr=RATE)
    classes = case.sizes[-1] > 1
    cost = torch.nn.CrossEntropyLoss() if classes else torch.nn.BCEWithLogitsLoss()
    prepared = [
        (torch.tensor(X), torch.tensor(Y.argmax(axis=1) if classes else Y))
        for X, Y in batches(case, dtype)
    ]

    def epoch() -> list[float]:
        losses = []
        for X, Y in prepared:
            optimizer.zero_grad()
            loss = cost(model(X), Y)
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
        return losses

    return epoch


def jax_steps(case: Case, dtype: str, read: Callable) -> Epoch:
    import jax
    import jax.numpy as jnp

    jax.config.update("jax_enable_x64", True)
    bend = {"tanh": jnp.tanh, "relu": jax.nn.relu, "sigmoid": jax.nn.sigmoid}[case.activation]

    def cost(layers, X, Y):
        for W, b in layers[:-1]:
            X = bend(X @ W + b)
        Z = X @ layers[-1][0] + layers[-1][1]
        if Y.shape[1] == 1:
            return jnp.mean(jnp.logaddexp(0, Z) - Y * Z)
        return -jnp.mean(jnp.sum(jax.nn.log_softmax(Z) * Y, axis=1))

    @jax.jit
    def step(layers, X, Y):
        loss, slopes = jax.value_and_grad(cost)(layers, X, Y)
        return jax.tree.map(lambda w, g: w - RATE * g, layers, slopes), loss

    layers = jax.tree.map(jnp.asarray, weights(case, dtype))
    assert all(
        leaf.dtype == dtype for leaf in jax.tree.leaves(step(layers, *batches(case, dtype)[0]))
    )
    prepared = [(jnp.asarray(X), jnp.asarray(Y)) for X, Y in batches(case, dtype)]

    def epoch() -> list:
        nonlocal layers
        losses = []
        for X, Y in prepared:
            layers, loss = step(layers, X, Y)
            losses.append(read(loss))
        jax.block_until_ready(layers)
        return losses

    return epoch


def jax(case: Case, dtype: str) -> Epoch:
    return jax_steps(case, dtype, float)


def jax_unread(case: Case, dtype: str) -> Epoch:
    """Leave the losses where JAX has them, so that a step need not wait for the one before."""
    return jax_steps(case, dtype, lambda loss: loss)


def autograd(case: Case, dtype: str) -> Epoch:
    import autograd
    import autograd.numpy as anp

    bend = {
        "tanh": anp.tanh,
        "relu": lambda Z: anp.maximum(Z, 0),
        "sigmoid": lambda Z: 0.5 * anp.tanh(0.5 * Z) + 0.5,
    }[case.activation]

    def cost(layers, X, Y):
        for W, b in layers[:-1]:
            X = bend(anp.dot(X, W) + b)
        Z = anp.dot(X, layers[-1][0]) + layers[-1][1]
        if Y.shape[1] == 1:
            return anp.mean(anp.logaddexp(0, Z) - Y * Z)
        Z = Z - anp.max(Z, axis=1, keepdims=True)
        return anp.mean(anp.log(anp.sum(anp.exp(Z), axis=1)) - anp.sum(Z * Y, axis=1))

    value_and_grad = autograd.value_and_grad(cost)
    layers, prepared = weights(case, dtype), batches(case, dtype)

    def epoch() -> list[float]:
        losses = []
        for X, Y in prepared:
            loss, slopes = value_and_grad(layers, X, Y)
            for layer, slope in zip(layers, slopes, strict=True):
                for w, g in zip(layer, slope, strict=True):
                    w -= RATE * g
            losses.append(float(loss))
        return losses

    return epoch


def sklearn(case: Case, dtype: str) -> Epoch:
    """The inner loop of MLPClassifier's fit, without the checks that its public methods repeat."""
    from sklearn.neural_network import MLPClassifier

    model = MLPClassifier(
        case.sizes[1:-1],
        activation={"sigmoid": "logistic"}.get(case.activation, case.activation),
        solver="sgd",
        alpha=0.0,
        momentum=0.0,
        nesterovs_momentum=False,
        learning_rate_init=RATE,
    )
    prepared = batches(case, dtype)
    X, Y = prepared[0]
    labels = Y.argmax(axis=1) if case.sizes[-1] > 1 else Y[:, 0]
    model.partial_fit(X, labels, classes=np.arange(max(2, case.sizes[-1])))
    coefs = [np.empty_like(w) for w in model.coefs_]
    intercepts = [np.empty_like(b) for b in model.intercepts_]
    assert model.coefs_[0].dtype == dtype

    def epoch() -> list[float]:
        losses = []
        for X, Y in prepared:
            activations = [X] + [None] * (len(case.sizes) - 1)
            deltas = [None] * (len(case.sizes) - 1)
            loss, dW, db = model._backprop(X, Y, None, activations, deltas, coefs, intercepts)
            model._optimizer.update_params(model.coefs_ + model.intercepts_, dW + db)
            losses.append(float(loss))
        return losses

    return epoch


CONTENDERS: dict[str, Callable[[Case, str], Epoch]] = {
    "matrix products alone": floor,
    "bplib": sgd,
    "bplib, Adam": adam,
    "bplib, gradient alone": gradient,
    "bplib, page of equations": page_of_equations,
    "PyTorch": torch,
    "JAX": jax,
    "JAX, losses not read": jax_unread,
    "autograd": autograd,
    "scikit-learn": sklearn,
}
MODULES = {
    "PyTorch": "torch",
    "JAX": "jax",
    "JAX, losses not read": "jax",
    "autograd": "autograd",
    "scikit-learn": "sklearn",
}
