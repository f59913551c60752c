"""The way back from an array: every consumer before its inputs, and shapes as they were.

What an operation left behind is a `Recorded`; the operations are `Tensor`'s.
"""

from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np

from bplib.autodiff.guard import Array, Saved, require_unchanged

Backward = Callable[[Array], Array]


class Recorded:
    """An array and how it was computed.

    Attributes
    ----------
    data : array
    """

    __slots__ = ("_inputs", "_saved", "_serial", "data")
    data: Array
    _inputs: tuple[tuple[Any, Backward], ...]  # each with the way back to it
    _saved: tuple[Saved, ...]  # what must not change before the way back
    _serial: int  # grows from result to result

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of the array."""
        return self.data.shape

    @property
    def dtype(self) -> np.dtype:
        """The type of its entries."""
        return self.data.dtype


AnyRecorded = TypeVar("AnyRecorded", bound=Recorded)


def sweep(output: AnyRecorded, gradient: Array) -> dict[AnyRecorded, Array]:
    """Return the gradient by every Tensor that the output was computed from.

    Parameters
    ----------
    output : Tensor
        The end of the graph.
    gradient : array of the shape of `output`
        What the walk begins with.

    Returns
    -------
    dict of Tensor to array
        Consumers before their inputs.

    Raises
    ------
    RuntimeError
        If an array was changed in place since it was used.
    """
    gradients = {output: gradient}
    for tensor in _consumers_first(output):
        for saved in tensor._saved:
            require_unchanged(saved)
        for source, back in tensor._inputs:
            share = unbroadcast(back(gradients[tensor]), source.shape)
            share = share.astype(source.dtype, copy=False)
            known = gradients.get(source)
            gradients[source] = share if known is None else known + share
    return gradients


def _consumers_first(output: AnyRecorded) -> list[AnyRecorded]:
    """Return all Tensors that the output depends on, the youngest first."""
    found, waiting = {output}, [output]
    while waiting:
        for source, _ in waiting.pop()._inputs:
            if source not in found:
                found.add(source)
                waiting.append(source)
    return sorted(found, key=lambda tensor: -tensor._serial)


def seed(output: Array, gradient: Any = None) -> Array:
    """Return what the walk back from an array begins with: 1, or the gradient that was given."""
    if gradient is None:
        if output.size != 1:
            raise ValueError(
                f"backward() on shape {output.shape}: a gradient exists for a single number only. "
                f"Give backward(gradient) with an array of shape {output.shape}, or sum first"
            )
        return np.ones_like(output)
    if np.shape(gradient) != output.shape:
        raise ValueError(
            f"backward() was given a gradient of shape {np.shape(gradient)} for a result of shape "
            f"{output.shape}: they must be the same"
        )
    return np.asarray(gradient, dtype=output.dtype)


def unbroadcast(gradient: Array, shape: tuple[int, ...]) -> Array:
    """Sum a gradient over the axes that broadcasting repeated.

    Broadcasting copies an entry to many places; copying is fan-out, and going back, fan-out adds.

    Parameters
    ----------
    gradient : array
        ∂L/∂(broadcast array).
    shape : tuple of int
        The shape before broadcasting.

    Returns
    -------
    array of shape `shape`
        ∂L/∂(array before broadcasting).

    Raises
    ------
    ValueError
        If an array of that shape does not broadcast to the gradient's.
    """
    extra = gradient.ndim - len(shape)
    pairs = list(zip(shape, gradient.shape[max(extra, 0) :], strict=False))
    if extra < 0 or any(n not in (1, m) for n, m in pairs):
        raise ValueError(
            f"an array of shape {shape} does not broadcast to {gradient.shape}, "
            "so a gradient of that shape cannot belong to it"
        )
    added = gradient.sum(axis=tuple(range(extra))) if extra else gradient
    repeated = tuple(k for k, (n, m) in enumerate(pairs) if n == 1 != m)
    return added.sum(axis=repeated, keepdims=True) if repeated else added
