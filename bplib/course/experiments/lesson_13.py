"""Experiments of lesson 13: classifiers trained side by side, and other passes back.

`train_many` trains several classifiers of the same shape, one for each seed or split.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np

from bplib.activations import relu, softmax
from bplib.gradcheck import numerical_gradient
from bplib.losses import one_hot
from bplib.network import Network
from bplib.plots import image_grid
from bplib.plots.picture import Picture

Layers = list[tuple[Any, Any]]


# ---- many classifiers at once --------------------------------------------------------------------


def start_many(sizes: Sequence[int], seeds: Sequence[int]) -> Layers:
    """Return one network per seed, with He weights, as stacks W (S, n_in, n_out), b (S, 1, n_out).

    The weights are those of `Network(sizes, "relu", "cross_entropy", init="he", rng=seed)`.
    """
    nets = [Network(sizes, "relu", "cross_entropy", init="he", rng=seed) for seed in seeds]
    return [
        (np.stack([net.W[k] for net in nets]), np.stack([net.b[k] for net in nets])[:, None])
        for k in range(len(sizes) - 1)
    ]


def logits_of(layers: Layers, X: Any) -> Any:
    """Return the logits of each of the S classifiers, (S, N, C); X is (N, D) or (S, N, D)."""
    A = X
    for W, b in layers[:-1]:
        A = relu(A @ W + b)
    return A @ layers[-1][0] + layers[-1][1]


def forward_many(layers: Layers, X: Any) -> list[Any]:
    """Return X, the hidden outputs and the probabilities (S, N, C); X is (N, D) or (S, N, D)."""
    outputs = [X]
    for k, (W, b) in enumerate(layers):
        Z = outputs[-1] @ W + b
        outputs.append(relu(Z) if k < len(layers) - 1 else np.exp(Z - Z.max(-1, keepdims=True)))
    outputs[-1] /= outputs[-1].sum(axis=-1, keepdims=True)
    return outputs


def train_many(
    layers: Layers,
    X: Any,
    y: Any,
    *,
    lr: float,
    batch_size: int,
    epochs: int,
    l2: float = 0.0,
    samples: Any = None,
    frozen: int = 0,
    measure: Callable[[Layers], Any] | None = None,
) -> list[Any]:
    """Train S classifiers side by side, in place, by plain descent on mini-batches.

    Parameters
    ----------
    layers : list of (W, b)
        From `start_many`.
    X : (N, D)
    y : (N,), int
    lr : float
    batch_size, epochs : int
    l2 : float
        Strength of the penalty l2/2 * sum of W**2.
    samples : (S, n), int, optional
        The rows that each classifier learns from; all rows by default.
    frozen : int
        So many first layers stay as they are.
    measure : callable, optional
        Called on the layers after each epoch.

    Returns
    -------
    list
        What `measure` returned.
    """
    S, C = len(layers[0][0]), layers[-1][0].shape[-1]
    targets = np.eye(C)[y]
    samples = np.tile(np.arange(len(X)), (S, 1)) if samples is None else samples
    generators, measured = [np.random.default_rng(k) for k in range(S)], []
    for _ in range(epochs):
        orders = [r.permutation(rows) for r, rows in zip(generators, samples, strict=True)]
        order = np.stack(orders)
        for i in range(0, order.shape[1], batch_size):
            rows = order[:, i : i + batch_size]
            outputs = forward_many(layers, X[rows])
            delta = (outputs[-1] - targets[rows]) / rows.shape[1]
            for k in reversed(range(frozen, len(layers))):
                W, b = layers[k]
                dW = outputs[k].transpose(0, 2, 1) @ delta + l2 * W
                db = delta.sum(axis=1, keepdims=True)
                if k > frozen:
                    delta = (delta @ W.transpose(0, 2, 1)) * (outputs[k] > 0)
                W -= lr * dW
                b -= lr * db
        if measure is not None:
            measured.append(measure(layers))
    return measured


def losses_of(layers: Layers, X: Any, y: Any) -> Any:
    """Return the mean cross-entropy of each of the S classifiers, (S,); X (N, D), y (N,)."""
    P = forward_many(layers, X)[-1]
    return -np.log(np.maximum(P[:, np.arange(len(y)), y], 1e-300)).mean(axis=1)


def accuracies_of(layers: Layers, X: Any, y: Any) -> Any:
    """Return the share of right answers of each of the S classifiers, (S,).

    X is (N, D) and y (N,), the same for all, or (S, N, D) and (S, N).
    """
    return (forward_many(layers, X)[-1].argmax(axis=-1) == y).mean(axis=1)


# ---- a learner's own functions, and answers ------------------------------------------------------


def flat(arrays: Iterable[Any]) -> Any:
    """Return several arrays as one vector."""
    return np.concatenate([np.ravel(array) for array in arrays])


def numeric_gradient(
    loss: Callable[..., Any], X: Any, y: Any, values: Sequence[Any], l2: float
) -> tuple[Any, float]:
    """Return the gradient of a loss by all values, by nudging each, and how exact it is.

    Parameters
    ----------
    loss : callable
        Of X (N, D), y (N,), the values and l2; returns the probabilities and a number.
    values : sequence of arrays
        Each entry of each is nudged in turn, in place, and put back.

    Returns
    -------
    gradient : (P,)
    tolerance : float
        The relative error to allow; larger where the loss computes in single precision, which also
        needs a longer step.
    """
    single = np.asarray(loss(X, y, *values, l2)[0]).dtype == np.float32
    step, tolerance = (1e-2, 1e-2) if single else (None, 1e-6)

    def number(_: Any) -> float:
        return float(loss(X, y, *values, l2)[1])

    return flat([numerical_gradient(number, array, step) for array in values]), tolerance


def show_answers(
    images: Any, labels: Any, answers: Any, truth: int | None = None, answer: int | None = None
) -> Picture:
    """Show the images of one cell of a confusion matrix, or all that were read wrongly.

    Parameters
    ----------
    images : (N, 64)
    labels, answers : (N,), int
        What each image is, and what it was read as.
    truth, answer : int, optional
        The cell's row and column; with None for either, every image read wrongly.
    """
    chosen = answers != labels
    if truth is not None and answer is not None:
        chosen = (labels == truth) & (answers == answer)
    places = np.flatnonzero(chosen)[:16]
    titles = [f"{labels[k]} read as {answers[k]}" for k in places]
    return image_grid(
        images[places] if len(places) else np.zeros((1, images.shape[1])),
        titles or ["none"],
        ncols=6,
        alt="Validation images: " + (", ".join(titles) or "none") + ".",
    )


# ---- other passes back ---------------------------------------------------------------------------


def _pass(kind: str) -> Callable[..., tuple[Any, Any, Any, Any]]:
    """Return a pass back through a ReLU layer and softmax cross-entropy with a penalty."""

    def gradients(
        X: Any, y: Any, W1: Any, b1: Any, W2: Any, b2: Any, l2: float
    ) -> tuple[Any, Any, Any, Any]:
        N = len(X)
        Z1 = X @ W1 + b1
        A1 = relu(Z1)
        P = softmax(A1 @ W2 + b2)
        delta2 = P if kind == "targets forgotten" else P - one_hot(y, P.shape[1])
        if kind == "softmax differentiated twice":
            delta2 = P * (delta2 - (P * delta2).sum(axis=1, keepdims=True))
        delta2 = delta2 / (1 if kind == "1/N missing" else N)

        back = delta2 @ W2.T
        slope = {
            "slope of the ReLU forgotten": 1.0,
            "mask on the gradient": back > 0,
            "output for slope": A1,
            "bias left out of the mask": X @ W1 > 0,
        }.get(kind, Z1 > 0)
        delta1 = back * slope / (N if kind == "1/N twice" else 1)

        dW1, db1, dW2, db2 = X.T @ delta1, delta1.sum(axis=0), A1.T @ delta2, delta2.sum(axis=0)
        if kind == "bias mean for sum":
            db1, db2 = db1 / N, db2 / N
        strength = {
            "penalty forgotten": 0.0,
            "penalty twice": 2 * l2,
            "penalty divided by N": l2 / N,
        }.get(kind, l2)
        dW1 = dW1 + (0.0 if kind == "penalty on one layer" else strength) * W1
        dW2 = dW2 + strength * W2
        if kind == "penalty on the biases":
            db1, db2 = db1 + l2 * b1, db2 + l2 * b2
        return dW1, db1, dW2, db2

    return gradients


# By name, functions of (X, y, W1, b1, W2, b2, l2) that return arrays of the shapes of W1 to b2.
OTHER_PASSES = {
    kind: _pass(kind)
    for kind in (
        "penalty forgotten",
        "penalty twice",
        "penalty on one layer",
        "penalty on the biases",
        "penalty divided by N",
        "1/N missing",
        "1/N twice",
        "targets forgotten",
        "softmax differentiated twice",
        "bias mean for sum",
        "slope of the ReLU forgotten",
        "mask on the gradient",
        "output for slope",
        "bias left out of the mask",
    )
}
