"""Activation functions and their slopes.

Forward, every layer bends its sums with `A = f(Z)`; backward, the slope `f'(Z)` decides how much of
the gradient passes. A slope `*_prime(Z)` takes the sum z; `*_prime_from_output(A)` takes a = f(z).

Every function works on arrays of any shape, entry by entry (softmax: row by row), and returns the
same shape: float32 for float32, float64 for whole numbers. None overflows for |z| <= 1e4. NaN stays
NaN, in a slope too, but for the identity's, which is 1 whatever z is. Complex arrays are accepted
too, so that a complex step can differentiate the function.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from bplib._support.arguments import Array, floating

__all__ = [
    "ACTIVATIONS",
    "Activation",
    "gelu",
    "gelu_prime",
    "get_activation",
    "identity",
    "identity_prime",
    "leaky_relu",
    "leaky_relu_prime",
    "relu",
    "relu_prime",
    "relu_prime_from_output",
    "sigmoid",
    "sigmoid_prime",
    "sigmoid_prime_from_output",
    "softmax",
    "softmax_vjp",
    "softplus",
    "softplus_prime",
    "tanh",
    "tanh_prime",
    "tanh_prime_from_output",
]


# ---- functions ---------------------------------------------------------------------------------


def identity(Z: ArrayLike) -> Array:
    """Pass z on as it is: the output of a network that predicts a value."""
    return floating(Z).copy()


def sigmoid(Z: ArrayLike) -> Array:
    """1 / (1 + e^-z), in (0, 1); only e^-|z| is ever computed, which cannot overflow."""
    Z = floating(Z)
    e = np.exp(-_magnitude(Z))
    return np.where(Z.real >= 0, 1, e) / (1 + e)


def tanh(Z: ArrayLike) -> Array:
    """(e^z - e^-z) / (e^z + e^-z), in (-1, 1)."""
    return np.tanh(floating(Z))


def relu(Z: ArrayLike) -> Array:
    """max(z, 0)."""
    Z = floating(Z)
    return np.where(Z.real <= 0, 0, Z)  # which NaN is not


def leaky_relu(Z: ArrayLike, slope: float = 0.01) -> Array:
    """max(z, 0) + slope min(z, 0), for 0 <= slope < 1 (Maas, Hannun & Ng 2013)."""
    Z = floating(Z)
    return np.where(Z.real > 0, Z, slope * Z)


def softplus(Z: ArrayLike) -> Array:
    """log(1 + e^z) = max(z, 0) + log(1 + e^-|z|): a ReLU with a rounded corner."""
    Z = floating(Z)
    size = _magnitude(Z)
    return (Z + size) / 2 + np.log1p(np.exp(-size))


def gelu(Z: ArrayLike) -> Array:
    """Scale z by Phi(z), the standard normal distribution function (Hendrycks & Gimpel 2016)."""
    Z = floating(Z)
    return Z * _normal_cdf(Z)


def softmax(Z: ArrayLike) -> Array:
    """e^z_j / sum_k e^z_k in every row: positive, and every row sums to 1.

    Subtracting the largest entry of a row leaves the quotient as it is and keeps e^z from
    overflowing.

    Parameters
    ----------
    Z : (N, C)

    Returns
    -------
    (N, C), entries in [0, 1]

    Raises
    ------
    ValueError
        When Z is not a matrix with at least one column.
    """
    Z = floating(Z)
    if Z.ndim != 2 or Z.shape[1] == 0:
        raise ValueError(
            f"softmax needs Z of shape (N, C) with C >= 1, got {Z.shape}; "
            "for one sample give Z[np.newaxis, :]"
        )
    e = np.exp(Z - Z.real.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


# ---- slopes, from z ----------------------------------------------------------------------------
# sigma(z) sigma(-z) is a(1 - a), and 4 sigma'(2z) is 1 - a^2, but neither cancels in the tails.


def identity_prime(Z: ArrayLike) -> Array:
    """1."""
    return np.ones_like(floating(Z))


def sigmoid_prime(Z: ArrayLike) -> Array:
    """sigma(z) (1 - sigma(z)) = sigma(z) sigma(-z), at most 1/4 (at z = 0)."""
    Z = floating(Z)
    return sigmoid(Z) * sigmoid(-Z)


def tanh_prime(Z: ArrayLike) -> Array:
    """1 - tanh(z)^2 = 4 sigma'(2z), at most 1 (at z = 0)."""
    return 4 * sigmoid_prime(2 * floating(Z))


def relu_prime(Z: ArrayLike) -> Array:
    """1 where z > 0, else 0; at the kink z = 0 this course takes 0."""
    Z = floating(Z)
    return _nan_where_z_is((Z.real > 0).astype(Z.dtype), Z)


def leaky_relu_prime(Z: ArrayLike, slope: float = 0.01) -> Array:
    """1 where z > 0, else slope; at the kink z = 0 this course takes slope."""
    Z = floating(Z)
    return _nan_where_z_is(np.where(Z.real > 0, 1, slope).astype(Z.dtype), Z)


def softplus_prime(Z: ArrayLike) -> Array:
    """sigma(z)."""
    return sigmoid(Z)


def gelu_prime(Z: ArrayLike) -> Array:
    """Phi(z) + z phi(z), phi being the standard normal density."""
    Z = floating(Z)
    return _normal_cdf(Z) + Z * _normal_density(Z)


# ---- slopes, from a = f(z) ---------------------------------------------------------------------


def sigmoid_prime_from_output(A: ArrayLike) -> Array:
    """sigma'(z) = a (1 - a)."""
    A = floating(A, "A")
    return A * (1 - A)


def tanh_prime_from_output(A: ArrayLike) -> Array:
    """tanh'(z) = 1 - a^2."""
    A = floating(A, "A")
    return 1 - A**2


def relu_prime_from_output(A: ArrayLike) -> Array:
    """relu'(z): 1 where a > 0, else 0."""
    return relu_prime(floating(A, "A"))


def softmax_vjp(A: ArrayLike, dA: ArrayLike) -> Array:
    """Carry a gradient back through softmax, from `dL/dA` to `dL/dZ`.

    Softmax mixes the entries of a row, so it has no entrywise slope. Its Jacobian is
    da_j/dz_k = a_j ([j = k] - a_k), hence

        dL/dz_k = sum_j dL/da_j da_j/dz_k = a_k (dL/da_k - sum_j dL/da_j a_j).

    Parameters
    ----------
    A : (N, C)
        Output of softmax.
    dA : (N, C)
        dL/dA.

    Returns
    -------
    (N, C)
        dL/dZ; every row sums to 0.
    """
    A, dA = floating(A, "A"), floating(dA, "dA")
    return A * (dA - (dA * A).sum(axis=1, keepdims=True))


# ---- by name -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Activation:
    """An entrywise activation: its name, the function `f(Z)` and its slope `prime(Z)`."""

    name: str
    f: Callable[[ArrayLike], Array]
    prime: Callable[[ArrayLike], Array]


ACTIVATIONS: dict[str, Activation] = {
    activation.name: activation
    for activation in (
        Activation("identity", identity, identity_prime),
        Activation("sigmoid", sigmoid, sigmoid_prime),
        Activation("tanh", tanh, tanh_prime),
        Activation("relu", relu, relu_prime),
        Activation("leaky_relu", leaky_relu, leaky_relu_prime),
        Activation("softplus", softplus, softplus_prime),
        Activation("gelu", gelu, gelu_prime),
    )
}


def get_activation(name: str) -> Activation:
    """Return the entrywise activation called `name`.

    Raises
    ------
    ValueError
        When no activation has that name; the message lists those there are.
    """
    if name not in ACTIVATIONS:
        raise ValueError(f"unknown activation {name!r}; choose one of {', '.join(ACTIVATIONS)}")
    return ACTIVATIONS[name]


# ---- helpers -----------------------------------------------------------------------------------


def _nan_where_z_is(slopes: Array, Z: Array) -> Array:
    """Write NaN over the slopes that a comparison with NaN chose."""
    slopes = np.asarray(slopes)
    np.copyto(slopes, np.nan, where=np.isnan(Z))
    return slopes[()]


def _magnitude(Z: Array) -> Array:
    """|z|, and for complex z the one of z and -z that lies to the right: analytic off the axis."""
    return np.where(Z.real >= 0, Z, -Z)


_erfc = np.vectorize(math.erfc, otypes=[np.float64])


def _normal_cdf(Z: Array) -> Array:
    """Phi(z) = erfc(-z / sqrt 2) / 2; erfc keeps the left tail that 1 + erf would cancel.

    A complex z = x + iy is read as a complex step, Phi(x) + iy phi(x), exact up to O(y^2).
    """
    x = Z.real
    cdf = (0.5 * _erfc(-x / math.sqrt(2))).astype(x.dtype)
    return cdf + 1j * Z.imag * _normal_density(x) if np.iscomplexobj(Z) else cdf


def _normal_density(Z: Array) -> Array:
    """phi(z) = e^(-z^2 / 2) / sqrt(2 pi)."""
    return np.exp(-(Z**2) / 2) / math.sqrt(2 * math.pi)
