"""The same numbers sooner: a training step without temporary arrays.

`Network.backward` and the optimizers are the page of equations. Here they are again for the loop
that runs them a million times; `tests/test_fast.py` proves both equal. Five things save time:

1. W and b of a layer lie one after the other in the flat parameters, so both are one block of shape
   (n_in + 1, n_out). With a column of ones beside its inputs, one product gives
   Z = [A_prev, 1] @ [W; b], and one gives [dW; db] = [A_prev, 1].T @ dZ.
2. Every result goes into a buffer that is made once for a batch size, and begins where a cache line
   does: of an array that begins elsewhere, every vector of 64 bytes lies on two lines.
3. A slope comes from what the forward pass has kept, a(1 - a) or 1 - a^2, and the sigmoid from
   tanh, which has no branches: sigma(z) = (1 + tanh(z/2)) / 2.
4. Constants are arrays without axes, which NumPy takes without a conversion, and an update goes
   through many parameters piece by piece, so that each piece stays near the processor.
5. In small nets the calls cost more than the numbers. So products and sums of products are methods,
   a.dot(b, out), which need half the time of np.dot; the array of a result is the last argument,
   without its name (only np.maximum wants it); and functions keep the arrays that they work on.
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
        A1 = X1
        for block, Z, bend, A1_next in self._forward:
            A1.dot(block, Z)
            bend()
            A1 = A1_next
        loss = self._output(A1, Y)
        for A1_T, dZ, slopes, W_T, dA, unbend in self._backward:
            A1_T.dot(dZ, slopes)
            dZ.dot(W_T, dA)
            unbend()
        X1.T.dot(self._dZ, self._first)
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
        np.multiply(dA, prime(Z), dA)

    return forward, backward


def _tanh(Z: Array, A: Array, dA: Array) -> tuple[Call, Call]:
    slope, one = aligned(Z.shape, Z.dtype), np.ones((), Z.dtype)

    def forward() -> None:
        np.tanh(Z, Z)
        A[...] = Z

    def backward() -> None:
        np.multiply(Z, Z, slope)
        np.subtract(one, slope, slope)
        np.multiply(dA, slope, dA)

    return forward, backward


def _sigmoid(Z: Array, A: Array, dA: Array) -> tuple[Call, Call]:
    slope = aligned(Z.shape, Z.dtype)
    half, one = (np.asarray(c, Z.dtype) for c in (0.5, 1))

    def forward() -> None:
        np.multiply(Z, half, Z)
        np.tanh(Z, Z)
        np.multiply(Z, half, Z)
        np.add(Z, half, Z)
        A[...] = Z

    def backward() -> None:
        np.subtract(one, Z, slope)
        np.multiply(slope, Z, slope)
        np.multiply(dA, slope, dA)

    return forward, backward


def _relu(Z: Array, A: Array, dA: Array) -> tuple[Call, Call]:
    zeros, slope = (aligned(Z.shape, Z.dtype) for _ in range(2))  # maximum is slow without axes
    zero, on = np.zeros((), Z.dtype), np.empty(Z.shape, bool)

    def forward() -> None:
        np.maximum(Z, zeros, out=Z)
        A[...] = Z

    def backward() -> None:
        np.greater(Z, zero, on)
        slope[...] = on  # numbers multiply sooner than truth values
        np.multiply(dA, slope, dA)

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
        A1.dot(block, Z)
        P = f(Z)
        np.multiply(loss.grad(P, Y), prime(Z), dZ)
        return loss.value(P, Y)

    return output, dZ


def _binary(block: Array, rows: int) -> Output:
    """Sigmoid and binary cross-entropy: dZ = (p - y) / N."""
    Z, dZ, costs, ones = (aligned((rows, block.shape[1]), block.dtype, 1) for _ in range(4))
    all_Z, all_costs, all_ones = (array.reshape(-1) for array in (Z, costs, ones))
    zero, half, one, share = (np.asarray(c, block.dtype) for c in (0, 0.5, 1, 1 / rows))

    def output(A1: Array, Y: Array) -> float:
        A1.dot(block, Z)
        np.logaddexp(zero, Z, costs)  # log(1 + e^z), from which y z is taken off
        np.multiply(Z, half, dZ)
        np.tanh(dZ, dZ)
        np.add(dZ, one, dZ)
        np.multiply(dZ, half, dZ)
        np.subtract(dZ, Y, dZ)
        np.multiply(dZ, share, dZ)
        return (float(all_costs.dot(all_ones)) - float(all_Z.dot(Y.reshape(-1)))) / rows

    return output, dZ


def _classes(block: Array, rows: int) -> Output:
    """Softmax and cross-entropy: dZ = (p - y) / N.

    Sums and maxima over a few classes go faster down the columns of a long array than along its
    short rows, so the classes lie above each other here, (C, N); dZ is a turned view of that.
    """
    dtype, block_T = block.dtype, block.T
    E, targets = (aligned((block.shape[1], rows), dtype) for _ in range(2))
    all_E, all_targets = E.reshape(-1), targets.reshape(-1)
    sums, of_class, of_sample = (aligned(n, dtype, 1) for n in (rows, block.shape[1], rows))
    share = np.asarray(1 / rows, dtype)

    def output(A1: Array, Y: Array) -> float:
        block_T.dot(A1.T, E)
        np.maximum.reduce(E, axis=0, out=sums)
        np.subtract(E, sums, E)
        targets[...] = Y.T
        of_truth = float(all_E.dot(all_targets))
        np.exp(E, E)
        of_class.dot(E, sums)
        np.divide(E, sums, E)
        np.subtract(E, targets, E)
        np.multiply(E, share, E)
        np.log(sums, sums)
        return (float(sums.dot(of_sample)) - of_truth) / rows

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
    return _UPDATES.get(type(optimizer), _any_update)(optimizer, w, g)


def _any_update(optimizer: Optimizer, w: Array, g: Array) -> Call:
    """Any optimizer, by its reference."""

    def step() -> None:
        optimizer.step(w, g)

    return step


def _sgd(optimizer: SGD, w: Array, g: Array) -> Call:
    lr, pieces = np.zeros((), w.dtype), _pieces(w, g)

    def step() -> None:
        lr[...] = optimizer.next_rate()
        for w, g, change in pieces:
            np.multiply(g, lr, change)
            np.subtract(w, change, w)

    return step


def _momentum(optimizer: Momentum, w: Array, g: Array) -> Call:
    lr, beta = np.zeros((), w.dtype), np.asarray(optimizer.beta, w.dtype)
    velocity = aligned(w.shape, w.dtype)
    velocity[...] = optimizer.v
    optimizer.v = velocity
    pieces = _pieces(w, g, velocity)

    def step() -> None:
        lr[...] = optimizer.next_rate()
        for w, g, v, change in pieces:
            np.multiply(v, beta, v)
            np.add(v, g, v)
            np.multiply(v, lr, change)
            np.subtract(w, change, w)

    return step


def _adam(optimizer: Adam, w: Array, g: Array) -> Call:
    """Both means lie in one array, and their corrections go into one number for lr and one for eps.

    m + (1 - beta1) (g - m) and v + (1 - beta2) (g g - v) are the new means.
    """
    beta1, beta2 = optimizer.beta1, optimizer.beta2
    lr, eps = (np.zeros((), w.dtype) for _ in range(2))
    rest1, rest2 = (np.asarray(1 - beta, w.dtype) for beta in (beta1, beta2))
    means, changes = (aligned((2, -(-w.size // LINE) * LINE), w.dtype) for _ in range(2))
    (m, v), (to_m, to_v) = means[:, : w.size], changes[:, : w.size]
    m[...], v[...] = optimizer.m, optimizer.v
    optimizer.m, optimizer.v = m, v
    means, changes = means.reshape(-1), changes.reshape(-1)

    def step() -> None:
        rate, t = optimizer.next_rate(), optimizer.t
        root = (1 - beta2**t) ** 0.5
        lr[...], eps[...] = rate * root / (1 - beta1**t), optimizer.eps * root
        np.subtract(g, m, to_m)
        np.multiply(g, g, to_v)
        np.subtract(to_v, v, to_v)
        np.multiply(to_m, rest1, to_m)
        np.multiply(to_v, rest2, to_v)
        np.add(means, changes, means)
        np.sqrt(v, to_v)
        np.add(to_v, eps, to_v)
        np.divide(m, to_v, to_v)
        np.multiply(to_v, lr, to_v)
        np.subtract(w, to_v, w)

    return step


_UPDATES: dict[type, Callable[[Any, Array, Array], Call]]
_UPDATES = {SGD: _sgd, Momentum: _momentum, Adam: _adam}


def _pieces(*arrays: Array) -> list[tuple[Array, ...]]:
    """Cut arrays that a step goes through together, and add scratch of its size to each piece."""
    size = arrays[0].size
    scratch = aligned(min(PIECE, size), arrays[0].dtype)
    return [
        (*(array[start : start + PIECE] for array in arrays), scratch[: size - start])
        for start in range(0, size, PIECE)
    ]
