"""The same numbers sooner: a training step without temporary arrays.

`Network.backward` and the optimizers are the page of equations. Here they are again for the loop
that runs them a million times; `tests/test_fast.py` proves both equal. Four things save time:

1. W and b of a layer lie one after the other in the flat parameters, so both are one block of shape
   (n_in + 1, n_out). With a column of ones beside its inputs, one product gives
   Z = [A_prev, 1] @ [W; b], and one gives [dW; db] = [A_prev, 1].T @ dZ.
2. Every result goes into a buffer that is made once for a batch size, and begins where a cache line
   does: of an array that begins elsewhere, every vector of 64 bytes lies on two lines.
3. A slope comes from what the forward pass has kept, a(1 - a) or 1 - a^2, and the sigmoid from
   tanh, which has no branches: sigma(z) = (1 + tanh(z/2)) / 2.
4. Constants are arrays without axes, which NumPy takes without a conversion, and an update goes
   through many parameters piece by piece, so that each piece stays near the processor.
"""

from collections.abc import Callable
from functools import partial
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import DTypeLike

from bplib.activations import Array, get_activation
from bplib.losses import get_loss
from bplib.network import Network
from bplib.optimizers import SGD, Adam, Momentum, Optimizer

PIECE = 32_768  # parameters: a few arrays of that length stay near the processor
LINE = 64  # bytes of a cache line


def with_ones(X: Array) -> Array:
    """Return X with a column of ones at its right: (N, D) -> (N, D + 1)."""
    return np.concatenate([X, np.ones((len(X), 1), X.dtype)], axis=1)


def aligned(shape: int | tuple[int, ...], dtype: DTypeLike, value: float = 0.0) -> Array:
    """Return an array full of a value, whose first entry is at a multiple of 64 bytes."""
    size = np.prod(shape, dtype=int) * np.dtype(dtype).itemsize
    room = np.empty(size + LINE, np.uint8)
    start = -room.ctypes.data % LINE
    array = room[start : start + size].view(dtype).reshape(shape)
    array[...] = value
    return array


# ---- gradient ----------------------------------------------------------------------------------


class Gradient:
    """Loss and gradient of a network, for batches of one size.

    Parameters
    ----------
    network : Network
        Real, float32 or float64.
    rows : int, >= 1
        N, the number of samples in a batch.
    """

    def __init__(self, network: Network, rows: int) -> None:
        sizes, names = network.architecture.sizes, network.architecture.activations
        dtype = network.parameters.dtype
        shapes = [(n_in + 1, n_out) for n_in, n_out in pairwise(sizes)]
        blocks, slopes = _cut(network.parameters, shapes), _cut(network.gradient, shapes)
        A1 = [aligned((rows, n + 1), dtype, 1) for n in sizes[1:-1]]  # [A, 1], the hidden layers'
        Z, dZ = ([aligned((rows, n), dtype) for n in sizes[1:-1]] for _ in range(2))
        bends = [
            _BENDS.get(name, partial(_any_bend, name))(*buffers)
            for name, *buffers in zip(names, Z, [a[:, :-1] for a in A1], dZ, strict=False)
        ]
        output = _OUTPUTS.get(network.architecture.loss, partial(_any_output, network))
        self._output, last = output(blocks[-1], rows)
        dZ.append(last)
        self._forward = [(blocks[k], Z[k], bends[k][0], A1[k]) for k in range(len(A1))]
        self._backward = [
            (A1[k].T, dZ[k + 1], slopes[k + 1], blocks[k + 1][:-1].T, dZ[k], bends[k][1])
            for k in reversed(range(len(A1)))
        ]
        self._dZ, self._first = dZ[0], slopes[0]

    def __call__(self, X1: Array, Y: Array) -> float:
        """Return the loss, and leave its gradient in `network.gradient`.

        Parameters
        ----------
        X1 : (N, D + 1)
            The batch with its column of ones, see `with_ones`, in the network's type.
        Y : (N, n_L)
            Targets, in the network's type.

        Returns
        -------
        float
            The loss, without a penalty.
        """
        dot = np.dot
        A1 = X1
        for block, Z, bend, A1_next in self._forward:
            dot(A1, block, out=Z)
            bend()
            A1 = A1_next
        loss = self._output(A1, Y)
        for A1_T, dZ, slopes, W_T, dA, unbend in self._backward:
            dot(A1_T, dZ, out=slopes)
            dot(dZ, W_T, out=dA)
            unbend()
        dot(X1.T, self._dZ, out=self._first)
        return loss


def _cut(flat: Array, shapes: list[tuple[int, int]]) -> list[Array]:
    """Return views of a flat array, one after another."""
    ends = np.cumsum([rows * columns for rows, columns in shapes])[:-1]
    return [part.reshape(shape) for part, shape in zip(np.split(flat, ends), shapes, strict=True)]


# ---- activations: forward fills A from Z, backward turns dA into dZ, in its place ----------------
#
# A has a gap after every row, where the ones are, and work on it takes two or three times as long.
# So the three that nearly everybody uses work in Z, which they leave as a copy of A.

Call = Callable[[], None]


def _any_bend(name: str, Z: Array, A: Array, dA: Array) -> tuple[Call, Call]:
    """Any activation, by its reference."""
    f, prime = get_activation(name).f, get_activation(name).prime

    def forward() -> None:
        A[...] = f(Z)

    def backward() -> None:
        np.multiply(dA, prime(Z), out=dA)

    return forward, backward


def _tanh(Z: Array, A: Array, dA: Array) -> tuple[Call, Call]:
    slope, one = aligned(Z.shape, Z.dtype), np.ones((), Z.dtype)

    def forward() -> None:
        np.tanh(Z, out=Z)
        A[...] = Z

    def backward() -> None:
        np.multiply(Z, Z, out=slope)
        np.subtract(one, slope, out=slope)
        np.multiply(dA, slope, out=dA)

    return forward, backward


def _sigmoid(Z: Array, A: Array, dA: Array) -> tuple[Call, Call]:
    slope = aligned(Z.shape, Z.dtype)
    half, one = (np.asarray(c, Z.dtype) for c in (0.5, 1))

    def forward() -> None:
        np.multiply(Z, half, out=Z)
        np.tanh(Z, out=Z)
        np.multiply(Z, half, out=Z)
        np.add(Z, half, out=Z)
        A[...] = Z

    def backward() -> None:
        np.subtract(one, Z, out=slope)
        np.multiply(slope, Z, out=slope)
        np.multiply(dA, slope, out=dA)

    return forward, backward


def _relu(Z: Array, A: Array, dA: Array) -> tuple[Call, Call]:
    zeros, slope = (aligned(Z.shape, Z.dtype) for _ in range(2))  # maximum is slow without axes
    zero, on = np.zeros((), Z.dtype), np.empty(Z.shape, bool)

    def forward() -> None:
        np.maximum(Z, zeros, out=Z)
        A[...] = Z

    def backward() -> None:
        np.greater(Z, zero, out=on)
        slope[...] = on  # numbers multiply sooner than truth values
        np.multiply(dA, slope, out=dA)

    return forward, backward


_BENDS = {"tanh": _tanh, "sigmoid": _sigmoid, "relu": _relu}


# ---- the last layer: a function that returns the loss and fills dZ, and that dZ ------------------

Output = tuple[Callable[[Array, Array], float], Array]


def _any_output(network: Network, block: Array, rows: int) -> Output:
    """Any loss behind any output activation, by their references."""
    activation = get_activation(network.architecture.activations[-1])
    loss, f, prime = get_loss(network.architecture.loss), activation.f, activation.prime
    Z, dZ = (aligned((rows, block.shape[1]), block.dtype) for _ in range(2))

    def output(A1: Array, Y: Array) -> float:
        np.dot(A1, block, out=Z)
        P = f(Z)
        np.multiply(loss.grad(P, Y), prime(Z), out=dZ)
        return loss.value(P, Y)

    return output, dZ


def _binary(block: Array, rows: int) -> Output:
    """Sigmoid and binary cross-entropy: dZ = (p - y) / N."""
    Z, dZ, costs, ones = (aligned((rows, block.shape[1]), block.dtype, 1) for _ in range(4))
    zero, half, one, share = (np.asarray(c, block.dtype) for c in (0, 0.5, 1, 1 / rows))

    def output(A1: Array, Y: Array) -> float:
        np.dot(A1, block, out=Z)
        np.logaddexp(zero, Z, out=costs)  # log(1 + e^z), from which y z is taken off
        np.multiply(Z, half, out=dZ)
        np.tanh(dZ, out=dZ)
        np.add(dZ, one, out=dZ)
        np.multiply(dZ, half, out=dZ)
        np.subtract(dZ, Y, out=dZ)
        np.multiply(dZ, share, out=dZ)
        return (np.vdot(costs, ones).item() - np.vdot(Z, Y).item()) / rows

    return output, dZ


def _classes(block: Array, rows: int) -> Output:
    """Softmax and cross-entropy: dZ = (p - y) / N.

    Sums and maxima over a few classes go faster down the columns of a long array than along its
    short rows, so the classes lie above each other here, (C, N); dZ is a turned view of that.
    """
    dtype, block_T = block.dtype, block.T
    E, targets = (aligned((block.shape[1], rows), dtype) for _ in range(2))
    sums, of_class, of_sample = (aligned(n, dtype, 1) for n in (rows, block.shape[1], rows))
    share = np.asarray(1 / rows, dtype)

    def output(A1: Array, Y: Array) -> float:
        np.dot(block_T, A1.T, out=E)
        np.maximum.reduce(E, axis=0, out=sums)
        np.subtract(E, sums, out=E)
        targets[...] = Y.T
        of_truth = np.vdot(E, targets).item()
        np.exp(E, out=E)
        np.dot(of_class, E, out=sums)
        np.divide(E, sums, out=E)
        np.subtract(E, targets, out=E)
        np.multiply(E, share, out=E)
        np.log(sums, out=sums)
        return (np.dot(sums, of_sample).item() - of_truth) / rows

    return output, E.T


_OUTPUTS = {"binary_cross_entropy": _binary, "cross_entropy": _classes}


# ---- updates -----------------------------------------------------------------------------------


def in_place(optimizer: Optimizer, w: Array, g: Array) -> Callable[[], None]:
    """Return a function that takes one step of an optimizer, in place.

    Parameters
    ----------
    optimizer : Optimizer
        Its state goes on from where it is, and stays its own.
    w, g : (P,)
        The parameters, changed at every call, and the array in which the gradient will be.

    Returns
    -------
    callable
        Without arguments; checks nothing.
    """
    kinds = {SGD: _SGD, Momentum: _Momentum, Adam: _Adam}
    return kinds.get(type(optimizer), _Step)(optimizer, w, g).step


class _Step:
    """Any optimizer, by its reference."""

    def __init__(self, optimizer: Any, w: Array, g: Array) -> None:
        self.optimizer, self.w, self.g = optimizer, w, g
        self.lr = np.zeros((), w.dtype)
        scratch = aligned(min(PIECE, w.size), w.dtype)
        pieces = zip(*map(_in_pieces, self.arrays()), strict=True)
        self.pieces = [(*piece, scratch[: len(piece[0])]) for piece in pieces]

    def arrays(self) -> list[Array]:
        """Return the arrays that a step goes through together, piece by piece."""
        return [self.w, self.g]

    def step(self) -> None:
        self.optimizer.step(self.w, self.g)


class _SGD(_Step):
    def step(self) -> None:
        self.lr[...] = self.optimizer.next_rate()
        for w, g, change in self.pieces:
            np.multiply(g, self.lr, out=change)
            np.subtract(w, change, out=w)


class _Momentum(_Step):
    def arrays(self) -> list[Array]:
        self.beta = np.asarray(self.optimizer.beta, self.w.dtype)
        self.optimizer.v = _moved(self.optimizer.v, self.w)
        return [self.w, self.g, self.optimizer.v]

    def step(self) -> None:
        self.lr[...] = self.optimizer.next_rate()
        for w, g, v, change in self.pieces:
            np.multiply(v, self.beta, out=v)
            np.add(v, g, out=v)
            np.multiply(v, self.lr, out=change)
            np.subtract(w, change, out=w)


class _Adam(_Step):
    """Both corrections of the means go into one number for the rate and one for eps."""

    def arrays(self) -> list[Array]:
        optimizer, dtype = self.optimizer, self.w.dtype
        self.eps = np.zeros((), dtype)
        self.beta1, self.beta2 = (np.asarray(b, dtype) for b in (optimizer.beta1, optimizer.beta2))
        self.rest1, self.rest2 = np.asarray(1 - self.beta1), np.asarray(1 - self.beta2)
        optimizer.m, optimizer.v = (_moved(x, self.w) for x in (optimizer.m, optimizer.v))
        return [self.w, self.g, optimizer.m, optimizer.v]

    def step(self) -> None:
        optimizer = self.optimizer
        rate, t = optimizer.next_rate(), optimizer.t
        root = (1 - optimizer.beta2**t) ** 0.5
        self.lr[...], self.eps[...] = rate * root / (1 - optimizer.beta1**t), optimizer.eps * root
        for w, g, m, v, change in self.pieces:
            np.subtract(g, m, out=change)  # m + (1 - beta1) (g - m)
            np.multiply(change, self.rest1, out=change)
            np.add(m, change, out=m)
            np.multiply(g, g, out=change)  # v + (1 - beta2) (g g - v)
            np.subtract(change, v, out=change)
            np.multiply(change, self.rest2, out=change)
            np.add(v, change, out=v)
            np.sqrt(v, out=change)
            np.add(change, self.eps, out=change)
            np.divide(m, change, out=change)
            np.multiply(change, self.lr, out=change)
            np.subtract(w, change, out=w)


def _moved(state: Any, w: Array) -> Array:
    """Return a copy of an optimizer's state, a number before the first step, for parameters w."""
    array = aligned(w.shape, w.dtype)
    array[...] = state
    return array


def _in_pieces(array: Array) -> list[Array]:
    return [array[start : start + PIECE] for start in range(0, array.size, PIECE)]
