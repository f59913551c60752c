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
        Z, dZ = ([aligned((rows, n), dtype) for n in sizes[1:]] for _ in range(2))
        if network.architecture.loss == "cross_entropy":
            dZ[-1] = aligned((sizes[-1], rows), dtype).T
        A1 = [aligned((rows, n + 1), dtype, 1) for n in sizes[1:-1]]  # [A, 1], the hidden layers'
        bends = [
            _BENDS.get(name, _Bend)(name, *buffers)
            for name, *buffers in zip(names, Z, [a[:, :-1] for a in A1], dZ, strict=False)
        ]
        self._forward = list(zip(blocks, Z, bends, A1, strict=False))
        self._backward = [
            (A1[k].T, dZ[k + 1], slopes[k + 1], blocks[k + 1][:-1].T, dZ[k], bends[k])
            for k in reversed(range(len(A1)))
        ]
        self._dZ, self._first = dZ[0], slopes[0]
        output = _OUTPUTS.get(network.architecture.loss, _Output)
        self._output = output(network, blocks[-1], Z[-1], dZ[-1])

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
            bend.forward()
            A1 = A1_next
        loss = self._output(A1, Y)
        for A1_T, dZ, slopes, W_T, dA, bend in self._backward:
            dot(A1_T, dZ, out=slopes)
            dot(dZ, W_T, out=dA)
            bend.backward()
        dot(X1.T, self._dZ, out=self._first)
        return loss


def _cut(flat: Array, shapes: list[tuple[int, int]]) -> list[Array]:
    """Return views of a flat array, one after another."""
    ends = np.cumsum([rows * columns for rows, columns in shapes])[:-1]
    return [part.reshape(shape) for part, shape in zip(np.split(flat, ends), shapes, strict=True)]


# ---- activations: forward fills A from Z, backward turns dA into dZ, in its place ----------------


class _Bend:
    """Any activation, by its reference.

    A has a gap after every row, where the ones are, and work on it takes two or three times as
    long. So the others work in Z, which they leave as a copy of A.
    """

    def __init__(self, name: str, Z: Array, A: Array, dA: Array) -> None:
        self.Z, self.A, self.dA = Z, A, dA
        self.f, self.prime = get_activation(name).f, get_activation(name).prime
        self.half, self.one = np.asarray(0.5, Z.dtype), np.asarray(1, Z.dtype)
        self.zeros, self.slope = (aligned(Z.shape, Z.dtype) for _ in range(2))
        self.on = np.empty(Z.shape, bool)

    def forward(self) -> None:
        self.A[...] = self.f(self.Z)

    def backward(self) -> None:
        self.dA *= self.prime(self.Z)


class _Tanh(_Bend):
    def forward(self) -> None:
        np.tanh(self.Z, out=self.Z)
        self.A[...] = self.Z

    def backward(self) -> None:
        A, slope = self.Z, self.slope
        np.multiply(A, A, out=slope)
        np.subtract(self.one, slope, out=slope)
        np.multiply(self.dA, slope, out=self.dA)


class _Sigmoid(_Bend):
    def forward(self) -> None:
        Z, half = self.Z, self.half
        np.multiply(Z, half, out=Z)
        np.tanh(Z, out=Z)
        np.multiply(Z, half, out=Z)
        np.add(Z, half, out=Z)
        self.A[...] = Z

    def backward(self) -> None:
        A, slope = self.Z, self.slope
        np.subtract(self.one, A, out=slope)
        np.multiply(slope, A, out=slope)
        np.multiply(self.dA, slope, out=self.dA)


class _ReLU(_Bend):
    def forward(self) -> None:
        np.maximum(self.Z, self.zeros, out=self.Z)
        self.A[...] = self.Z

    def backward(self) -> None:
        np.greater(self.Z, self.zeros, out=self.on)
        self.slope[...] = self.on  # numbers multiply sooner than truth values
        np.multiply(self.dA, self.slope, out=self.dA)


_BENDS = {"tanh": _Tanh, "sigmoid": _Sigmoid, "relu": _ReLU}


# ---- the last layer: return the loss and fill dZ -------------------------------------------------


class _Output:
    """Any loss behind any output activation, by their references."""

    def __init__(self, network: Network, block: Array, Z: Array, dZ: Array) -> None:
        self.block, self.Z, self.dZ = block, Z, dZ
        self.rows = len(Z)
        self.loss, name = get_loss(network.architecture.loss), network.architecture.activations[-1]
        if name != "softmax":
            self.f, self.prime = get_activation(name).f, get_activation(name).prime
        self.half, self.one = (np.asarray(c, Z.dtype) for c in (0.5, 1))
        self.share = np.asarray(1 / self.rows, Z.dtype)
        self.zero = np.zeros((), Z.dtype)
        self.costs, self.ones = np.empty_like(Z), np.ones_like(Z)

    def __call__(self, A1: Array, Y: Array) -> float:
        np.dot(A1, self.block, out=self.Z)
        P = self.f(self.Z)
        np.multiply(self.loss.grad(P, Y), self.prime(self.Z), out=self.dZ)
        return self.loss.value(P, Y)


class _Binary(_Output):
    """Sigmoid and binary cross-entropy: dZ = (p - y) / N."""

    def __call__(self, A1: Array, Y: Array) -> float:
        Z, dZ, costs = self.Z, self.dZ, self.costs
        np.dot(A1, self.block, out=Z)
        np.logaddexp(self.zero, Z, out=costs)  # log(1 + e^z), from which y z is taken off
        loss = (np.vdot(costs, self.ones).item() - np.vdot(Z, Y).item()) / self.rows
        np.multiply(Z, self.half, out=dZ)
        np.tanh(dZ, out=dZ)
        np.add(dZ, self.one, out=dZ)
        np.multiply(dZ, self.half, out=dZ)
        np.subtract(dZ, Y, out=dZ)
        np.multiply(dZ, self.share, out=dZ)
        return loss


class _Classes(_Output):
    """Softmax and cross-entropy: dZ = (p - y) / N.

    Sums and maxima over a few classes go faster down the columns of a long array than along its
    short rows, so the classes lie above each other here, (C, N); dZ is a turned view of that.
    """

    def __init__(self, network: Network, block: Array, Z: Array, dZ: Array) -> None:
        super().__init__(network, block, Z, dZ)
        self.E, self.targets = dZ.T, np.empty_like(dZ.T)
        self.of_sample = np.empty(self.rows, Z.dtype)
        self.of_class = np.ones(Z.shape[1], Z.dtype)
        self.of_all = np.ones_like(self.of_sample)

    def __call__(self, A1: Array, Y: Array) -> float:
        E, targets, of_sample = self.E, self.targets, self.of_sample  # (C, N), (C, N), (N,)
        np.dot(A1, self.block, out=self.Z)
        E[...] = self.Z.T
        np.maximum.reduce(E, axis=0, out=of_sample)
        np.subtract(E, of_sample, out=E)
        targets[...] = Y.T
        of_truth = np.vdot(E, targets).item()
        np.exp(E, out=E)
        np.dot(self.of_class, E, out=of_sample)
        np.divide(E, of_sample, out=E)
        np.subtract(E, targets, out=E)
        np.multiply(E, self.share, out=E)
        np.log(of_sample, out=of_sample)
        return (np.dot(of_sample, self.of_all).item() - of_truth) / self.rows


_OUTPUTS = {"binary_cross_entropy": _Binary, "cross_entropy": _Classes}


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
        self.scratch = aligned(min(PIECE, w.size), w.dtype)
        self.pieces = [tuple(piece) for piece in zip(*map(_in_pieces, self.arrays()), strict=True)]

    def arrays(self) -> list[Array]:
        """Return the arrays that a step goes through together, piece by piece."""
        return [self.w, self.g]

    def step(self) -> None:
        self.optimizer.step(self.w, self.g)


class _SGD(_Step):
    def step(self) -> None:
        self.lr[...] = self.optimizer.next_rate()
        for w, g in self.pieces:
            change = self.scratch[: len(w)]
            np.multiply(g, self.lr, out=change)
            np.subtract(w, change, out=w)


class _Momentum(_Step):
    def arrays(self) -> list[Array]:
        self.beta = np.asarray(self.optimizer.beta, self.w.dtype)
        self.optimizer.v = _moved(self.optimizer.v, self.w)
        return [self.w, self.g, self.optimizer.v]

    def step(self) -> None:
        self.lr[...] = self.optimizer.next_rate()
        for w, g, v in self.pieces:
            change = self.scratch[: len(w)]
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
        for w, g, m, v in self.pieces:
            change = self.scratch[: len(w)]
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
