"""Experiments of lesson 18: `learning_curves` trains networks with and without the remedies."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from bplib.data.datasets import digits, shift
from bplib.initializers import he, xavier

Pair = tuple[Any, Any]


@dataclass(frozen=True)
class Curves:
    """What `learning_curves` saw on one data set.

    Attributes
    ----------
    epoch : (T,)
        The epochs after which it was measured, counted from 1.
    loss : (T, S)
        Mean cross-entropy, one column a seed.
    accuracy : (T, S)
        Share of right answers, 0 to 1.
    """

    epoch: Any
    loss: Any
    accuracy: Any


def learning_curves(
    X: Any,
    y: Any,
    watched: Mapping[str, Pair],
    *,
    seeds: Sequence[int] = range(4),
    hidden: int = 64,
    lr: float = 0.1,
    epochs: int = 60,
    every: int = 1,
    l2: float = 0.0,
    p: float = 0.0,
    moves: Sequence[tuple[int, int]] = ((0, 0),),
) -> dict[str, Curves]:
    """Train 64-hidden-10 ReLU networks, one for each seed, and watch them on several data sets.

    Cross-entropy, mini-batches of 60, momentum 0.9. All seeds are trained side by side: weights
    are stacked, (S, n_in, n_out), in double precision. In single precision the last digits, which
    depend on the processor, grow over 60 epochs until they decide single answers.

    Parameters
    ----------
    X : (N, 64)
    y : (N,) or (S, N)
        Labels, the same for all seeds or another set for each.
    watched : mapping of name to (images, labels)
        Measured, never learnt from: images (M, 64) and labels (M,) or (S, M), or images (S, M, 64)
        with labels (S, M), where each seed has its own.
    seeds : sequence of S int
        Each draws its own weights and its own order of the images.
    hidden : int, >= 0
        Hidden units; 0 is softmax regression.
    lr : float, > 0
    epochs : int, >= 1
    every : int, a divisor of epochs
        Measure after every so many epochs.
    l2 : float, >= 0
        Strength of the penalty l2/2 * sum of W**2.
    p : float, 0 <= p < 1
        Share of the hidden units that inverted dropout silences.
    moves : sequence of (dx, dy)
        Every image is moved by one of these, drawn anew each time that it is seen.

    Returns
    -------
    dict of name to Curves
    """
    rngs = [np.random.default_rng(seed) for seed in seeds]
    sizes = [64, hidden, 10] if hidden else [64, 10]
    rules = [he, xavier] if hidden else [xavier]
    Ws = [
        np.stack([rule(n_in, n_out, rng) for rng in rngs])
        for rule, (n_in, n_out) in zip(rules, pairwise(sizes), strict=True)
    ]
    bs = [np.zeros((len(rngs), 1, n_out)) for n_out in sizes[1:]]
    velocities = [np.zeros_like(array) for array in [*Ws, *bs]]
    images = np.stack([shift(X, dx, dy) for dx, dy in moves])
    targets = np.eye(10)[np.broadcast_to(y, (len(rngs), len(X)))]
    which = np.arange(len(rngs))[:, np.newaxis]
    seen: dict[str, list[Pair]] = {name: [] for name in watched}
    for epoch in range(1, epochs + 1):
        order = np.stack([rng.permutation(len(X)) for rng in rngs])
        for start in range(0, len(X), 60):
            rows = order[:, start : start + 60]
            move = rngs[0].integers(len(moves), size=rows.shape) if len(moves) > 1 else 0
            kept: Any = np.ones(1)
            if p:
                kept = (rngs[0].random((*rows.shape, hidden)) >= p) / (1 - p)
            gradients = _gradients(Ws, bs, images[move, rows], targets[which, rows], kept, l2)
            for array, v, g in zip([*Ws, *bs], velocities, gradients, strict=True):
                v *= 0.9
                v += g
                array -= lr * v
        for name, (X_watched, y_watched) in watched.items():
            if epoch % every == 0:
                seen[name].append(_measured(Ws, bs, X_watched, y_watched))
    measured = np.arange(every, epochs + 1, every)
    return {
        name: Curves(measured, *map(np.array, zip(*pairs, strict=True)))
        for name, pairs in seen.items()
    }


def with_wrong_labels(labels: Any, share: float, seed: int) -> Any:
    """Return a copy of labels (N,), of which a share is replaced by another digit each."""
    rng = np.random.default_rng(seed)
    wrong = rng.permutation(len(labels))[: round(share * len(labels))]
    labels = np.array(labels)
    labels[wrong] = (labels[wrong] + rng.integers(1, 10, len(wrong))) % 10
    return labels


def curves_to_read() -> dict[str, Pair]:
    """Return training and validation loss (40,) of the four runs of `read_curves`."""
    data = digits()
    X, y = data.X_train[:300], data.y_train[:300]
    X_val, y_val = data.X_train[300:600], data.y_train[300:600]
    scrambled = np.random.default_rng(0).permutation(y_val)
    noisy, noisy_val = with_wrong_labels(y, 0.3, 5), with_wrong_labels(y_val, 0.3, 6)
    runs: dict[str, tuple[Any, Any, dict[str, Any]]] = {
        "A": (y, y_val, {"lr": 0.0003}),
        "B": (noisy, noisy_val, {"lr": 0.15, "hidden": 128}),
        "C": (y, scrambled, {"lr": 0.03}),
        "D": (y, y_val, {"lr": 0.8, "hidden": 32, "seeds": [1]}),
    }
    pairs = {}
    for name, (labels, others, settings) in runs.items():
        watched = {"training": (X, labels), "validation": (X_val, others)}
        seen = learning_curves(X, labels, watched, epochs=40, **{"seeds": [0], **settings})
        pairs[name] = (seen["training"].loss[:, 0], seen["validation"].loss[:, 0])
    return pairs


def _gradients(Ws: list[Any], bs: list[Any], A0: Any, Y: Any, kept: Any, l2: float) -> list[Any]:
    """Return dL/dW of every layer, then dL/db of every layer."""
    inputs = [A0]
    for W, b in zip(Ws[:-1], bs[:-1], strict=True):
        inputs.append(np.maximum(inputs[-1] @ W + b, 0) * kept)
    P = np.exp(_from_the_top(inputs[-1] @ Ws[-1] + bs[-1]))
    dZ = (P / P.sum(axis=-1, keepdims=True) - Y) / Y.shape[1]
    dWs, dbs = [], []
    for A, W in zip(reversed(inputs), reversed(Ws), strict=True):
        dWs.append(A.swapaxes(1, 2) @ dZ + l2 * W)
        dbs.append(dZ.sum(axis=1, keepdims=True))
        if A is not A0:
            dZ = dZ @ W.swapaxes(1, 2) * kept * (A > 0)
    return [*dWs[::-1], *dbs[::-1]]


def _from_the_top(Z: Any) -> Any:
    """Return Z minus the largest entry of its row, so that no exponential overflows."""
    return Z - Z.max(axis=-1, keepdims=True)


def _measured(Ws: list[Any], bs: list[Any], X: Any, y: Any) -> Pair:
    """Return loss and accuracy of every seed, each (S,)."""
    A = X
    for W, b in zip(Ws[:-1], bs[:-1], strict=True):
        A = np.maximum(A @ W + b, 0)
    Z = _from_the_top(A @ Ws[-1] + bs[-1])
    y = np.broadcast_to(y, Z.shape[:2])
    right = np.take_along_axis(Z, y[..., np.newaxis], axis=-1)[..., 0]
    losses = np.log(np.exp(Z).sum(axis=-1)) - right
    return losses.mean(axis=1), (Z.argmax(axis=-1) == y).mean(axis=1)
