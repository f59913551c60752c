"""Experiments of lesson 10: hundreds of small networks on XOR, and three published programs."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from bplib import plots
from bplib.data.datasets import xor
from bplib.fast import many_seeds
from bplib.fast.many_seeds import ManyNetworks, train
from bplib.plots.picture import Picture

X, Y = xor()


# ---- many networks at once -----------------------------------------------------------------------


def answers(
    networks: ManyNetworks, lr: float = 0.5, steps: int = 2000, stages: int = 4, **more: Any
) -> Any:
    """Return the answers after training, (4, S); who has solved XOR stops at the end of a stage."""
    P, running = np.empty((4, len(networks.b2))), np.arange(len(networks.b2))
    for _ in range(stages):
        networks = train(networks, X, Y, lr=lr, steps=steps // stages, **more)
        P[:, running] = networks.forward(X)
        unsolved = ~many_seeds.solved(networks, X, Y)
        networks, running = networks.keep(unsolved), running[unsolved]
        if not len(running):
            break
    return P


def cross_entropies(P: Any) -> Any:
    """Return the mean cross-entropy of every network, (4, S) -> (S,)."""
    return -np.log(np.where(Y == 1, P, 1 - P)).mean(axis=0)


def seven_starts(usual: ManyNetworks) -> dict[str, ManyNetworks]:
    """Return networks of four units that start in ways A to G, made from the usual ones."""
    W1, b1, W2, b2 = usual.parameters  # (2, 4, S), (4, S), (4, S), (S,)
    first, pairs = [0, 0, 0, 0], [0, 0, 1, 1]
    starts = {
        "A": (0 * W1, 0 * W2),
        "B": (0 * W1, W2),
        "C": (W1, 0 * W2),
        "D": (W1[:, first], W2[first]),
        "E": (W1[:, first], W2),
        "F": (W1[:, pairs], W2[pairs]),
        "G": (W1, W2),
    }
    return {name: ManyNetworks("tanh", a, b1, c, b2) for name, (a, c) in starts.items()}


# ---- published programs --------------------------------------------------------------------------


def published_start(seed: int, hidden: int, scale: float, columns: bool = False) -> list[Any]:
    """Return W1, b1, W2, b2 as the published programs draw them, from NumPy's old generator.

    With `columns` the same numbers fill (H, 2) and (1, H), for samples in columns; they are
    returned transposed.
    """
    old = np.random.RandomState(seed)
    shapes = ((hidden, 2), (1, hidden)) if columns else ((2, hidden), (hidden, 1))
    W1, W2 = (scale * old.randn(*shape) for shape in shapes)
    if columns:
        W1, W2 = W1.T, W2.T
    return [W1, np.zeros(hidden), W2, np.zeros(1)]


def published_networks(
    seeds: Sequence[int], hidden: int, activation: str, scale: float, columns: bool = False
) -> ManyNetworks:
    """Return networks side by side, each started as `published_start` says."""
    drawn = [published_start(seed, hidden, scale, columns) for seed in seeds]
    W1, b1, W2, b2 = (np.stack(arrays, -1) for arrays in zip(*drawn, strict=True))
    return ManyNetworks(activation, W1, b1, W2[:, 0], b2[0])


def published_rule(networks: ManyNetworks, X: Any, Y: Any) -> many_seeds.Gradients:
    """Return what the third program subtracts: weights summed, biases averaged."""
    dW1, db1, dW2, db2 = many_seeds.cross_entropy_gradients(networks, X, Y)  # of the mean
    return len(X) * dW1, db1, len(X) * dW2, db2


def repaired_rule(networks: ManyNetworks, X: Any, Y: Any) -> many_seeds.Gradients:
    """Return the gradients of the mean squared error."""
    A1 = networks.hidden(X)
    P = networks.output(A1)
    return many_seeds.backward(networks, X, A1, 2 * (P - Y) / len(X) * P * (1 - P))


# ---- levels of failure ---------------------------------------------------------------------------


def failures_picture(ended: Mapping[str, Any]) -> Picture:
    """Draw the final losses of the networks that failed, from answers (4, S) by activation."""
    fig, ax = plots.new_figure()
    rng = np.random.default_rng(0)
    for place, P in enumerate(ended.values()):
        failed = cross_entropies(P)[~((P - 0.5) * (2 * Y - 1) > 0.1).all(axis=0)]
        ax.plot(place + rng.uniform(-0.25, 0.25, len(failed)), failed, "o", ms=4, alpha=0.5)
        ax.annotate(f"{len(failed)} failed", (place, 0.735), ha="center")
    three = (3 * np.log(3) - 2 * np.log(2)) / 4
    for level, words in ((np.log(2) / 2, "½ ln 2"), (three, "?"), (np.log(2), "ln 2")):
        ax.axhline(level, color="0.35", linewidth=1, linestyle=":")
        ax.annotate(f"{level:.3f}  {words}", (2.42, level), (0, 4), textcoords="offset points")
    ax.set_xticks(range(3), list(ended))
    ax.set(xlim=(-0.5, 3.1), ylim=(0.3, 0.77))
    ax.set(xlabel="hidden units, two of them", ylabel="final loss")
    return plots.show(
        fig,
        alt="Final losses of failed networks with two hidden units, one dot each. ReLU failures "
        "lie on three levels: 0.347, 0.477 and 0.693; tanh failures on the lower two, mostly on "
        "the lowest. Sigmoid failures scatter a little around the three levels.",
    )


def explained(P: Any, level: Callable[[Any, Any], float]) -> tuple[Counter[Any], float]:
    """Group each network's corners by equal answer, and compare its loss with the groups' level.

    Parameters
    ----------
    P : (4, S)
        Answers.
    level : callable
        Takes labels (4,) and groups (4,), returns the least mean cross-entropy.

    Returns
    -------
    Counter of (level, sizes of the groups), and the largest gap between loss and level;
    networks whose level is below 0.3 are left out.
    """
    kinds: Counter[Any] = Counter()
    largest = 0.0
    for column, loss in zip(P.T, cross_entropies(P), strict=True):
        alike = np.abs(column[:, np.newaxis] - column) < 0.05  # (4, 4): which answers are equal
        groups = alike.argmax(axis=1)  # the first corner with the same answer names the group
        least = float(level(Y[:, 0], groups))
        if least > 0.3:
            sizes = np.unique(groups, return_counts=True)[1]
            kinds[f"{least:.3f}", tuple(sorted(sizes.tolist(), reverse=True))] += 1
            largest = max(largest, abs(least - float(loss)))
    return kinds, largest


def searched_level(groups: Sequence[int]) -> float:
    """Return the least mean cross-entropy of XOR if groups share answers, by trying 2,000."""
    grid, named = np.linspace(0.0005, 0.9995, 2000), np.array(groups)
    least = 0.0
    for group in set(groups):
        labels = Y[named == group]  # (members, 1)
        costs = -np.log(np.where(labels == 1, grid, 1 - grid))  # (members, 2000)
        least += costs.sum(axis=0).min() / 4
    return float(least)
