"""Blocks between dense layers: batch normalisation, dropout and the residual connection.

Each is a pair of functions. The forward one returns its output and what the backward one needs;
the backward one turns dL/d(output) into dL/d(every input). What differs between training and
evaluating is an argument, never a hidden switch.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from bplib.activations import Array, as_floating, get_activation, require_finite

Triple = tuple[Array, Array, Array]


# ---- batch normalisation -------------------------------------------------------------------------


@dataclass
class RunningStatistics:
    """Means and variances of the batches seen so far, for use when there is no batch.

    Attributes
    ----------
    mean : (n,)
        Zero at first.
    variance : (n,)
        One at first.
    momentum : float, 0 to 1
        Share of the newest batch: mean <- (1 - momentum) mean + momentum (mean of the batch).
    """

    mean: Array
    variance: Array
    momentum: float = 0.1

    def __post_init__(self) -> None:
        """Check the shapes and the momentum."""
        self.mean = as_floating(self.mean, "mean")
        self.variance = as_floating(self.variance, "variance")
        if self.mean.ndim != 1 or self.mean.shape != self.variance.shape:
            raise ValueError(
                "mean and variance must both have shape (n,), one entry a unit, "
                f"got {self.mean.shape} and {self.variance.shape}"
            )
        if not 0 <= self.momentum <= 1:
            raise ValueError(f"momentum must lie between 0 and 1, got {self.momentum!r}")

    @classmethod
    def fresh(cls, units: int, momentum: float = 0.1) -> "RunningStatistics":
        """Return the statistics before any batch: mean 0, variance 1."""
        return cls(np.zeros(units), np.ones(units), momentum)

    def update(self, mean: Array, variance: Array) -> None:
        """Move towards the statistics of a batch, both (n,)."""
        self.mean = (1 - self.momentum) * self.mean + self.momentum * mean
        self.variance = (1 - self.momentum) * self.variance + self.momentum * variance


@dataclass(frozen=True)
class BatchNormCache:
    """What `batch_norm_backward` needs.

    Attributes
    ----------
    Z_hat : (N, n)
        Normalised sums.
    spread : (n,)
        Root of (variance + eps).
    gamma : (n,)
    training : bool
        Whether mean and variance came from the batch, and so depend on Z.
    """

    Z_hat: Array
    spread: Array
    gamma: Array
    training: bool


def batch_norm(
    Z: ArrayLike,
    gamma: ArrayLike,
    beta: ArrayLike,
    running: RunningStatistics,
    *,
    training: bool,
    eps: float = 1e-5,
) -> tuple[Array, BatchNormCache]:
    """Normalise each column: Y = gamma Z_hat + beta, Z_hat = (Z - mean) / sqrt(variance + eps).

    Training takes mean and variance from the batch and moves `running` towards them; evaluating
    takes them from `running` and moves nothing, so that a sample's answer does not depend on its
    neighbours. The variance divides by N in both. (Ioffe & Szegedy 2015. PyTorch stores N/(N - 1)
    times the variance in its running statistics.)

    Parameters
    ----------
    Z : (N, n)
    gamma, beta : (n,)
        Scale and shift, learnt.
    running : RunningStatistics
        Of n units; updated when training.
    training : bool
    eps : float, > 0

    Returns
    -------
    Y : (N, n)
    cache : BatchNormCache

    Raises
    ------
    ValueError
        When the shapes do not fit, the batch is empty, an entry is not finite, or eps is not
        positive.
    """
    Z, gamma, beta = _matrix(Z, "Z"), as_floating(gamma, "gamma"), as_floating(beta, "beta")
    units = Z.shape[1:]
    if gamma.shape != units or beta.shape != units or running.mean.shape != units:
        raise ValueError(
            f"Z has {units[0]} columns, so gamma, beta and the running statistics need the shape "
            f"{units}, got {gamma.shape}, {beta.shape} and {running.mean.shape}"
        )
    require_finite(gamma, "gamma")
    require_finite(beta, "beta")
    if not 0 < eps < np.inf:
        raise ValueError(f"eps must be a positive number, got {eps!r}; 1e-5 is usual")
    mean, variance = running.mean.astype(Z.dtype), running.variance.astype(Z.dtype)
    if training:
        mean, variance = Z.mean(axis=0), Z.var(axis=0)
        running.update(mean, variance)
    spread = np.sqrt(variance + Z.dtype.type(eps))
    Z_hat = (Z - mean) / spread
    return gamma * Z_hat + beta, BatchNormCache(Z_hat, spread, gamma, training)


def batch_norm_backward(dY: ArrayLike, cache: BatchNormCache) -> Triple:
    """Turn dL/dY of `batch_norm` into dL/dZ, dL/dgamma and dL/dbeta.

    One column first, with z_n for sample n, s = sqrt(variance + eps) and z_hat_n = (z_n - m) / s.
    gamma and beta act on every sample, so each sums over the batch:

        dL/dgamma = sum_n dL/dy_n z_hat_n,      dL/dbeta = sum_n dL/dy_n

    z_n reaches z_hat_k on three paths: directly (k = n), through the mean, dm/dz_n = 1/N, and
    through the spread, ds/dz_n = z_hat_n / N. With g_k = gamma dL/dy_k:

        dL/dz_n = (g_n - mean_k g_k - z_hat_n mean_k (g_k z_hat_k)) / s

    When evaluating, mean and spread are constants and only the direct path is left:
    dL/dz_n = g_n / s. All columns at once:

        dZ = gamma / s * (dY - mean(dY) - Z_hat * mean(dY * Z_hat))    (N, n), means over samples

    Parameters
    ----------
    dY : (N, n)
    cache : BatchNormCache

    Returns
    -------
    dZ : (N, n)
    dgamma, dbeta : (n,)

    Raises
    ------
    ValueError
        When dY does not have the shape of Y, or an entry is not finite.
    """
    dY = _same_shape(dY, "dY", cache.Z_hat)
    dgamma, dbeta = (dY * cache.Z_hat).sum(axis=0), dY.sum(axis=0)
    dZ = dY
    if cache.training:
        dZ = dY - (dbeta + cache.Z_hat * dgamma) / len(dY)
    return cache.gamma / cache.spread * dZ, dgamma, dbeta


# ---- dropout -------------------------------------------------------------------------------------


def dropout(
    A: ArrayLike, p: float, rng: np.random.Generator | int, *, training: bool
) -> tuple[Array, Array]:
    """Silence units at random: Y = A * M; an entry of M is 0 with probability p, else 1 / (1 - p).

    The mean of an entry of M is 1, so nothing needs rescaling when evaluating: then M is all ones,
    and nothing is drawn. (Srivastava et al. 2014 rescale when evaluating instead; this form is
    called inverted.)

    Parameters
    ----------
    A : (N, n), or any shape
    p : float, 0 <= p < 1
        Share of the units that is silenced.
    rng : Generator or int
        A generator draws another mask at every call, an int the same.
    training : bool

    Returns
    -------
    Y : the shape of A
    M : the shape of A
        The mask; `dropout_backward` needs this very one.

    Raises
    ------
    ValueError
        When p is out of range, A is empty, or an entry is not finite.
    """
    A = as_floating(A, "A")
    if A.size == 0:
        raise ValueError(f"A is empty: shape {A.shape}; give at least one sample")
    require_finite(A, "A")
    if not 0 <= p < 1:
        raise ValueError(f"p is the share that is dropped: 0 <= p < 1 is needed, got {p!r}")
    if not training:
        return A.copy(), np.ones_like(A)
    kept = np.random.default_rng(rng).random(A.shape) >= p
    M = (kept / (1 - p)).astype(A.dtype)
    return A * M, M


def dropout_backward(dY: ArrayLike, M: ArrayLike) -> Array:
    """Turn dL/dY of `dropout` into dL/dA, with the mask of the forward pass.

    One entry: y = m a with a constant m, so dL/da = m dL/dy. Silenced entries hear nothing.

    Parameters
    ----------
    dY, M : one shape

    Returns
    -------
    the same shape

    Raises
    ------
    ValueError
        When the shapes differ, or an entry is not finite.
    """
    M = as_floating(M, "M")
    return _same_shape(dY, "dY", M) * M


# ---- residual connection -------------------------------------------------------------------------


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
        1 / sqrt(number of blocks) keeps a deep stack's spread level (lesson 12).

    Returns
    -------
    A : (N, n)
    cache : ResidualCache

    Raises
    ------
    ValueError
        When the shapes do not fit, an entry is not finite, or the activation is unknown.
    """
    A_prev, W, b = _matrix(A_prev, "A_prev"), as_floating(W, "W"), as_floating(b, "b")
    n = A_prev.shape[1]
    if W.shape != (n, n) or b.shape != (n,):
        raise ValueError(
            f"A_prev has {n} columns, so W must be ({n}, {n}) and b ({n},), "
            f"got {W.shape} and {b.shape}; both terms of the sum need one shape"
        )
    require_finite(W, "W")
    require_finite(b, "b")
    f = get_activation(activation)
    Z = A_prev @ W + b
    return A_prev + scale * f.f(Z), ResidualCache(A_prev, W, f.prime(Z), scale)


def residual_backward(dA: ArrayLike, cache: ResidualCache) -> Triple:
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
    dA = _same_shape(dA, "dA", cache.A_prev)
    dZ = cache.scale * dA * cache.slope
    return dA + dZ @ cache.W.T, cache.A_prev.T @ dZ, dZ.sum(axis=0)


def _matrix(values: ArrayLike, name: str) -> Array:
    """Return finite samples, (N, n) with N and n at least 1."""
    array = as_floating(values, name)
    if array.ndim != 2 or array.size == 0:
        raise ValueError(
            f"{name} must have shape (N, n) with at least one sample, got {array.shape}"
        )
    require_finite(array, name)
    return array


def _same_shape(values: ArrayLike, name: str, like: Array) -> Array:
    array = as_floating(values, name)
    if array.shape != like.shape:
        raise ValueError(
            f"{name} must have the shape of the block's output, {like.shape}, got {array.shape}"
        )
    require_finite(array, name)
    return array
