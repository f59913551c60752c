"""Right answers to `batchnorm_backward`: path by path, the Jacobian, einsum, single precision."""

import numpy as np


def by_paths(dZ_tilde, Z, gamma, eps):
    N = len(Z)
    mean, variance = Z.mean(0), Z.var(0)
    inverse = 1 / np.sqrt(variance + eps)
    dZ_hat = dZ_tilde * gamma
    d_variance = (dZ_hat * (Z - mean)).sum(0) * -0.5 * inverse**3
    d_mean = -(dZ_hat * inverse).sum(0) + d_variance * -2 * (Z - mean).mean(0)
    dZ = dZ_hat * inverse + d_variance * 2 * (Z - mean) / N + d_mean / N
    return dZ, ((Z - mean) * inverse * dZ_tilde).sum(0), dZ_tilde.sum(0)


def by_jacobian(dZ_tilde, Z, gamma, eps):
    N, D = Z.shape
    dZ, dgamma = np.zeros((N, D)), np.zeros(D)
    for unit in range(D):
        spread = (Z[:, unit].var() + eps) ** 0.5
        z_hat = (Z[:, unit] - Z[:, unit].mean()) / spread
        jacobian = (np.eye(N) - 1 / N - np.outer(z_hat, z_hat) / N) / spread
        dZ[:, unit] = gamma[unit] * jacobian @ dZ_tilde[:, unit]
        dgamma[unit] = z_hat @ dZ_tilde[:, unit]
    return dZ, dgamma, np.ones(N) @ dZ_tilde


def by_einsum(dZ_tilde, Z, gamma, eps):
    centred = Z - np.einsum("ni->i", Z) / len(Z)
    spread = np.sqrt(np.einsum("ni,ni->i", centred, centred) / len(Z) + eps)
    z_hat = centred / spread
    dbeta, dgamma = np.einsum("ni->i", dZ_tilde), np.einsum("ni,ni->i", dZ_tilde, z_hat)
    dZ = (len(Z) * dZ_tilde - dbeta - z_hat * dgamma) * gamma / (len(Z) * spread)
    return [dZ, dgamma, dbeta]


def in_float32(dZ_tilde, Z, gamma, eps):
    low = [x.astype(np.float32) for x in (dZ_tilde, Z, gamma)]
    return by_einsum(*low, np.float32(eps))


ANSWERS = [by_paths, by_jacobian, by_einsum, in_float32]
