"""The residual connection: a layer added to what came in, and the way back."""

from dataclasses import dataclass

from numpy.typing import ArrayLike

from bplib._support.arguments import Array, finite, floating
from bplib.activations import get_activation
from bplib.beyond.inputs import samples, upstream


@dataclass(frozen=True)
class ResidualCache:
    """What `residual_backward` needs.

    Attributes
    ----------
    A_prev : (N, n)
    W : (n, n)
    slope : (N, n)
        f'(Z).
    scale : float
    """

    A_prev: Array
    W: Array
    slope: Array
    scale: float


def residual(
    A_prev: ArrayLike, W: ArrayLike, b: ArrayLike, activation: str, scale: float = 1.0
) -> tuple[Array, ResidualCache]:
    """Add a layer to what came in: A = A_prev + scale f(Z) with Z = A_prev @ W + b.

    Parameters
    ----------
    A_prev : (N, n)
    W : (n, n)
        Square, so that both terms have one shape.
    b : (n,)
    activation : str
        A name in `bplib.activations.ACTIVATIONS`.
    scale : float
        With 1 / sqrt(number of blocks) the growth of a deep stack does not depend on its depth,
        provided that f(Z) has mean 0; for ReLU it does depend on it (lesson 15).

    Returns
    -------
    A : (N, n)
    cache : ResidualCache

    Raises
    ------
    ValueError
        When the shapes do not fit, an entry is not finite, or the activation is unknown.
    """
    A_prev, W, b = samples(A_prev, "A_prev"), floating(W, "W"), floating(b, "b")
    n = A_prev.shape[1]
    if W.shape != (n, n) or b.shape != (n,):
        raise ValueError(
            f"A_prev has {n} columns, so W must be ({n}, {n}) and b ({n},), "
            f"got {W.shape} and {b.shape}; both terms of the sum need one shape"
        )
    finite(W, "W")
    finite(b, "b")
    f = get_activation(activation)
    Z = A_prev @ W + b
    return A_prev + scale * f.f(Z), ResidualCache(A_prev, W, f.prime(Z), scale)


def residual_backward(dA: ArrayLike, cache: ResidualCache) -> tuple[Array, Array, Array]:
    """Turn dL/dA of `residual` into dL/dA_prev, dL/dW and dL/db.

    One entry first. a_j = a_prev_j + scale f(z_j), and z_j = sum_i a_prev_i W_ij + b_j: a_prev_i
    reaches the output on the identity path, to a_i only, and through every z_j. So

        delta_j       = dL/dz_j = dL/da_j scale f'(z_j)
        dL/da_prev_i  = dL/da_i + sum_j delta_j W_ij

    All entries at once, with the shapes:

        dZ      = scale * dA * f'(Z)      (N, n)
        dW      = A_prev.T @ dZ           (n, N) @ (N, n) -> (n, n)
        db      = sum of the rows of dZ   (n,)
        dA_prev = dA + dZ @ W.T           (N, n)

    Parameters
    ----------
    dA : (N, n)
    cache : ResidualCache

    Returns
    -------
    dA_prev : (N, n)
    dW : (n, n)
    db : (n,)

    Raises
    ------
    ValueError
        When dA does not have the shape of A, or an entry is not finite.
    """
    dA = upstream(dA, "dA", cache.A_prev)
    dZ = cache.scale * dA * cache.slope
    return dA + dZ @ cache.W.T, cache.A_prev.T @ dZ, dZ.sum(axis=0)
