"""Other ways back: fixed random feedback, and a gradient that is predicted instead of awaited.

Both leave the last layer's gradient as it is and change only what the layers below are told.
Neither is the gradient of the loss, so neither passes a gradient check; both may still learn.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from bplib._support.arguments import Array, finite, floating, number, whole
from bplib.activations import get_activation
from bplib.layers import Dense
from bplib.losses import get_loss
from bplib.network import Network


def draw_feedback(network: Network, rng: int | np.random.Generator) -> list[Array]:
    """Draw one fixed matrix B for each layer but the first, like its W: N(0, 1 / n_in).

    Returns
    -------
    list of L - 1 arrays (n_(l-1), n_l), for l = 2, ..., L
    """
    rng = np.random.default_rng(rng)
    shapes = [layer.W.shape for layer in network.layers[1:]]
    return [rng.normal(0, shape[0] ** -0.5, shape) for shape in shapes]


def feedback_backward(network: Network, Y: ArrayLike, feedback: Sequence[ArrayLike]) -> Array:
    """Fill `network.gradient` by feedback alignment (Lillicrap et al. 2016).

    One equation of backpropagation changes: the delta goes back through B instead of W,

        dZ_(l-1) = (dZ_l @ B_l.T) * f'(Z_(l-1)),

    while dW = A_prev.T @ dZ and db stay as they are. With B_l = W_l it is backpropagation.

    Parameters
    ----------
    network : Network
        After `forward`.
    Y : as in `Network.backward`
    feedback : list of L - 1 arrays (n_(l-1), n_l), for l = 2, ..., L

    Returns
    -------
    (P,)
        A copy of `network.gradient`.

    Raises
    ------
    RuntimeError
        Before the first `forward`.
    ValueError
        When Y or a feedback matrix does not fit the network.
    """
    Bs = [floating(B, "feedback") for B in feedback]
    shapes = [layer.W.shape for layer in network.layers[1:]]
    if [B.shape for B in Bs] != shapes:
        raise ValueError(
            f"feedback needs one matrix for each layer but the first, of shapes {shapes}, "
            f"got {[B.shape for B in Bs]}"
        )
    last, *below = reversed(network.layers)
    dZ = _output_delta(network, Y)
    last.backward_from_delta(dZ)
    for layer, B in zip(below, reversed(Bs), strict=True):
        finite(B, "feedback")
        dZ = dZ @ B.T * _slope(layer)
        layer.backward_from_delta(dZ)
    return network.gradient.copy()


class SyntheticGradient:
    """A linear guess of dL/dA from A itself and the targets (after Jaderberg et al. 2017).

    guess = [A, Y, 1] @ M, with M learnt by descent on the mean squared error of the guess. With it
    a layer can be updated before the layers above have answered.

    Parameters
    ----------
    n_units, n_targets : int, >= 1
        Columns of A and of Y.
    lr : float, > 0
        Learning rate of M.

    Attributes
    ----------
    M : (n_units + n_targets + 1, n_units)
        Zero at first: the first guess is that nothing needs to change.

    Raises
    ------
    ValueError
        When a size is below 1, or lr is not positive.
    """

    def __init__(self, n_units: int, n_targets: int, lr: float) -> None:
        whole(n_units, "n_units")
        whole(n_targets, "n_targets")
        self.lr = number(lr, "lr", above=0)
        self.M = np.zeros((n_units + n_targets + 1, n_units))

    def guess(self, A: ArrayLike, Y: ArrayLike) -> Array:
        """Return the guess of each sample's own dL/dA, (N, n_units), from A and Y (N, n_targets).

        The loss of a single sample is meant, without the 1/N of a batch.
        """
        return self._seen(A, Y) @ self.M

    def learn(self, A: ArrayLike, Y: ArrayLike, dA: ArrayLike) -> float:
        """Take one descent step on 1/2 mean over samples of |guess - dA|^2; return its value.

        Parameters
        ----------
        A : (N, n_units)
        Y : (N, n_targets)
        dA : (N, n_units)
            What the layer above sent back, for each sample's own loss.

        Returns
        -------
        float
            The squared error before the step.

        Raises
        ------
        ValueError
            When a shape does not fit, or an entry is not finite.
        """
        seen, dA = self._seen(A, Y), floating(dA, "dA")
        if dA.shape != (len(seen), self.M.shape[1]):
            raise ValueError(
                f"dA must have shape {(len(seen), self.M.shape[1])}, got {np.shape(dA)}"
            )
        finite(dA, "dA")
        gap = seen @ self.M - dA
        self.M -= self.lr * seen.T @ gap / len(seen)
        return float(np.sum(gap**2) / (2 * len(seen)))

    def _seen(self, A: ArrayLike, Y: ArrayLike) -> Array:
        A, Y = floating(A, "A"), floating(Y, "Y")
        inputs, units = self.M.shape
        fits = A.ndim == Y.ndim == 2 and len(A) == len(Y) > 0 and A.shape[1] == units
        if not fits or Y.shape[1] != inputs - units - 1:
            raise ValueError(
                f"A must be (N, {units}) and Y (N, {inputs - units - 1}), "
                f"got {A.shape} and {Y.shape}"
            )
        finite(A, "A")
        finite(Y, "Y")
        return np.column_stack([A, Y, np.ones(len(A))])


def synthetic_backward(
    network: Network, Y: ArrayLike, models: Sequence[SyntheticGradient]
) -> Array:
    """Fill `network.gradient` with synthetic gradients in all hidden layers, and teach the models.

    The last layer knows its true delta. Every layer below is updated from its model's guess; then
    the model learns from what the layer above sends back, which above the second layer from the
    top is built on a guess itself.

    Parameters
    ----------
    network : Network
        After `forward`.
    Y : (N, n_L), or class numbers (N,) for "cross_entropy"
    models : list of L - 1 SyntheticGradient, one for each hidden layer, the first one first

    Returns
    -------
    (P,)
        A copy of `network.gradient`.

    Raises
    ------
    RuntimeError
        Before the first `forward`.
    ValueError
        When Y does not fit the network, or there is not one model for each hidden layer.
    """
    if len(models) != len(network.layers) - 1:
        raise ValueError(
            f"the network has {len(network.layers) - 1} hidden layers, got {len(models)} models"
        )
    last, *below = reversed(network.layers)
    dA, targets = last.backward_from_delta(_output_delta(network, Y)), network.targets(Y)
    N = len(dA)
    for layer, model in zip(below, reversed(models), strict=True):
        guess = model.guess(layer.A, targets) / N
        model.learn(layer.A, targets, N * dA)
        dA = layer.backward_from_delta(guess * _slope(layer))
    return network.gradient.copy()


def angle(first: ArrayLike, second: ArrayLike) -> float:
    """Return the angle between two arrays of one shape, in degrees from 0 to 180.

    Below 90 a step against the first also goes down along the second.

    Raises
    ------
    ValueError
        When the shapes differ, an entry is not finite, or an array is all zeros.
    """
    a, b = floating(first, "first"), floating(second, "second")
    if a.shape != b.shape:
        raise ValueError(f"an angle needs two arrays of one shape, got {a.shape} and {b.shape}")
    finite(a, "first")
    finite(b, "second")
    if not a.any() or not b.any():
        raise ValueError("an array of zeros has no direction; give two that are not zero")
    a, b = a / np.linalg.norm(a), b / np.linalg.norm(b)
    return float(np.degrees(2 * np.arctan2(np.linalg.norm(a - b), np.linalg.norm(a + b))))


def _output_delta(network: Network, Y: ArrayLike) -> Array:
    """Return dL/dZ of the last layer, where every method agrees with backpropagation."""
    last, loss = network.layers[-1], get_loss(network.architecture.loss)
    if not hasattr(last, "A"):
        raise RuntimeError("going back needs the values of a forward pass; call forward(X) first")
    targets = network.targets(Y)
    if loss.grad_from_logits is not None:
        return loss.grad_from_logits(last.Z, targets)
    return loss.grad(last.A, targets) * _slope(last)


def _slope(layer: Dense) -> Array:
    return get_activation(layer.activation).prime(layer.Z)
