"""A network of dense layers: forward through the layers, backward through the same layers reversed.

All weights and biases lie in one flat array, all gradients in another; layers hold views of them.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, DTypeLike

from bplib._support.arguments import Array, finite, floating, number
from bplib.initializers import get_initializer
from bplib.layers import Architecture, Dense
from bplib.losses import get_loss

__all__ = ["Network"]


class Network:
    """A feed-forward network, its loss and its gradient.

    Parameters
    ----------
    sizes : sequence of int
        (D, n_1, ..., n_L): inputs, then the neurons of every layer.
    activations : str or sequence of str
        One name: that of the hidden layers, while the loss decides the output (sigmoid for
        "binary_cross_entropy", softmax for "cross_entropy", else identity). Or one name per layer.
    loss : str
        A name in `bplib.losses.LOSSES`.
    init : str or float
        How weights are drawn: a name in `bplib.initializers.INITIALIZERS`, or the standard
        deviation of a normal distribution. Biases start at 0.
    rng : int or numpy.random.Generator
        Seed or source of the initial weights.
    dtype : float32, float64 or complex128
        Of everything: parameters, activations and gradients. Complex parameters serve the complex
        step.

    Attributes
    ----------
    architecture : Architecture
    layers : list of Dense
    parameters : (P,)
        W1, b1, W2, b2, ..., each row by row. Change it in place; the layers see the change.
    gradient : (P,)
        dL/dparameters in the same order, overwritten by every `backward`.

    Raises
    ------
    ValueError
        When `Architecture` refuses, or the initializer is unknown.
    TypeError
        When dtype is not one of the three, or `activations` is neither a name nor names.

    Examples
    --------
    >>> network = Network((2, 3, 1), loss="binary_cross_entropy", rng=0)
    >>> X, Y = np.array([[0.0, 1.0], [1.0, 1.0]]), np.array([[1.0], [0.0]])
    >>> value, gradient = network.loss_and_gradient(X, Y)
    >>> gradient.shape
    (13,)
    """

    def __init__(
        self,
        sizes: Sequence[int],
        activations: str | Sequence[str] = "tanh",
        loss: str = "half_squared_error",
        *,
        init: str | float = "xavier",
        rng: int | np.random.Generator = 0,
        dtype: DTypeLike = np.float64,
    ) -> None:
        self.architecture = Architecture.of(sizes, activations, loss)
        if np.dtype(dtype) not in (np.float32, np.float64, np.complex128):
            raise TypeError(f"dtype must be float32, float64 or complex128, got {np.dtype(dtype)}")
        self.parameters: Array = np.zeros(self.architecture.n_parameters, dtype)
        self.gradient: Array = np.zeros_like(self.parameters)

        self.layers = [
            Dense(n_in, n_out, name)
            for (n_in, n_out), name in zip(
                pairwise(self.architecture.sizes), self.architecture.activations, strict=True
            )
        ]
        self._bind_layers()

        initialize, rng = get_initializer(init), np.random.default_rng(rng)
        for layer in self.layers:
            layer.W[...] = initialize(layer.n_in, layer.n_out, rng)

    # ---- forward, backward ---------------------------------------------------------------------

    def forward(self, X: ArrayLike) -> Array:
        """Send a batch through all layers; each keeps its A_prev, Z and A for `backward`.

        Parameters
        ----------
        X : (N, D)

        Returns
        -------
        (N, n_L)
            A of the last layer, the prediction: a view that can only be read, since `backward`
            needs its numbers.

        Raises
        ------
        ValueError
            When X is not (N, D) with N >= 1, or holds NaN or infinity.
        """
        A = self.batch(X)
        for layer in self.layers:
            A = layer.forward(A)
        prediction = A.view()
        prediction.flags.writeable = False
        return prediction

    def backward(self, Y: ArrayLike, l2: float = 0.0) -> Array:
        """Fill `gradient` for the batch of the last `forward`: the same layers, reversed.

        The four equations of backpropagation (Nielsen 2015, ch. 2, here for batches in rows):

            1. dZ_L     = dL/dA_L * f'(Z_L)              the loss starts it,
            2. dZ_(l-1) = (dZ_l @ W_l.T) * f'(Z_(l-1))   one layer back,
            3. dW_l     = A_(l-1).T @ dZ_l               on the way, the weights,
            4. db_l     = sum of the rows of dZ_l        and the biases.

        `Dense.backward` derives 2 to 4. Where the loss fuses with the output activation, dZ_L is
        (P - Y) / N at once.

        Parameters
        ----------
        Y : (N, n_L)
            Targets; (N,) class numbers will do for "cross_entropy", (N,) values for one output.
        l2 : float, >= 0
            Strength of the penalty l2/2 * sum of W**2, which adds l2 * W to every dW.

        Returns
        -------
        (N, D)
            dL/dX, how the loss depends on the inputs.

        Raises
        ------
        RuntimeError
            Before the first `forward`.
        ValueError
            When Y does not fit the prediction, or l2 is negative.
        """
        number(l2, "l2", least=0, hint="0 switches it off")
        last, loss = self.layers[-1], get_loss(self.architecture.loss)
        if not hasattr(last, "A"):
            raise RuntimeError("backward needs the values of a forward pass; call forward(X) first")
        Y = self.targets(Y)

        if loss.grad_from_logits is not None:
            dA = last.backward_from_delta(loss.grad_from_logits(last.Z, Y))
        else:
            dA = last.backward(loss.grad(last.A, Y))
        for layer in reversed(self.layers[:-1]):
            dA = layer.backward(dA)

        for layer in self.layers:
            layer.dW += l2 * layer.W
        return dA

    def loss(self, X: ArrayLike, Y: ArrayLike, l2: float = 0.0) -> float:
        """Run `forward(X)` and return the loss, l2/2 * sum of W**2 (weights, not biases) included.

        Parameters are those of `forward` and `backward`.
        """
        number(l2, "l2", least=0, hint="0 switches it off")
        loss = get_loss(self.architecture.loss)
        A = self.forward(X)
        Y = self.targets(Y)
        if loss.value_from_logits is not None:
            value = loss.value_from_logits(self.layers[-1].Z, Y)
        else:
            value = loss.value(A, Y)
        return value + l2 / 2 * sum(np.sum(W**2).item() for W in self.W)

    def loss_and_gradient(self, X: ArrayLike, Y: ArrayLike, l2: float = 0.0) -> tuple[float, Array]:
        """Return the loss and a copy of its gradient, (P,): one forward and one backward pass."""
        value = self.loss(X, Y, l2)
        self.backward(Y, l2)
        return value, self.gradient.copy()

    def predict(self, X: ArrayLike) -> Array:
        """Answer in the user's terms.

        Parameters
        ----------
        X : (N, D)

        Returns
        -------
        (N,) int
            Class numbers, for "cross_entropy".
        (N, n_L) int
            0 or 1, as the probability exceeds one half, for "binary_cross_entropy".
        (N, n_L)
            The output itself, for other losses; NaN stays NaN.

        Raises
        ------
        ValueError
            When a classifier's output is not finite, which no class can stand for; as for
            `forward`.
        """
        loss = get_loss(self.architecture.loss)
        P = self.forward(X)
        if loss.classifies and not np.isfinite(P).all():
            n, j = (int(i) for i in np.argwhere(~np.isfinite(P))[0])
            raise ValueError(
                f"the output is {P[n, j]} at index [{n}, {j}], so there is no answer: training "
                "diverged or a parameter is not finite; give others with set_parameters(values)"
            )
        return loss.answers(P)

    # ---- parameters ----------------------------------------------------------------------------

    @property
    def W(self) -> list[Array]:
        """Weights by layer, views (n_in, n_out)."""
        return [layer.W for layer in self.layers]

    @property
    def b(self) -> list[Array]:
        """Biases by layer, views (n_out,)."""
        return [layer.b for layer in self.layers]

    @property
    def dW(self) -> list[Array]:
        """dL/dW by layer, views (n_in, n_out)."""
        return [layer.dW for layer in self.layers]

    @property
    def db(self) -> list[Array]:
        """dL/db by layer, views (n_out,)."""
        return [layer.db for layer in self.layers]

    def named_parameters(self) -> list[tuple[str, Array]]:
        """[("W1", view), ("b1", view), ("W2", view), ...], in the order of `parameters`."""
        return [
            (f"{letter}{number}", array)
            for number, layer in enumerate(self.layers, start=1)
            for letter, array in (("W", layer.W), ("b", layer.b))
        ]

    def set_parameters(self, values: ArrayLike | Sequence[Any]) -> None:
        """Copy in new parameters.

        Parameters
        ----------
        values : (P,), or the list [W1, b1, W2, b2, ...]

        Raises
        ------
        ValueError
            When a shape is wrong or a value is not finite; nothing is changed then.
        """
        if isinstance(values, Sequence) and any(np.ndim(value) for value in values):
            values = self._flatten(values)
        flat = floating(values, "parameters")
        if flat.shape != self.parameters.shape:
            raise ValueError(
                f"parameters must have shape {self.parameters.shape}, got {flat.shape}; "
                "give a flat array, or the list [W1, b1, W2, b2, ...]"
            )
        finite(flat, "parameters")
        np.copyto(self.parameters, flat, casting="same_kind")

    # ---- helpers -------------------------------------------------------------------------------

    def _flatten(self, arrays: Sequence[Any]) -> Array:
        named = self.named_parameters()
        if len(arrays) != len(named):
            raise ValueError(
                f"this network has {len(named)} arrays of parameters, got {len(arrays)}; "
                f"give [{', '.join(name for name, _ in named)}]"
            )
        for (name, view), array in zip(named, arrays, strict=True):
            if np.shape(array) != view.shape:
                raise ValueError(
                    f"{name} must have shape {view.shape}, got {np.shape(array)}; "
                    "a weight matrix is (n_in, n_out), a bias (n_out,)"
                )
        return np.concatenate([floating(array, "parameters").ravel() for array in arrays])

    def _bind_layers(self) -> None:
        start = 0
        for layer in self.layers:
            stop = start + layer.n_parameters
            layer.bind(self.parameters[start:stop], self.gradient[start:stop])
            start = stop

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Bind the layers of a deep or pickled copy to the copy's own parameters."""
        self.__dict__.update(state)
        self._bind_layers()

    def batch(self, X: ArrayLike) -> Array:
        """Return X as a checked batch, (N, D); a ValueError where it is none."""
        X = floating(X, "X")
        inputs = self.architecture.sizes[0]
        if X.ndim != 2 or X.shape[1] != inputs or len(X) == 0:
            raise ValueError(
                f"X must have shape (N, {inputs}) with N >= 1, got {X.shape}; "
                "one sample is one row, for example x.reshape(1, -1)"
            )
        finite(X, "X")
        return X

    def targets(self, Y: ArrayLike) -> Array:
        """Return Y as (N, n_L): class numbers become one-hot rows, one output's vector a column."""
        return get_loss(self.architecture.loss).targets(Y, self.architecture.sizes[-1])

    def __repr__(self) -> str:
        """Architecture and number of parameters."""
        return f"Network({self.architecture}, {self.parameters.size} parameters)"
