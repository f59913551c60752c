"""Training: the loop around forward, backward and step.

Shuffle, cut into mini-batches, and for each one take the gradient and a step; after every pass over
the data, an epoch, measure, and stop where patience with the validation loss is at its end.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import overload

import numpy as np
from numpy.typing import ArrayLike
from tqdm import tqdm

from bplib.activations import Array, as_floating
from bplib.losses import require_finite
from bplib.network import Network
from bplib.optimizers import Optimizer


def minibatches(
    X: ArrayLike, Y: ArrayLike, batch_size: int, rng: np.random.Generator | int
) -> Iterator[tuple[Array, Array]]:
    """Visit every sample once, in random order, a few at a time.

    Parameters
    ----------
    X : (N, ...)
    Y : (N, ...)
        Shuffled with X: the same row of both stays together.
    batch_size : int, >= 1
        The last batch is shorter when batch_size does not divide N.
    rng : Generator or int
        A generator gives another order at every call, an int the same.

    Yields
    ------
    (B, ...), (B, ...)
        Copies of rows of X and of Y.

    Raises
    ------
    ValueError
        At once, when X and Y have different lengths or none, or batch_size < 1.
    """
    X, Y = np.asarray(X), np.asarray(Y)
    if X.ndim == 0 or Y.ndim == 0 or len(X) != len(Y) or len(X) == 0:
        raise ValueError(
            f"X and Y must have the same number of rows, at least 1, got {X.shape} and {Y.shape}"
        )
    _at_least_one("batch_size", batch_size)
    order = np.random.default_rng(rng).permutation(len(X))
    starts = range(0, len(X), batch_size)
    batches = (order[start : start + batch_size] for start in starts)
    return ((X[rows], Y[rows]) for rows in batches)


@dataclass
class History:
    """What `fit` measured after each epoch, one entry per epoch.

    Attributes
    ----------
    loss : list of float
        On all training data, without the L2 term, so that it compares with the validation loss.
    validation_loss : list of float
        Empty without validation data.
    accuracy : list of float
        Share of right answers on the training data; empty unless the loss is a cross-entropy.
    validation_accuracy : list of float
    """

    loss: list[float] = field(default_factory=list)
    validation_loss: list[float] = field(default_factory=list)
    accuracy: list[float] = field(default_factory=list)
    validation_accuracy: list[float] = field(default_factory=list)


class EarlyStopping:
    """Keeps the weights of the best epoch, and says when to stop waiting for a better one.

    Parameters
    ----------
    patience : int, >= 1
        So many epochs in a row without a new lowest validation loss end training.

    Attributes
    ----------
    best_loss : float
        Lowest loss so far; infinite before the first epoch. An equal one is no improvement.
    best_epoch : int
        When it was seen, counted from 1; 0 before the first epoch.
    best_parameters : array or None
        A copy of the weights that had it.
    epochs : int
        Epochs seen.

    Raises
    ------
    ValueError
        When patience is below 1.
    """

    def __init__(self, patience: int) -> None:
        _at_least_one("patience", patience)
        self.patience = patience
        self.best_loss, self.best_epoch, self.epochs = np.inf, 0, 0
        self.best_parameters: Array | None = None

    def update(self, loss: float, parameters: Array) -> bool:
        """Take in one epoch's validation loss and weights; return whether to stop.

        Raises
        ------
        ValueError
            When the loss is not finite.
        """
        if not np.isfinite(loss):
            raise ValueError(f"the validation loss is {loss!r}: training diverged; lower the rate")
        self.epochs += 1
        if loss < self.best_loss:
            self.best_loss, self.best_epoch = loss, self.epochs
            self.best_parameters = parameters.copy()
        return self.epochs - self.best_epoch >= self.patience


def fit(
    network: Network,
    X: ArrayLike,
    Y: ArrayLike,
    *,
    optimizer: Optimizer,
    epochs: int,
    batch_size: int = 32,
    validation: tuple[ArrayLike, ArrayLike] | None = None,
    rng: np.random.Generator | int = 0,
    l2: float = 0.0,
    clip_norm: float | None = None,
    patience: int | None = None,
    progress: bool = True,
) -> History:
    """Train a network in place.

    Parameters
    ----------
    network : Network
    X : (N, D)
    Y : (N, C), or what else the network's loss takes
    optimizer : Optimizer
    epochs : int, >= 1
        Passes over the data.
    batch_size : int, >= 1
        len(X) makes it batch gradient descent.
    validation : (Xv, Yv), optional
        Measured after every epoch, never learnt from.
    rng : Generator or int
        Shuffles.
    l2 : float, >= 0
        Strength of the penalty l2/2 * sum of W**2.
    clip_norm : float, > 0, optional
        Longest gradient; see `clip_by_global_norm`.
    patience : int, >= 1, optional
        Stop after so many epochs without a new lowest validation loss, and go back to the weights
        that had it; see `EarlyStopping`.
    progress : bool
        Show a bar on stderr; the environment variable TQDM_DISABLE=1 hides it.

    Returns
    -------
    History

    Raises
    ------
    ValueError
        When the data does not fit the network, a number is out of range, patience comes without
        validation data, or training diverges.
    """
    _at_least_one("epochs", epochs)
    if patience is not None and validation is None:
        raise ValueError("patience waits for the validation loss: give validation=(Xv, Yv) as well")
    stopping = EarlyStopping(patience) if patience is not None else None
    rng, history = np.random.default_rng(rng), History()
    bar = tqdm(range(epochs), "training", leave=False, unit="epoch") if progress else range(epochs)
    for _ in bar:
        for X_batch, Y_batch in minibatches(X, Y, batch_size, rng):
            _, gradient = network.loss_and_gradient(X_batch, Y_batch, l2)
            if clip_norm is not None:
                gradient = clip_by_global_norm(gradient, clip_norm)
            optimizer.step(network.parameters, gradient)

        _measure(network, X, Y, history.loss, history.accuracy)
        if validation is not None:
            _measure(network, *validation, history.validation_loss, history.validation_accuracy)
        if isinstance(bar, tqdm):
            bar.set_postfix({"loss": f"{history.loss[-1]:.4f}"}, refresh=False)
        if stopping and stopping.update(history.validation_loss[-1], network.parameters):
            break
    if stopping:
        network.parameters[...] = stopping.best_parameters
    return history


def accuracy(network: Network, X: ArrayLike, labels: ArrayLike) -> float:
    """Share of right answers of a classifier.

    Parameters
    ----------
    network : Network
        With a cross-entropy loss.
    X : (N, D)
    labels : (N,) class numbers or (N, C) one-hot; for "binary_cross_entropy" 0 or 1, as predicted

    Returns
    -------
    float, 0 to 1

    Raises
    ------
    ValueError
        When the network is no classifier, or the labels do not fit its answers.
    """
    if network.architecture.loss not in ("cross_entropy", "binary_cross_entropy"):
        raise ValueError(
            f"accuracy needs a classifier, got the loss {network.architecture.loss!r}; "
            "use 'cross_entropy' or 'binary_cross_entropy'"
        )
    answers, truth = network.predict(X), as_floating(labels, "labels")
    if network.architecture.loss == "cross_entropy" and truth.ndim == 2:
        truth = truth.argmax(axis=1)
    if answers.shape[1:] == (1,) and truth.ndim == 1:
        answers = answers[:, 0]
    if answers.shape != truth.shape:
        raise ValueError(
            f"the network answers with shape {answers.shape}, the labels have {truth.shape}; "
            "give one label for each row of X"
        )
    return float(np.mean(answers == truth))


@overload
def clip_by_global_norm(gradient: Array, max_norm: float) -> Array: ...
@overload
def clip_by_global_norm(gradient: list[Array], max_norm: float) -> list[Array]: ...


def clip_by_global_norm(gradient: Array | list[Array], max_norm: float) -> Array | list[Array]:
    """Shorten a gradient that is longer than max_norm; keep its direction (Pascanu et al. 2013).

    g <- g min(1, max_norm / ||g||), with one norm over all entries of all arrays.

    Parameters
    ----------
    gradient : array of any shape, or a list of arrays
    max_norm : float, > 0

    Returns
    -------
    a copy, of the same kind and shape

    Raises
    ------
    ValueError
        When max_norm is not a positive number, or an entry is not finite.
    """
    if not 0 < max_norm < np.inf:
        raise ValueError(f"max_norm must be a positive number, got {max_norm!r}")
    arrays = [as_floating(g) for g in (gradient if isinstance(gradient, list) else [gradient])]
    for g in arrays:
        require_finite(g, "gradient")
    norm = _global_norm(arrays)
    scale = max_norm / norm if norm > max_norm else 1.0
    clipped = [g * scale for g in arrays]
    return clipped if isinstance(gradient, list) else clipped[0]


def _global_norm(arrays: list[Array]) -> float:
    """Root of the sum of all squares, in units of the largest entry, so that none overflows."""
    largest = max((np.abs(g).max(initial=0).item() for g in arrays), default=0)
    if largest == 0:
        return 0.0
    return float(largest * np.sqrt(sum(np.sum((g / float(largest)) ** 2.0) for g in arrays)))


def _measure(
    network: Network, X: ArrayLike, Y: ArrayLike, losses: list[float], accuracies: list[float]
) -> None:
    """Append the loss on X and Y and, for a classifier, the accuracy."""
    losses.append(network.loss(X, Y))
    if network.architecture.loss in ("cross_entropy", "binary_cross_entropy"):
        accuracies.append(accuracy(network, X, Y))


def _at_least_one(name: str, value: int) -> None:
    if not isinstance(value, int | np.integer) or value < 1:
        raise ValueError(f"{name} must be a whole number >= 1, got {value!r}")
