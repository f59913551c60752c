"""Loss and gradient of a network, without temporary arrays."""

from functools import partial
from itertools import pairwise

import numpy as np

from bplib._support.arguments import Array
from bplib.fast.activations import BENDS, any_bend
from bplib.fast.buffers import aligned
from bplib.fast.outputs import OUTPUTS, any_output
from bplib.network import Network


def with_ones(X: Array) -> Array:
    """Return X with a column of ones at its right: (N, D) -> (N, D + 1)."""
    return np.concatenate([X, np.ones((len(X), 1), X.dtype)], axis=1)


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
            BENDS.get(name, partial(any_bend, name))(*buffers)
            for name, *buffers in zip(names, Z, [a[:, :-1] for a in A1], dZ, strict=False)
        ]
        output = OUTPUTS.get(network.architecture.loss, partial(any_output, network))
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
