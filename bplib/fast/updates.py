"""Steps of the optimizers in place."""

from collections.abc import Callable
from typing import Any

import numpy as np

from bplib._support.arguments import Array
from bplib.fast.buffers import LINE, aligned
from bplib.optimizers import SGD, Adam, Momentum, Optimizer

Call = Callable[[], None]

PIECE = 32_768  # parameters: a few arrays of that length stay near the processor


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
