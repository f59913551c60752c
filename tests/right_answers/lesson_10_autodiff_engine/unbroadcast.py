"""Right answers to `unbroadcast` in other styles than the reference."""

import numpy as np

from bplib import autodiff


def unbroadcast_by_loop(gradient, shape):
    while gradient.ndim > len(shape):
        gradient = gradient.sum(axis=0)
    for k, n in enumerate(shape):
        if n == 1:
            gradient = gradient.sum(axis=k, keepdims=True)
    return gradient


def unbroadcast_by_entries(gradient, shape):
    total = np.zeros(shape)
    places = np.broadcast_to(np.arange(total.size).reshape(shape), gradient.shape)
    np.add.at(total.reshape(-1), places.ravel(), gradient.ravel())
    return total


def unbroadcast_by_einsum(gradient, shape):
    letters = "abcdef"[: gradient.ndim]
    extra = gradient.ndim - len(shape)
    kept = "".join(c for c, n in zip(letters[extra:], shape, strict=True) if n != 1)
    return np.einsum(f"{letters}->{kept}", gradient).reshape(shape)


def unbroadcast_in_float32(gradient, shape):
    return autodiff.unbroadcast(gradient.astype(np.float32), shape)


ANSWERS = [
    unbroadcast_by_loop,
    unbroadcast_by_entries,
    unbroadcast_by_einsum,
    unbroadcast_in_float32,
]
