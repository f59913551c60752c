"""Training: the loop around forward, backward and step.

Shuffle, cut into mini-batches, and for each one take the gradient and a step; after every pass over
the data, an epoch, measure, and stop where patience with the validation loss is at its end.
"""

import math
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from bplib import fast
from bplib._support.arguments import Array, floating, number, whole
from bplib._support.progress import bar
from bplib.data.batches import minibatches
from bplib.losses import get_loss
from bplib.network import Network
from bplib.optimizers import Optimizer, clip_by_global_norm

__all__ = ["EarlyStopping", "History", "Trainer", "accuracy", "fit"]


@dataclass(repr=False)
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

    def __repr__(self) -> str:
        """Say how many epochs there were, and the last of all that was measured."""
        last = (f", {name} {values[-1]:.4g}" for name, values in vars(self).items() if values)
        return f"History({len(self.loss)} epochs{''.join(last)})".replace("_", " ")


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
        self.patience = whole(patience, "patience")
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


class Trainer:
    """One training step after another: gradient, penalty, clipping, update.

    What `network.loss_and_gradient` and `optimizer.step` say, to rounding, in the form of
    `bplib.fast`. `fit` is a loop around it; this is for loops of your own.

    Parameters
    ----------
    network : Network
        Float32 or float64; trained in place.
    optimizer : Optimizer
        Serves this trainer only, as long as it trains.
    l2 : float, >= 0
        Strength of the penalty l2/2 * sum of W**2.
    clip_norm : float, > 0, optional
        Longest gradient; see `clip_by_global_norm`.

    Raises
    ------
    TypeError
        When the network is complex, or the optimizer is none.
    ValueError
        When a number is out of range, or the optimizer holds the state of other parameters.

    Examples
    --------
    >>> from bplib.data import datasets
    >>> from bplib.optimizers import SGD
    >>> X, Y = datasets.xor()
    >>> network = Network((2, 4, 1), loss="binary_cross_entropy")
    >>> trainer = Trainer(network, SGD(1.0))
    >>> batch = trainer.prepare(X, Y)
    >>> losses = [trainer.step(*batch) for _ in range(500)]
    >>> losses[-1] < 0.1 < losses[0]
    True
    """

    def __init__(
        self,
        network: Network,
        optimizer: Optimizer,
        *,
        l2: float = 0.0,
        clip_norm: float | None = None,
    ) -> None:
        number(l2, "l2", least=0, hint="0 switches it off")
        if clip_norm is not None:
            number(clip_norm, "clip_norm", above=0)
        if not isinstance(optimizer, Optimizer):
            raise TypeError(
                f"optimizer must be an Optimizer, got {optimizer!r}; "
                "import one from bplib.optimizers, and write for example Adam(0.01)"
            )
        optimizer.checked(network.parameters, np.zeros_like(network.parameters))
        self.network, self.optimizer, self.l2, self.clip_norm = network, optimizer, l2, clip_norm
        self._advance = fast.in_place(optimizer, network.parameters, network.gradient)
        self._gradients: dict[int, fast.Gradient] = {}

    def prepare(self, X: ArrayLike, Y: ArrayLike) -> tuple[Array, Array]:
        """Check data once, and bring it into the form that `step` takes.

        Parameters
        ----------
        X : (N, D)
        Y : (N, C), or what else the network's loss takes

        Returns
        -------
        (N, D + 1), (N, n_L)
            Inputs beside a column of ones, and targets, in the network's type; any rows of both
            are a batch.

        Raises
        ------
        ValueError
            When the data does not fit the network.
        """
        X, Y = self.network.batch(X), self.network.targets(Y)
        if len(X) != len(Y):
            raise ValueError(
                f"X and Y must have the same number of rows, got {X.shape} and {Y.shape}"
            )
        dtype, plan = self.network.parameters.dtype, self.network.architecture
        get_loss(plan.loss).check_targets(Y, (len(X), plan.sizes[-1]))
        return fast.with_ones(X.astype(dtype, copy=False)), Y.astype(dtype, copy=False)

    def step(self, X1: Array, T: Array) -> float:
        """Train on one batch.

        Parameters
        ----------
        X1, T : (B, D + 1), (B, n_L)
            Rows of what `prepare` returned.

        Returns
        -------
        float
            The loss of the batch before the step, without the penalty.

        Raises
        ------
        ValueError
            When training has diverged; the parameters are not changed any more.
        """
        gradient = self._gradients.get(len(X1))
        if gradient is None:
            gradient = self._gradients[len(X1)] = fast.Gradient(self.network, len(X1))
        loss = gradient(X1, T)
        if not math.isfinite(loss):
            raise ValueError(
                f"the loss is {loss}: training has diverged; "
                "try a smaller learning rate or clip the gradient"
            )
        if self.l2:
            for layer in self.network.layers:
                layer.dW += self.l2 * layer.W
        if self.clip_norm is not None:
            self.network.gradient[...] = clip_by_global_norm(self.network.gradient, self.clip_norm)
        self._advance()
        return loss

    def __repr__(self) -> str:
        """Network, optimizer and what else was chosen."""
        chosen = {"l2": self.l2, "clip_norm": self.clip_norm}
        options = "".join(f", {name}={value}" for name, value in chosen.items() if value)
        return f"Trainer({self.network}, {self.optimizer}{options})"

    def __reduce__(self) -> tuple[Any, ...]:
        """Copy and pickle what trains; what is bound to its arrays is made again."""
        again = partial(Trainer, l2=self.l2, clip_norm=self.clip_norm)
        return again, (self.network, self.optimizer)


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
    TypeError, ValueError
        When the optimizer is none, the data does not fit the network, a number is out of range,
        patience comes without validation data, or training diverges.
    """
    whole(epochs, "epochs")
    if patience is not None and validation is None:
        raise ValueError("patience waits for the validation loss: give validation=(Xv, Yv) as well")
    stopping = EarlyStopping(patience) if patience is not None else None
    rng, history = np.random.default_rng(rng), History()
    trainer = Trainer(network, optimizer, l2=l2, clip_norm=clip_norm)
    X1, T = trainer.prepare(X, Y)
    rounds = bar(epochs, "training", "epoch", progress)
    for _ in rounds:
        for batch in minibatches(X1, T, batch_size, rng):
            trainer.step(*batch)

        _measure(network, X, Y, history.loss, history.accuracy)
        if validation is not None:
            _measure(network, *validation, history.validation_loss, history.validation_accuracy)
        rounds.set_postfix({"loss": f"{history.loss[-1]:.4f}"}, refresh=False)
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
    loss = get_loss(network.architecture.loss)
    if not loss.classifies:
        raise ValueError(
            f"accuracy needs a classifier, got the loss {loss.name!r}; "
            "use 'cross_entropy' or 'binary_cross_entropy'"
        )
    answers, truth = network.predict(X), floating(labels, "labels")
    if answers.ndim == 1 and truth.ndim == 2:
        truth = loss.answers(truth)
    if answers.shape[1:] == (1,) and truth.ndim == 1:
        answers = answers[:, 0]
    if answers.shape != truth.shape:
        raise ValueError(
            f"the network answers with shape {answers.shape}, the labels have {truth.shape}; "
            "give one label for each row of X"
        )
    return float(np.mean(answers == truth))


def _measure(
    network: Network, X: ArrayLike, Y: ArrayLike, losses: list[float], accuracies: list[float]
) -> None:
    """Append the loss on X and Y and, for a classifier, the accuracy."""
    losses.append(network.loss(X, Y))
    if get_loss(network.architecture.loss).classifies:
        accuracies.append(accuracy(network, X, Y))
