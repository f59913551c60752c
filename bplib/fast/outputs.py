"""The last layer in place: a function that returns the loss and fills dZ, and that dZ."""

from collections.abc import Callable

import numpy as np

from bplib._support.arguments import Array
from bplib.activations import get_activation
from bplib.fast.buffers import aligned
from bplib.losses import get_loss
from bplib.network import Network

Output = tuple[Callable[[Array, Array], float], Array]


def any_output(network: Network, block: Array, rows: int) -> Output:
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


OUTPUTS = {"binary_cross_entropy": _binary, "cross_entropy": _classes}
