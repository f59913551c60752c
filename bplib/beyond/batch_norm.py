"""Batch normalisation between dense layers: columns of mean 0 and variance 1, and the way back.

What differs between training and evaluating is an argument, never a hidden switch.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from bplib._support.arguments import Array, finite, floating, number
from bplib.beyond.inputs import samples, upstream


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
        self.mean = floating(self.mean, "mean")
        self.variance = floating(self.variance, "variance")
        if self.mean.ndim != 1 or self.mean.shape != self.variance.shape:
            raise ValueError(
                "mean and variance must both have shape (n,), one entry a unit, "
                f"got {self.mean.shape} and {self.variance.shape}"
            )
        number(self.momentum, "momentum", least=0, most=1)

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
    Z, gamma, beta = samples(Z, "Z"), floating(gamma, "gamma"), floating(beta, "beta")
    units = Z.shape[1:]
    if gamma.shape != units or beta.shape != units or running.mean.shape != units:
        raise ValueError(
            f"Z has {units[0]} columns, so gamma, beta and the running statistics need the shape "
            f"{units}, got {gamma.shape}, {beta.shape} and {running.mean.shape}"
        )
    finite(gamma, "gamma")
    finite(beta, "beta")
    number(eps, "eps", above=0, hint="1e-5 is usual")
    mean, variance = running.mean.astype(Z.dtype), running.variance.astype(Z.dtype)
    if training:
        mean, variance = Z.mean(axis=0), Z.var(axis=0)
        running.update(mean, variance)
    spread = np.sqrt(variance + Z.dtype.type(eps))
    Z_hat = (Z - mean) / spread
    return gamma * Z_hat + beta, BatchNormCache(Z_hat, spread, gamma, training)


def batch_norm_backward(dY: ArrayLike, cache: BatchNormCache) -> tuple[Array, Array, Array]:
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
    dY = upstream(dY, "dY", cache.Z_hat)
    dgamma, dbeta = (dY * cache.Z_hat).sum(axis=0), dY.sum(axis=0)
    dZ = dY
    if cache.training:
        dZ = dY - (dbeta + cache.Z_hat * dgamma) / len(dY)
    return cache.gamma / cache.spread * dZ, dgamma, dbeta
