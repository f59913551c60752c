"""Numeric gradients of a whole network, for the price of a few passes.

Nudging one parameter at a time runs the whole network for each of them. But a weight into neuron j
of a layer changes only what neuron j says: everything before it and beside it stays as it was. So
all weights into one neuron are nudged at once, side by side in an array (V, N, ...), and only what
comes after that neuron is computed again. Nothing here knows a derivative.
"""

from collections.abc import Callable
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike

from bplib._support.arguments import Array, finite, whole
from bplib.activations import get_activation, softplus
from bplib.network import Network

COMPLEX_STEP = 1e-200
CENTRAL_STEP = 2.0**-17  # balances truncation and rounding, see `numeric.numerical_gradient`


def layerwise_gradient(
    network: Network,
    X: ArrayLike,
    Y: ArrayLike,
    l2: float = 0.0,
    method: Literal["central", "complex"] = "central",
) -> Array:
    """Differentiate a network's loss by every parameter, a neuron's weights at a time.

    Parameters
    ----------
    network : Network
        Real; read only in its parameters.
    X : (N, D)
    Y : (N, C), or what else the network's loss takes
    l2 : float, >= 0
        Strength of the penalty, as in `Network.loss`.
    method : "central" or "complex"
        Central differences, with the step 2^-17 max(1, |w|), or complex steps; see
        `numerical_gradient` and `complex_step_gradient`.

    Returns
    -------
    (P,) float64
        In the order of `network.parameters`.

    Raises
    ------
    ValueError
        When the data does not fit the network, or the loss is not finite next to a parameter.
    """
    Y, X = network.targets(Y), network.batch(X)
    network.loss(X, Y, l2)
    ahead = _Ahead(network, Y)
    gradient = []
    for k, layer in enumerate(network.layers):
        A1 = np.concatenate([layer.A_prev, np.ones((len(X), 1))], axis=1)  # (N, n_in + 1)
        block = np.concatenate([layer.W, layer.b[np.newaxis]]).astype(np.float64)
        slopes = np.empty(block.shape)
        for j in range(layer.n_out):
            if method == "complex":
                values = ahead.losses(k, j, 1j * COMPLEX_STEP * A1.T)
                slopes[:, j] = values.imag / COMPLEX_STEP
            else:
                h = CENTRAL_STEP * np.maximum(1, np.abs(block[:, [j]]))  # (n_in + 1, 1)
                up, down = ahead.losses(k, j, h * A1.T), ahead.losses(k, j, -h * A1.T)
                slopes[:, j] = (up - down) / (2 * h[:, 0])
        slopes[:-1] += _penalty_slopes(layer.W, l2)
        gradient.append(slopes.ravel())
    found = np.concatenate(gradient)
    finite(found, "the numeric gradient")
    return found


def layerwise_sides(
    network: Network, X: ArrayLike, Y: ArrayLike, l2: float, scale: float
) -> tuple[Array, Array]:
    """Slopes of a network's loss to the left and to the right of every parameter.

    Parameters
    ----------
    network : Network
    X : (N, D)
    Y : (N, C), or what else the network's loss takes
    l2 : float, >= 0
        Its smooth slope is added to both sides.
    scale : float
        The step in units of 2^-17 max(1, |w|).

    Returns
    -------
    left, right : (P,)
    """
    Y, X = network.targets(Y), network.batch(X)
    network.forward(X)
    ahead = _Ahead(network, Y)
    lefts: list[Array] = []
    rights: list[Array] = []
    for k, layer in enumerate(network.layers):
        A1 = np.concatenate([layer.A_prev, np.ones((len(X), 1))], axis=1)
        block = np.concatenate([layer.W, layer.b[np.newaxis]])
        left, right = np.empty(block.shape), np.empty(block.shape)
        for j in range(layer.n_out):
            h = scale * CENTRAL_STEP * np.maximum(1, np.abs(block[:, [j]]))
            middle = ahead.losses(k, j, 0 * A1.T[:1])
            left[:, j] = (middle - ahead.losses(k, j, -h * A1.T)) / h[:, 0]
            right[:, j] = (ahead.losses(k, j, h * A1.T) - middle) / h[:, 0]
        for slopes, found in ((left, lefts), (right, rights)):
            slopes[:-1] += _penalty_slopes(layer.W, l2)
            found.append(slopes.ravel())
    return np.concatenate(lefts), np.concatenate(rights)


def directional_errors(
    network: Network,
    X: ArrayLike,
    Y: ArrayLike,
    l2: float = 0.0,
    directions: int = 10,
    rng: int | np.random.Generator = 0,
) -> Array:
    """Compare a network's gradient with the loss along random directions, by complex steps.

    Along v, drawn from N(0, 1) for every parameter, the loss changes at the rate g v. A wrong
    gradient is found by nearly every direction, at the price of one forward pass each, all of them
    side by side; which entry is wrong they do not say.

    Parameters
    ----------
    network : Network
    X : (N, D)
    Y : (N, C), or what else the network's loss takes
    l2 : float, >= 0
    directions : int, >= 1
    rng : int or Generator

    Returns
    -------
    (directions,)
        |g v - rate| / ||g||; about 1e-16 for a right gradient in double precision.

    Raises
    ------
    ValueError
        When the data does not fit the network, or directions is below 1.
    """
    whole(directions, "directions")
    _, g = network.loss_and_gradient(X, Y, l2)
    v = np.random.default_rng(rng).normal(size=(directions, g.size))
    rates = np.zeros(directions)
    moved = np.zeros((directions, *network.batch(X).shape))  # how A_prev moves for each unit of v
    ahead, start = _Ahead(network, network.targets(Y)), 0
    for layer in network.layers:
        stop = start + layer.n_parameters
        block = v[:, start:stop].reshape(directions, layer.n_in + 1, layer.n_out)
        start = stop
        moved = moved @ layer.W + layer.A_prev @ block[:, :-1] + block[:, -1:]
        rates += l2 * np.tensordot(block[:, :-1], layer.W, 2)
        if layer is not network.layers[-1]:
            f = get_activation(layer.activation).f
            moved = moved * (f(layer.Z + 1j * COMPLEX_STEP).imag / COMPLEX_STEP)
    logits = network.layers[-1].Z + 1j * COMPLEX_STEP * moved
    rates += ahead.means(logits).imag / COMPLEX_STEP
    return np.abs(v @ g - rates) / max(float(np.linalg.norm(g)), np.finfo(float).tiny)


class _Ahead:
    """What comes after a neuron, for many variants of it at once."""

    def __init__(self, network: Network, Y: Array) -> None:
        self.layers, self.Y = network.layers, Y
        self.loss = network.architecture.loss

    def losses(self, k: int, j: int, moved: Array) -> Array:
        """Return the loss of V variants, (V,), in which Z of neuron j of layer k moves.

        ``moved`` is (V, N), what is added to the neuron's sums.
        """
        layer = self.layers[k]
        Zj = layer.Z[:, j] + moved  # (V, N)
        if k + 1 == len(self.layers):
            Z: Any = np.repeat(layer.Z[np.newaxis], len(moved), axis=0).astype(moved.dtype)
            Z[:, :, j] = Zj
            return self.means(Z)
        change = get_activation(layer.activation).f(Zj) - layer.A[:, j]
        following = self.layers[k + 1]
        Z = following.Z + change[:, :, np.newaxis] * following.W[j]  # (V, N, n_next)
        for before, after in zip(self.layers[k + 1 :], self.layers[k + 2 :], strict=False):
            Z = get_activation(before.activation).f(Z) @ after.W + after.b
        return self.means(Z)

    def means(self, Z: Array) -> Array:
        """Return the loss of each of V arrays of output sums, (V, N, C) -> (V,)."""
        return _MEANS[self.loss](Z, self.Y, self.layers[-1].activation)


def _cross_entropies(Z: Array, Y: Array, activation: str) -> Array:  # noqa: ARG001
    shifted = Z - Z.real.max(axis=-1, keepdims=True)
    costs = np.log(np.exp(shifted).sum(axis=-1)) - (Y * shifted).sum(axis=-1)
    return costs.sum(axis=-1) / len(Y)


def _binary_cross_entropies(Z: Array, Y: Array, activation: str) -> Array:  # noqa: ARG001
    return (softplus(Z) - Y * Z).sum(axis=(1, 2)) / len(Y)


def _squares(Z: Array, Y: Array, activation: str) -> Array:
    P = get_activation(activation).f(Z)
    return ((P - Y) ** 2).sum(axis=(1, 2))


_MEANS: dict[str, Callable[[Array, Array, str], Array]] = {
    "cross_entropy": _cross_entropies,
    "binary_cross_entropy": _binary_cross_entropies,
    "mse": lambda Z, Y, activation: _squares(Z, Y, activation) / Y.size,
    "half_squared_error": lambda Z, Y, activation: _squares(Z, Y, activation) / (2 * len(Y)),
}


def _penalty_slopes(W: Array, l2: float) -> Array:
    """Return the slopes of l2/2 W**2, by a complex step as well."""
    return l2 / 2 * ((W + 1j * COMPLEX_STEP) ** 2).imag / COMPLEX_STEP
