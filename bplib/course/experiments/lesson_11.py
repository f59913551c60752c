"""Experiments of lesson 11: problems to time, orders of multiplication, and wrong ledgers."""

import itertools
import os
import time
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from bplib.gradcheck import numerical_gradient
from bplib.network import Network

MISTAKES = (
    "the slopes of the hidden layers are forgotten",
    "the weights are not transposed on the way back",
    "dW1 is computed from A1",
    "the 1/N is forgotten",
    "every sign is turned round",
    "the bias gradients are means instead of sums",
)


def random_problem(
    sizes: Sequence[int], names: str | Sequence[str], seed: int, N: int = 5, biases: float = 1.0
) -> tuple[Network, np.ndarray, np.ndarray]:
    """Return a network with random weights and biases, and a batch for it.

    Parameters
    ----------
    sizes : sequence of int
        The widths, the data first.
    names : str or sequence of str
        The activations, as `Network` takes them.
    seed : int
    N : int
        Samples.
    biases : float
        Standard deviation of the biases; 0 for none.

    Returns
    -------
    network : Network
        With half the squared error as its loss.
    X, Y : (N, sizes[0]), (N, sizes[-1])
    """
    rng = np.random.default_rng(seed)
    network = Network(sizes, names, "half_squared_error", rng=rng)
    for b in network.b:
        b[...] = biases * rng.normal(size=b.shape)
    return network, rng.normal(size=(N, sizes[0])), rng.normal(size=(N, sizes[-1]))


def nudged(network: Network, X: np.ndarray, Y: np.ndarray) -> np.ndarray:
    """Return the gradient (P,) that nudging every parameter up and down gives."""
    return numerical_gradient(lambda _: network.loss(X, Y), network.parameters)


def seconds(action: Callable[[], Any], repeats: int = 20) -> float:
    """Return the shortest of several times that an action takes."""
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        action()
        times.append(time.perf_counter() - start)
    return min(times)


def ratios_here(ratios: Sequence[float]) -> str:
    """Say how many times as long the way back took; a stored page leaves that to your machine."""
    if os.environ.get("BPLIB_PEERS") == "none":
        return "run this cell: the ratios are those of your machine"
    return ", ".join(f"{ratio:.1f}" for ratio in ratios) + " on this machine; they differ elsewhere"


def brackets(sizes: Sequence[int], names: Sequence[str]) -> list[tuple[str, int]]:
    """Return every way to multiply matrices out, each with its multiplications.

    Parameters
    ----------
    sizes : sequence of n + 1 int
        Matrix k has the shape ``(sizes[k], sizes[k + 1])``.
    names : sequence of n str

    Returns
    -------
    list of (str, int)
    """
    if len(names) == 1:
        return [(names[0], 0)]
    found = []
    for cut in range(1, len(names)):
        parts = brackets(sizes[: cut + 1], names[:cut]), brackets(sizes[cut:], names[cut:])
        for (left, left_cost), (right, right_cost) in itertools.product(*parts):
            cost = left_cost + right_cost + sizes[0] * sizes[cut] * sizes[-1]
            found.append((f"({left} {right})", cost))
    return found


def fewest(sizes: Sequence[int]) -> int:
    """Return the fewest multiplications over all brackets, from the shortest pieces up."""
    last = len(sizes) - 1
    best = {(k, k + 1): 0 for k in range(last)}
    for length in range(2, last + 1):
        for low in range(last - length + 1):
            high = low + length
            best[low, high] = min(
                best[low, cut] + best[cut, high] + sizes[low] * sizes[cut] * sizes[high]
                for cut in range(low + 1, high)
            )
    return best[0, last]


def random_chain(inputs: int, outputs: int, seed: int) -> list[int]:
    """Return the sizes of six links with five random sizes, 10 to 1,000, between two ends."""
    inner = 10 ** np.random.default_rng(seed).uniform(1, 3, size=5)
    return [inputs, *map(int, inner), outputs]


def mistaken_gradients(
    mistake: str, network: Network, X: np.ndarray, Y: np.ndarray
) -> list[np.ndarray]:
    """Return the gradients of the weights of a ReLU network without biases, with one mistake.

    Parameters
    ----------
    mistake : str
        One of `MISTAKES`.
    network : Network
        ReLU, the last layer linear; square where a mistake needs it.
    X, Y : (N, D), (N, C)

    Returns
    -------
    list of arrays, shaped as the weights
    """
    As = [X]
    for W in network.W[:-1]:
        As.append(np.maximum(0, As[-1] @ W))
    dZ = As[-1] @ network.W[-1] - Y
    dZ = {MISTAKES[3]: dZ, MISTAKES[4]: -dZ / len(X)}.get(mistake, dZ / len(X))
    read = [As[1], *As[1:]] if mistake == MISTAKES[2] else As
    gradients = []
    for layer in reversed(range(len(As))):
        gradients.append(read[layer].T @ dZ)
        W = network.W[layer]
        back = dZ @ (W if mistake == MISTAKES[1] and layer else W.T)
        dZ = back if mistake == MISTAKES[0] else back * (As[layer] > 0)
    return gradients[::-1]
