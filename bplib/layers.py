"""A dense layer: a sum of its inputs, bent by an activation, and the way back.

`forward` keeps what `backward` needs: the input A_prev, the sum Z and the output A.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from bplib.activations import Array, as_floating, get_activation, softmax, softmax_vjp


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
        if n_in < 1 or n_out < 1:
            raise ValueError(f"a layer needs n_in >= 1 and n_out >= 1, got {n_in} and {n_out}")
        self.n_in, self.n_out = n_in, n_out
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
        self.A_prev = np.array(as_floating(A_prev, "A_prev"), dtype=self.W.dtype)
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
        gradient = as_floating(gradient, name)
        if gradient.shape != self.A.shape:
            raise ValueError(
                f"{name} must have the shape of the layer's output, {self.A.shape}, "
                f"got {gradient.shape}"
            )
        return gradient.astype(self.W.dtype, copy=False)

    def __repr__(self) -> str:
        """Sizes and activation."""
        return f"Dense({self.n_in}, {self.n_out}, {self.activation!r})"
