"""A dense layer: a sum of its inputs, bent by an activation, and the way back.

`forward` keeps what `backward` needs: the input A_prev, the sum Z and the output A. Which layers
make a network, and which go with a loss, is its architecture.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike

from bplib._support.arguments import Array, floating, whole
from bplib.activations import ACTIVATIONS, get_activation, softmax, softmax_vjp
from bplib.losses import get_loss

__all__ = ["Architecture", "Dense"]


class Dense:
    """A = f(A_prev @ W + b), a layer of n_out neurons with n_in inputs each.

    Parameters
    ----------
    n_in, n_out : int, >= 1
    activation : str
        A name in `bplib.activations.ACTIVATIONS`, or "softmax".

    Attributes
    ----------
    W : (n_in, n_out)
        Weights; column j belongs to neuron j. Zero at first.
    b : (n_out,)
        Biases. Zero at first.
    dW, db : the shapes of W and b
        dL/dW and dL/db, set by `backward`.
    A_prev, Z, A : (N, n_in), (N, n_out), (N, n_out)
        Input, sum and output of the last `forward`.

    Raises
    ------
    ValueError
        When a size is below 1 or the activation is unknown.
    """

    def __init__(self, n_in: int, n_out: int, activation: str) -> None:
        self.n_in, self.n_out = whole(n_in, "n_in"), whole(n_out, "n_out")
        self.activation = activation
        self._f: Callable[[ArrayLike], Array] = softmax
        if activation != "softmax":
            self._f, self._prime = get_activation(activation).f, get_activation(activation).prime
        self.bind(np.zeros(self.n_parameters), np.zeros(self.n_parameters))

    @property
    def n_parameters(self) -> int:
        """Number of weights and biases, n_in n_out + n_out."""
        return (self.n_in + 1) * self.n_out

    def bind(self, parameters: Array, gradient: Array) -> None:
        """Keep W and b inside the flat array `parameters`, dW and db inside `gradient`.

        Both are (n_parameters,): the weights row by row, then the biases. A network binds its
        layers to consecutive pieces of one array, so that an optimizer sees a single vector.
        """
        split = self.n_in * self.n_out
        self.W, self.b = parameters[:split].reshape(self.n_in, self.n_out), parameters[split:]
        self.dW, self.db = gradient[:split].reshape(self.n_in, self.n_out), gradient[split:]

    def forward(self, A_prev: ArrayLike) -> Array:
        """Z = A_prev @ W + b and A = f(Z).

        Parameters
        ----------
        A_prev : (N, n_in)
            Copied, so that changing it before `backward` does no harm.

        Returns
        -------
        (N, n_out)

        Raises
        ------
        ValueError
            When A_prev is not (N, n_in).
        """
        self.A_prev = np.array(floating(A_prev, "A_prev"), dtype=self.W.dtype)
        if self.A_prev.ndim != 2 or self.A_prev.shape[1] != self.n_in:
            raise ValueError(
                f"A_prev must have shape (N, {self.n_in}), got {self.A_prev.shape}; "
                "one sample is one row"
            )
        self.Z = self.A_prev @ self.W + self.b
        self.A = self._f(self.Z)
        return self.A

    def backward(self, dA: ArrayLike) -> Array:
        """Turn dL/dA into dL/dA_prev; leave dL/dW in `dW` and dL/db in `db`.

        One weight first. W_ij takes input i of every sample n to neuron j,

            Z_nj = sum_i A_prev_ni W_ij + b_j,      A_nj = f(Z_nj),

        and L feels Z_nj through A_nj alone. The error signal of neuron j on sample n is therefore

            delta_nj = dL/dZ_nj = dL/dA_nj f'(Z_nj).

        W_ij and b_j enter Z_nj for every n, A_prev_ni enters Z_nj for every j; each derivative sums
        over the paths:

            dL/dW_ij      = sum_n delta_nj dZ_nj/dW_ij      = sum_n A_prev_ni delta_nj
            dL/db_j       = sum_n delta_nj dZ_nj/db_j       = sum_n delta_nj
            dL/dA_prev_ni = sum_j delta_nj dZ_nj/dA_prev_ni = sum_j delta_nj W_ij

        All entries at once, with the shapes:

            dZ      = dA * f'(Z)              (N, n_out) * (N, n_out)    -> (N, n_out)
            dW      = A_prev.T @ dZ           (n_in, N) @ (N, n_out)     -> (n_in, n_out)
            db      = sum of the rows of dZ   (N, n_out)                 -> (n_out,)
            dA_prev = dZ @ W.T                (N, n_out) @ (n_out, n_in) -> (N, n_in)

        Any 1/N of the loss is already in dA, so nothing is averaged here. (Rumelhart, Hinton &
        Williams 1986; softmax mixes its outputs, see `softmax_vjp`.)

        Parameters
        ----------
        dA : (N, n_out)
            dL/dA for the batch of the last `forward`.

        Returns
        -------
        (N, n_in)
            dL/dA_prev.

        Raises
        ------
        RuntimeError
            Before the first `forward`.
        ValueError
            When dA does not have the shape of A.
        """
        dA = self._upstream(dA, "dA")
        if self.activation == "softmax":
            return self.backward_from_delta(softmax_vjp(self.A, dA))
        return self.backward_from_delta(dA * self._prime(self.Z))

    def backward_from_delta(self, dZ: ArrayLike) -> Array:
        """Do the same from dZ = dL/dZ, (N, n_out), where a loss gives it directly (p - y)."""
        dZ = self._upstream(dZ, "dZ")
        self.dW[...] = self.A_prev.T @ dZ
        self.db[...] = dZ.sum(axis=0)
        return dZ @ self.W.T

    def _upstream(self, gradient: ArrayLike, name: str) -> Array:
        if not hasattr(self, "A"):
            raise RuntimeError("backward needs the values of a forward pass; call forward first")
        gradient = floating(gradient, name)
        if gradient.shape != self.A.shape:
            raise ValueError(
                f"{name} must have the shape of the layer's output, {self.A.shape}, "
                f"got {gradient.shape}"
            )
        return gradient.astype(self.W.dtype, copy=False)

    def __repr__(self) -> str:
        """Sizes and activation."""
        return f"Dense({self.n_in}, {self.n_out}, {self.activation!r})"


@dataclass(frozen=True)
class Architecture:
    """What a network looks like: everything but its numbers.

    Parameters
    ----------
    sizes : tuple of int
        (D, n_1, ..., n_L): inputs, then the neurons of every layer.
    activations : tuple of str
        One per layer, L in all; "softmax" only last.
    loss : str
        A name in `bplib.losses.LOSSES`. "binary_cross_entropy" needs a "sigmoid" output and
        "cross_entropy" a "softmax" output of at least 2 classes.

    Raises
    ------
    ValueError
        When one of these rules is broken; the message says which and what to write instead.
    """

    sizes: tuple[int, ...]
    activations: tuple[str, ...]
    loss: str

    def __post_init__(self) -> None:
        """Check the rules, and keep plain tuples of plain ints."""
        object.__setattr__(self, "sizes", _whole_numbers(self.sizes))
        object.__setattr__(self, "activations", _names(self.activations))
        if len(self.sizes) < 2:
            raise ValueError(
                f"sizes needs at least 2 numbers, inputs and outputs, got {self.sizes}; "
                "write for example (2, 4, 1)"
            )
        if min(self.sizes) < 1:
            raise ValueError(f"every size must be at least 1, got {self.sizes}")
        if len(self.activations) != len(self.sizes) - 1:
            raise ValueError(
                f"sizes {self.sizes} make {len(self.sizes) - 1} layers, "
                f"but there are {len(self.activations)} activations {self.activations}; "
                "give one per layer (the inputs are not a layer)"
            )
        for name in self.activations:
            if name not in (*ACTIVATIONS, "softmax"):
                raise ValueError(
                    f"unknown activation {name!r}; choose one of {', '.join(ACTIVATIONS)}, softmax"
                )
        self._check_output()

    def _check_output(self) -> None:
        output, needed = self.activations[-1], get_loss(self.loss).activation
        if "softmax" in self.activations[:-1]:
            raise ValueError(
                f"softmax is for the last layer only, got {self.activations}; "
                "use an entrywise activation such as 'tanh' in hidden layers"
            )
        if needed and output != needed:
            raise ValueError(
                f"loss {self.loss!r} needs the output activation {needed!r}, got {output!r}; "
                f"change the last activation to {needed!r} or the loss"
            )
        if output == "softmax" != needed:
            raise ValueError(
                f"a softmax output needs the loss 'cross_entropy', got {self.loss!r}; "
                "change the loss, or the output activation"
            )
        if output == "softmax" and self.sizes[-1] < 2:
            raise ValueError(
                f"softmax over {self.sizes[-1]} output is always 1; use at least 2 outputs, "
                "or one sigmoid output with 'binary_cross_entropy'"
            )

    @classmethod
    def of(
        cls, sizes: Sequence[int], activations: str | Sequence[str], loss: str
    ) -> "Architecture":
        """Take activations as `Network` and `derive` do: one name per layer, or a single name.

        A single name is that of the hidden layers, while the loss decides the output: sigmoid for
        "binary_cross_entropy", softmax for "cross_entropy", else identity.

        Raises
        ------
        TypeError
            When `activations` is neither a name nor a sequence of names.
        ValueError
            When `Architecture` refuses.
        """
        sizes = _whole_numbers(sizes)
        if isinstance(activations, str):
            get_activation(activations)  # a wrong name is wrong also where no layer is hidden
            output = get_loss(loss).activation or "identity"
            activations = (activations,) * (len(sizes) - 2) + (output,)
        return cls(sizes, _names(activations), loss)

    @property
    def n_parameters(self) -> int:
        """P, the number of weights and biases: the sum of (n_in + 1) n_out over the layers."""
        return sum((n_in + 1) * n_out for n_in, n_out in pairwise(self.sizes))


def _whole_numbers(sizes: Sequence[int]) -> tuple[int, ...]:
    if isinstance(sizes, int | str) or not all(
        isinstance(size, int | np.integer) and not isinstance(size, bool) for size in sizes
    ):
        raise ValueError(f"sizes must be whole numbers, got {sizes!r}; write for example (2, 4, 1)")
    return tuple(int(size) for size in sizes)


def _names(activations: Sequence[str]) -> tuple[str, ...]:
    if isinstance(activations, str):
        raise ValueError(
            f"activations must be one name per layer, got the single name {activations!r}; "
            f"write ({activations!r},) for one layer"
        )
    if not isinstance(activations, Iterable):
        raise TypeError(
            f"activations must be a name or one name per layer, got {activations!r}; "
            f"write for example 'tanh', or one of {', '.join(ACTIVATIONS)}"
        )
    return tuple(activations)
