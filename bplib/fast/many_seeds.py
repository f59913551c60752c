"""Many small networks trained side by side: the same architecture, another seed each.

One run of a random program says little; the share of 200 runs says something. Every array carries
the seeds in its last axis, so that each line reads as it would for one network.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from bplib._support.arguments import Array, finite, floating, number, whole
from bplib._support.progress import bar
from bplib.activations import (
    get_activation,
    leaky_relu_prime,
    relu_prime,
    sigmoid,
    sigmoid_prime_from_output,
    tanh_prime_from_output,
)
from bplib.initializers import normal

Gradients = tuple[Array, Array, Array, Array]

SLOPE_FROM_OUTPUT: dict[str, Callable[[Array], Array]] = {
    "sigmoid": sigmoid_prime_from_output,
    "tanh": tanh_prime_from_output,
    "relu": relu_prime,  # a > 0 exactly where z > 0
    "leaky_relu": leaky_relu_prime,
}


@dataclass
class ManyNetworks:
    """S networks D-H-1 with a sigmoid output, one for each seed.

    Parameters
    ----------
    activation : str
        Of the hidden units: "sigmoid", "tanh", "relu" or "leaky_relu".
    W1 : (D, H, S)
    b1 : (H, S)
    W2 : (H, S)
    b2 : (S,)

    Raises
    ------
    ValueError
        When the activation is another one, or the shapes do not fit.
    """

    activation: str
    W1: Array
    b1: Array
    W2: Array
    b2: Array

    def __post_init__(self) -> None:
        """Check name and shapes; floating arrays are kept as they are, not copied."""
        if self.activation not in SLOPE_FROM_OUTPUT:
            raise ValueError(
                f"unknown hidden activation {self.activation!r}; "
                f"choose one of {', '.join(SLOPE_FROM_OUTPUT)}"
            )
        self.W1, self.b1, self.W2, self.b2 = (floating(array) for array in self.parameters)
        shapes = [array.shape for array in self.parameters]
        units = self.W1.shape[1:]
        if self.W1.ndim != 3 or shapes[1:] != [units, units, units[1:]]:
            raise ValueError(
                "W1, b1, W2, b2 must have the shapes (D, H, S), (H, S), (H, S), (S,), "
                f"got {', '.join(map(str, shapes))}; the seeds are the last axis"
            )

    @property
    def parameters(self) -> tuple[Array, Array, Array, Array]:
        """W1, b1, W2, b2."""
        return self.W1, self.b1, self.W2, self.b2

    def one(self, k: int) -> list[Array]:
        """Return network k as [W1 (D, H), b1 (H,), W2 (H, 1), b2 (1,)], copies."""
        arrays = [self.W1[..., k], self.b1[..., k], self.W2[:, [k]], self.b2[[k]]]
        return [array.copy() for array in arrays]

    def keep(self, which: Array) -> "ManyNetworks":
        """Return those networks for which `which`, (S,) bool, holds."""
        return ManyNetworks(self.activation, *(array[..., which] for array in self.parameters))

    def hidden(self, X: Array) -> Array:
        """Return the hidden activations A1 = f(X W1 + b1), (N, D) -> (N, H, S)."""
        Z1 = (X @ self.W1.reshape(len(self.W1), -1)).reshape(len(X), *self.b1.shape) + self.b1
        return get_activation(self.activation).f(Z1)

    def forward(self, X: Array) -> Array:
        """Return the answers P = sigmoid(A1 W2 + b2), (N, D) -> (N, S)."""
        return self.output(self.hidden(X))

    def output(self, A1: Array) -> Array:
        """Return the answers from the hidden activations, (N, H, S) -> (N, S)."""
        return sigmoid((A1 * self.W2).sum(axis=1) + self.b2)


def draw(
    seeds: Sequence[int], hidden: int, activation: str, *, scale: float = 1.0, inputs: int = 2
) -> ManyNetworks:
    """Draw one network per seed, as `Network(..., init=scale, rng=seed)` draws it: biases are 0.

    Parameters
    ----------
    seeds : sequence of S ints, at least one
    hidden, inputs : int
        H and D.
    activation : str
        Of the hidden units.
    scale : float, >= 0
        Standard deviation of the weights.

    Returns
    -------
    ManyNetworks

    Raises
    ------
    ValueError
        When there is no seed, or an argument is out of range.
    """
    if len(seeds) == 0:
        raise ValueError("there are no seeds to draw from; give for example range(200)")
    init = normal(scale)
    drawn = []
    for seed in seeds:
        rng = np.random.default_rng(seed)
        drawn.append((init(inputs, hidden, rng), init(hidden, 1, rng)[:, 0]))
    W1, W2 = (np.stack(arrays, axis=-1) for arrays in zip(*drawn, strict=True))
    return ManyNetworks(activation, W1, np.zeros_like(W2), W2, np.zeros(len(seeds)))


def backward(networks: ManyNetworks, X: Array, A1: Array, dZ2: Array) -> Gradients:
    """Return dW1, db1, dW2, db2 of every network from the delta at its output.

    One layer back: dZ1 = dZ2 W2 * f'(Z1). On the way dW = (input)ᵀ dZ, and db sums dZ over the
    samples.

    Parameters
    ----------
    networks : ManyNetworks
    X : (N, D)
    A1 : (N, H, S)
        `networks.hidden(X)`.
    dZ2 : (N, S)
        dL/dZ2, with whatever 1/N the loss has.

    Returns
    -------
    (D, H, S), (H, S), (H, S), (S,)
    """
    upstream = dZ2[:, np.newaxis]  # (N, 1, S)
    dZ1 = upstream * networks.W2 * SLOPE_FROM_OUTPUT[networks.activation](A1)  # (N, H, S)
    dW1 = (X.T @ dZ1.reshape(len(X), -1)).reshape(networks.W1.shape)
    return dW1, dZ1.sum(axis=0), (upstream * A1).sum(axis=0), dZ2.sum(axis=0)


def cross_entropy_gradients(networks: ManyNetworks, X: Array, Y: Array) -> Gradients:
    """Return the gradients of every network's mean binary cross-entropy: dZ2 = (P - Y) / N.

    Parameters
    ----------
    networks : ManyNetworks
    X : (N, D)
    Y : (N, 1)
        0 or 1.

    Returns
    -------
    (D, H, S), (H, S), (H, S), (S,)
    """
    A1 = networks.hidden(X)
    return backward(networks, X, A1, (networks.output(A1) - Y) / len(X))


def train(
    networks: ManyNetworks,
    X: ArrayLike,
    Y: ArrayLike,
    *,
    lr: float,
    steps: int,
    gradients: Callable[[ManyNetworks, Array, Array], Gradients] = cross_entropy_gradients,
    progress: bool = True,
) -> ManyNetworks:
    """Return the networks after gradient descent on the whole batch; those given stay as they are.

    Parameters
    ----------
    networks : ManyNetworks
    X : (N, D)
    Y : (N, 1)
        0 or 1.
    lr : float, > 0
        Learning rate.
    steps : int, >= 0
    gradients : callable
        What each step subtracts, times lr: ``gradients(networks, X, Y)`` returns four arrays in
        the shapes of the parameters.
    progress : bool
        Show a bar on stderr; the environment variable TQDM_DISABLE=1 hides it.

    Returns
    -------
    ManyNetworks

    Raises
    ------
    ValueError
        When X and Y do not fit the networks, a number is out of range, or training diverges.
    """
    X, Y = _checked(networks, X, Y)
    number(lr, "lr", above=0, hint="try 0.5")
    rounds = bar(whole(steps, "steps", 0), f"{len(networks.b2)} networks", "step", progress)
    trained = ManyNetworks(networks.activation, *(array.copy() for array in networks.parameters))
    with np.errstate(over="ignore", invalid="ignore"):
        for _ in rounds:
            for array, gradient in zip(trained.parameters, gradients(trained, X, Y), strict=True):
                array -= lr * gradient
    if not all(np.isfinite(array).all() for array in trained.parameters):
        raise ValueError(
            f"training diverged: with lr = {lr:g} some weights overflow; try a smaller"
        )
    return trained


def losses(networks: ManyNetworks, X: ArrayLike, Y: ArrayLike) -> Array:
    """Return every network's mean binary cross-entropy, (S,).

    Parameters are those of `train`; log(1 + e^z) - y z is finite for every finite logit z.
    """
    X, Y = _checked(networks, X, Y)
    Z2 = (networks.hidden(X) * networks.W2).sum(axis=1) + networks.b2
    return np.mean(np.logaddexp(0, Z2) - Y * Z2, axis=0)


def solved(networks: ManyNetworks, X: ArrayLike, Y: ArrayLike, margin: float = 0.1) -> Array:
    """Return which networks have every answer on the right side of 1/2, by more than a margin.

    The margin keeps an answer that is 1/2 but for rounding from counting as right.

    Parameters
    ----------
    networks : ManyNetworks
    X : (N, D)
    Y : (N, 1)
        0 or 1.
    margin : float, from 0 to below 1/2

    Returns
    -------
    (S,) bool

    Raises
    ------
    ValueError
        When X and Y do not fit the networks, or the margin is out of range.
    """
    X, Y = _checked(networks, X, Y)
    number(margin, "margin", least=0, below=0.5)
    towards_right = (networks.forward(X) - 0.5) * (2 * Y - 1)
    return np.all(towards_right > margin, axis=0)


def _checked(networks: ManyNetworks, X: ArrayLike, Y: ArrayLike) -> tuple[Array, Array]:
    X, Y = floating(X, "X"), floating(Y, "Y")
    if X.ndim != 2 or len(X) == 0 or X.shape[1] != len(networks.W1):
        raise ValueError(f"X must have shape (N, {len(networks.W1)}) with N >= 1, got {X.shape}")
    if Y.shape != (len(X), 1):
        raise ValueError(
            f"Y must have shape ({len(X)}, 1), one label for each row of X, got {Y.shape}"
        )
    finite(X, "X")
    if not np.isin(Y, (0, 1)).all():
        raise ValueError("Y must hold 0 and 1 only")
    return X, Y
