"""Lines of a derivation as a NumPy function: one local variable per symbol."""

import math
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import sympy as sp
from numpy.typing import ArrayLike, DTypeLike
from sympy import Expr, Symbol

from bplib._support.arguments import Array, finite, floating
from bplib.symbolic.display import plain
from bplib.symbolic.notation import gradient

_erf = np.vectorize(math.erf, otypes=[np.float64])


def compile_gradient(
    lines: Sequence[tuple[Symbol, Expr]],
    arrays: Mapping[str, sp.Matrix],
    x: Sequence[Symbol],
    y: Sequence[Symbol],
    dtype: DTypeLike,
) -> Callable[[Any, ArrayLike, ArrayLike], dict[str, Array]]:
    """Compile `lines` into a function of parameters, inputs and targets; see `lambdify`.

    Parameters
    ----------
    lines : sequence of (symbol, expression in earlier symbols)
        Down to the gradient of every parameter.
    arrays : mapping of str to Matrix
        The parameters.
    x, y : sequence of Symbol
    dtype : float32 or float64
    """
    kind = np.dtype(dtype)
    if kind not in (np.float32, np.float64):
        raise TypeError(f"dtype must be float32 or float64, got {kind}")
    parameters = [symbol for matrix in arrays.values() for symbol in matrix]
    names = {
        symbol: Symbol(re.sub(r"\W+", "_", plain(symbol.name)))
        for symbol in (*parameters, *x, *y, *(symbol for symbol, _ in lines))
    }
    code = [(names[symbol], expression.xreplace(names)) for symbol, expression in lines]
    function = sp.lambdify(
        [[names[symbol] for symbol in symbols] for symbols in (parameters, x, y)],
        [names[gradient(symbol)] for symbol in parameters],
        modules=[{"erf": _erf}, "numpy"],
        cse=lambda expressions: (code, expressions),
    )
    shapes = {
        name: tuple(matrix.shape) if name[0] == "W" else (len(matrix),)
        for name, matrix in arrays.items()
    }
    ends = np.cumsum([math.prod(shape) for shape in shapes.values()])

    def gradients(parameters: Any, x_values: ArrayLike, y_values: ArrayLike) -> dict[str, Array]:
        flat = _flat(parameters, shapes, kind)
        X, Y = _batch(x_values, len(x), "x", kind), _batch(y_values, len(y), "y", kind)
        if len(X) != len(Y):
            raise ValueError(f"x has {len(X)} samples and y has {len(Y)}; give one y per x")
        each = np.array([np.broadcast_to(g, len(X)) for g in function(flat, X.T, Y.T)])
        parts = np.split(each.mean(axis=1).astype(kind), ends[:-1])
        return {
            name: part.reshape(shape)
            for (name, shape), part in zip(shapes.items(), parts, strict=True)
        }

    return gradients


def _flat(parameters: Any, shapes: Mapping[str, tuple[int, ...]], kind: np.dtype[Any]) -> Array:
    """Parameters as one flat array, from a flat one or from a list of arrays."""
    if isinstance(parameters, list | tuple) and any(np.ndim(array) for array in parameters):
        given = [np.shape(array) for array in parameters]
        if given != list(shapes.values()):
            raise ValueError(f"parameters must have shapes {shapes}, got {given}")
        parameters = np.concatenate([np.ravel(array) for array in parameters])
    flat = floating(parameters, "parameters").astype(kind)
    size = sum(math.prod(shape) for shape in shapes.values())
    if flat.shape != (size,):
        raise ValueError(
            f"parameters must have shape ({size},), got {flat.shape}; "
            f"give a flat array, or the list [{', '.join(shapes)}]"
        )
    finite(flat, "parameters")
    return flat


def _batch(values: ArrayLike, width: int, name: str, kind: np.dtype[Any]) -> Array:
    """One sample or a batch, as (N, width)."""
    array = floating(values, name).astype(kind)
    if array.ndim not in (1, 2) or array.shape[-1] != width or array.size == 0:
        raise ValueError(
            f"{name} must have shape ({width},) or (N, {width}) with N >= 1, got {array.shape}"
        )
    finite(array, name)
    return array.reshape(-1, width)
