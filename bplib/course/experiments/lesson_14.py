"""Experiments of lesson 14: gauges of deep networks, and what each of their layers has learnt."""

from typing import Any, NamedTuple

import numpy as np

from bplib.activations import get_activation, relu
from bplib.data.datasets import digits
from bplib.network import Network
from bplib.optimizers import SGD
from bplib.training import accuracy, fit


class Gauges(NamedTuple):
    """What was measured in layers 1 to L of a network.

    Attributes
    ----------
    delta : (L,)
        Size of dL/dZ.
    activation : (L,)
        Standard deviation of A.
    weights : (L,)
        Size of dL/dW.
    slope : (L,)
        Root mean square of f'(Z).
    """

    delta: Any
    activation: Any
    weights: Any
    slope: Any


def gauges(
    activation: str,
    init: str | float,
    depth: int,
    seed: int,
    *,
    width: int = 100,
    samples: int = 6,
) -> Gauges:
    """Measure a network of equal layers on random inputs, one sample at a time.

    The targets are far off, so that the loss pushes in a random direction. Of one sample dL/db is
    dL/dZ. What several samples show is combined as the root of their mean square.

    Parameters
    ----------
    activation : str
        Of every layer.
    init : str or float
        A rule in `bplib.initializers`, or the standard deviation of a normal distribution.
    depth, width, samples : int, >= 1
    seed : int

    Returns
    -------
    Gauges
    """
    rng = np.random.default_rng(seed)
    sizes, names = (width,) * (depth + 1), (activation,) * depth
    network = Network(sizes, names, "half_squared_error", init=init, rng=rng)
    prime = get_activation(activation).prime
    seen = []
    for _ in range(samples):
        network.forward(rng.normal(size=(1, width)))
        network.backward(rng.normal(0, 1000, size=(1, width)))
        seen.append(
            [
                [np.linalg.norm(db) for db in network.db],
                [layer.A.std() for layer in network.layers],
                [np.linalg.norm(dW) for dW in network.dW],
                [np.sqrt(np.mean(prime(layer.Z) ** 2)) for layer in network.layers],
            ]
        )
    return Gauges(*np.sqrt(np.mean(np.square(seen), axis=0)))


def factor_a_layer(
    activation: str, init: str | float, *, depth: int = 10, seeds: int = 10
) -> tuple[float, float]:
    """Return the root-mean-square slope that a delta meets, and its measured factor a layer."""
    slopes, factors = [], []
    for seed in range(seeds):
        seen = gauges(activation, init, depth, seed)
        slopes.append(np.sqrt(np.mean(seen.slope[:-1] ** 2)))  # layers that the delta passes
        factors.append((seen.delta[0] / seen.delta[-1]) ** (1 / (depth - 1)))
    return float(np.mean(slopes)), float(np.mean(factors))


def relu_growth(seed: int, *, layers: int = 50, width: int = 80, mean: float = 0.0) -> float:
    """Return the growth of activations a ReLU layer, with weights of standard deviation 1.

    A standard deviation s of the weights gives s times as much, since relu(s z) = s relu(z); so
    the activations may be scaled back in every layer, and nothing overflows.

    Parameters
    ----------
    seed : int
    layers, width : int, >= 2
    mean : float
        Of the weights, 0 as a rule.
    """
    rng = np.random.default_rng(seed)
    A, logs = rng.normal(size=(64, width)), []
    for _ in range(layers):
        A = relu(A @ rng.normal(mean, 1, size=(width, width)))
        size = np.sqrt(np.mean(A**2))
        logs.append(np.log(size))
        A = A / size
    return float(np.exp(np.mean(logs[1:])))


def learnt_by_layer(activation: str, init: str, seed: int) -> tuple[Any, Any, float]:
    """Train ten hidden layers of 32 units on the digits for ten epochs, and look at every layer.

    Plain descent at learning rate 0.1, mini-batches of 32.

    Returns
    -------
    change : (11,)
        How far the weights of layers 1 to 11 have moved, relative to their size.
    between : (10,)
        Standard deviation between images, before training: how differently a unit of hidden
        layers 1 to 10 responds to different images.
    reached : float
        Share of right answers on held-out images, 0 to 1.
    """
    data = digits()
    network = Network((64, *[32] * 10, 10), activation, "cross_entropy", init=init, rng=seed)
    network.forward(data.X_train)
    between = np.array([layer.A.std(axis=0).mean() for layer in network.layers[:10]])
    before = [W.copy() for W in network.W]
    fit(
        network,
        data.X_train,
        data.y_train,
        optimizer=SGD(0.1),
        epochs=10,
        batch_size=32,
        rng=seed,
        progress=False,
    )
    moved = zip(network.W, before, strict=True)
    change = np.array([np.linalg.norm(W - old) / np.linalg.norm(old) for W, old in moved])
    return change, between, accuracy(network, data.X_test, data.y_test)


def maps_by_depth(activation: str, init: str | float, *, deepest: int = 30) -> tuple[Any, Any]:
    """Measure one network of every depth, 50 units a layer.

    Returns
    -------
    deltas, activations : (deepest, deepest)
        A row a depth, a column a layer; NaN where a network has no such layer. Deltas are relative
        to that of the network's last layer.
    """
    deltas, activations = np.full((2, deepest, deepest), np.nan)
    for depth in range(1, deepest + 1):
        seen = gauges(activation, init, depth, seed=depth, width=50, samples=1)
        deltas[depth - 1, :depth] = seen.delta / seen.delta[-1]
        activations[depth - 1, :depth] = seen.activation
    return deltas, activations
