"""Right answers of lesson 12, written differently from the reference and from each other."""

import math

import numpy as np
import sympy as sp

s, n = sp.symbols("s n", positive=True)


def bound_by_loop(activation, weights):
    bound = 1
    for w in weights:
        bound *= abs(w) / (4 if activation == "sigmoid" else 1)
    return bound


def bound_by_logarithms(activation, weights):
    links = len(weights)
    steepest = {"sigmoid": math.log(1 / 4)}.get(activation, 0.0)
    return math.exp(links * steepest + sum(math.log(math.fabs(w)) for w in weights))


def bound_in_float32(activation, weights):
    slope = np.float32(0.25 if activation == "sigmoid" else 1)
    return slope ** len(weights) * abs(np.prod(np.asarray(weights, dtype=np.float32)))


def weights_by_if(G, activation):
    rows, columns = G.shape
    if activation == "tanh":
        return G / ((rows + columns) / 2) ** 0.5
    return G / (rows / 2) ** 0.5


def weights_as_lists(G, activation):
    fan = {"relu": len(G), "tanh": len(G) + len(G[0])}[activation]
    return [[float(g) * math.sqrt(2) / math.sqrt(fan) for g in row] for row in G]


def weights_in_float32(G, activation):
    G = G.astype(np.float32)
    std = {"relu": (2 / G.shape[0]) ** 0.5, "tanh": (2 / sum(G.shape)) ** 0.5}[activation]
    return np.einsum("ij,->ij", G, np.float32(std))


def norms_recursive(dA, weights, slopes):
    dZ = dA * slopes[-1]
    here = [np.sqrt((dZ**2).sum())]
    if len(weights) == 1:
        return here
    return norms_recursive(dZ @ weights[-1].T, weights[:-1], slopes[:-1]) + here


def norms_by_einsum(dA, weights, slopes):
    norms = np.zeros(len(weights))
    for layer in range(len(weights))[::-1]:
        dZ = np.einsum("ni,ni->ni", dA, slopes[layer])
        norms[layer] = np.einsum("ni,ni->", dZ, dZ) ** 0.5
        dA = np.einsum("nj,ij->ni", dZ, weights[layer])
    return norms


def norms_by_loops(dA, weights, slopes):
    squares = [0.0] * len(weights)
    for sample in range(len(dA)):
        upstream = list(dA[sample])
        for layer in reversed(range(len(weights))):
            delta = [u * f for u, f in zip(upstream, slopes[layer][sample], strict=True)]
            squares[layer] += sum(d * d for d in delta)
            upstream = [
                sum(w * d for w, d in zip(row, delta, strict=True)) for row in weights[layer]
            ]
    return [math.sqrt(q) for q in squares]


def norms_in_float32(dA, weights, slopes):
    return np.array(
        norms_recursive(
            dA.astype(np.float32),
            [W.astype(np.float32) for W in weights],
            [f.astype(np.float32) for f in slopes],
        ),
        dtype=np.float32,
    )


def residual_by_einsum(dA, A_prev, W, slope, scale):
    dZ = np.einsum("ni,ni,->ni", dA, slope, scale)
    return [dZ, np.einsum("ni,nj->ij", A_prev, dZ), dA + np.einsum("nj,ij->ni", dZ, W)]


def residual_by_samples(dA, A_prev, W, slope, scale):
    dZ, dA_prev, dW = np.zeros_like(dA), np.zeros_like(dA), np.zeros_like(W)
    for k, (up, a, f) in enumerate(zip(dA, A_prev, slope, strict=True)):
        dZ[k] = scale * f * up
        dW += np.outer(a, dZ[k])
        jacobian = np.eye(len(a)) + scale * W * f  # da_j / da_prev_i
        dA_prev[k] = jacobian @ up
    return dZ, dW, dA_prev


def residual_in_float32(dA, A_prev, W, slope, scale):
    dA, A_prev, W, slope = (x.astype(np.float32) for x in (dA, A_prev, W, slope))
    dZ = dA * slope * np.float32(scale)
    return dZ, (dZ.T @ A_prev).T, (W @ dZ.T).T + dA


def normalise_by_columns(Z, gamma, beta, eps):
    columns = []
    for z, g, b in zip(Z.T, gamma, beta, strict=True):
        mean = sum(z) / len(z)
        variance = sum((v - mean) ** 2 for v in z) / len(z)
        columns.append([g * (v - mean) / math.sqrt(variance + eps) + b for v in z])
    return [list(row) for row in zip(*columns, strict=True)]


def normalise_by_moments(Z, gamma, beta, eps):
    first, second = np.mean(Z, 0), np.mean(Z * Z, 0)
    slope = gamma * (second - first**2 + eps) ** -0.5
    return Z * slope + (beta - slope * first)


def normalise_in_float32(Z, gamma, beta, eps):
    Z = Z.astype(np.float32)
    centred = Z - np.average(Z, axis=0)
    spread = np.sqrt(np.einsum("ni,ni->i", centred, centred) / np.float32(len(Z)) + np.float32(eps))
    return centred / spread * gamma.astype(np.float32) + beta.astype(np.float32)


def normalise_back_by_paths(dY, Z, gamma, eps):
    N = len(Z)
    mean, variance = Z.mean(0), Z.var(0)
    inverse = 1 / np.sqrt(variance + eps)
    dZ_hat = dY * gamma
    d_variance = (dZ_hat * (Z - mean)).sum(0) * -0.5 * inverse**3
    d_mean = -(dZ_hat * inverse).sum(0) + d_variance * -2 * (Z - mean).mean(0)
    dZ = dZ_hat * inverse + d_variance * 2 * (Z - mean) / N + d_mean / N
    return dZ, ((Z - mean) * inverse * dY).sum(0), dY.sum(0)


def normalise_back_by_jacobian(dY, Z, gamma, eps):
    N, D = Z.shape
    dZ, dgamma = np.zeros((N, D)), np.zeros(D)
    for unit in range(D):
        spread = (Z[:, unit].var() + eps) ** 0.5
        z_hat = (Z[:, unit] - Z[:, unit].mean()) / spread
        jacobian = (np.eye(N) - 1 / N - np.outer(z_hat, z_hat) / N) / spread
        dZ[:, unit] = gamma[unit] * jacobian @ dY[:, unit]
        dgamma[unit] = z_hat @ dY[:, unit]
    return dZ, dgamma, np.ones(N) @ dY


def normalise_back_by_einsum(dY, Z, gamma, eps):
    centred = Z - np.einsum("ni->i", Z) / len(Z)
    spread = np.sqrt(np.einsum("ni,ni->i", centred, centred) / len(Z) + eps)
    z_hat = centred / spread
    dbeta, dgamma = np.einsum("ni->i", dY), np.einsum("ni,ni->i", dY, z_hat)
    dZ = (len(Z) * dY - dbeta - z_hat * dgamma) * gamma / (len(Z) * spread)
    return [dZ, dgamma, dbeta]


def normalise_back_in_float32(dY, Z, gamma, eps):
    low = [x.astype(np.float32) for x in (dY, Z, gamma)]
    return normalise_back_by_einsum(*low, np.float32(eps))


class WithSlots:
    __slots__ = ("momentum", "running_mean", "running_var")

    def __init__(self, units, momentum):
        self.momentum = momentum
        self.running_mean, self.running_var = [0.0] * units, [1.0] * units

    def forward(self, Z, training):
        if not training:
            return (Z - np.array(self.running_mean)) / (np.array(self.running_var) + 1e-5) ** 0.5
        mean = np.mean(Z, axis=0)
        variance = np.mean((Z - mean) ** 2, axis=0)
        m = self.momentum
        self.running_mean = [r + m * (b - r) for r, b in zip(self.running_mean, mean, strict=True)]
        self.running_var = [
            r + m * (b - r) for r, b in zip(self.running_var, variance, strict=True)
        ]
        return (Z - mean) / (variance + 1e-5) ** 0.5


class InPlace:
    def __init__(self, units, momentum):
        self.stats = np.stack([np.zeros(units), np.ones(units)])
        self.momentum = momentum

    @property
    def running_mean(self):
        return self.stats[0]

    @property
    def running_var(self):
        return self.stats[1]

    def forward(self, Z, training):
        stats = np.array([Z.mean(0), Z.var(0)]) if training else self.stats
        if training:
            self.stats *= 1 - self.momentum
            self.stats += self.momentum * stats
        return (Z - stats[0]) / np.sqrt(stats[1] + 1e-5)


class ByHistory:
    def __init__(self, units, momentum):
        self.history, self.units, self.momentum = [], units, momentum

    def _running(self, start, which):
        value = np.full(self.units, start)
        for batch in self.history:
            value = value + self.momentum * (which(batch, axis=0) - value)
        return value

    running_mean = property(lambda self: self._running(0.0, np.mean))
    running_var = property(lambda self: self._running(1.0, np.var))

    def forward(self, Z, training):
        if training:
            self.history.append(Z.copy())
            return (Z - np.mean(Z, 0)) / np.sqrt(np.var(Z, 0) + 1e-5)
        return (Z - self.running_mean) / np.sqrt(self.running_var + 1e-5)


def clip_by_concatenation(gradients, max_norm):
    length = np.linalg.norm(np.concatenate([np.ravel(g) for g in gradients]))
    return [g * (max_norm / max(length, max_norm)) for g in gradients]


def clip_by_loops(gradients, max_norm):
    length = math.sqrt(sum(float(x) ** 2 for g in gradients for x in np.ravel(g)))
    if length <= max_norm:
        return gradients
    return tuple((max_norm * g / length).tolist() for g in gradients)


def clip_in_float32(gradients, max_norm):
    low = [g.astype(np.float32) for g in gradients]
    length = math.hypot(*(float(np.linalg.norm(g)) for g in low))
    return [np.float32(min(1.0, max_norm / (length + 1e-20))) * g for g in low]


ANSWERS = {
    "slope_claim_misprint": [
        {"sigmoid_top": 1 / 4, "tanh_top": 1, "sigmoid_ten": 4**-10, "tanh_ten": 1**10}
        | {"level_weight": 4},
        {"sigmoid_top": 0.5 * (1 - 0.5), "tanh_top": 1 - 0**2, "sigmoid_ten": 9.537e-7}
        | {"tanh_ten": 1.0, "level_weight": 1 / 0.25},
        {
            "sigmoid_top": np.float32(0.25),
            "tanh_top": 1.0,
            "sigmoid_ten": math.exp(-10 * math.log(4)),
        }
        | {"tanh_ten": np.float32(1), "level_weight": 4.0},
    ],
    "gradient_bound": [bound_by_loop, bound_by_logarithms, bound_in_float32],
    "scaled_weights": [weights_by_if, weights_as_lists, weights_in_float32],
    "leaky_variance": [
        {"passed": sp.Rational(1, 2) + s**2 / 2, "variance": 1 / (n * (1 + s**2) / 2)},
        {"passed": (s * s + 1) * 0.5, "variance": 2 / n / (s**2 + 1)},
        {
            "passed": sp.integrate(s**2 * sp.exp(-n), (n, 0, sp.oo)) / 2 + sp.Rational(1, 2),
            "variance": sp.sqrt(2 / (n + n * s**2)) ** 2,
        },
    ],
    "delta_norms": [norms_recursive, norms_by_einsum, norms_by_loops, norms_in_float32],
    "gradient_forensics": [
        {"A": 3, "B": 5, "C": 1, "D": 4, "E": 2},
        {"A": 3.0, "B": 5.0, "C": 1.0, "D": 4.0, "E": 2.0},
        dict(zip("ABCDE", [3, 5, 1, 4, 2], strict=True)),
    ],
    "residual_backward": [residual_by_einsum, residual_by_samples, residual_in_float32],
    "batchnorm_forward": [normalise_by_columns, normalise_by_moments, normalise_in_float32],
    "batchnorm_backward": [
        normalise_back_by_paths,
        normalise_back_by_jacobian,
        normalise_back_by_einsum,
        normalise_back_in_float32,
    ],
    "running_batchnorm": [WithSlots, InPlace, ByHistory],
    "clip_gradients": [clip_by_concatenation, clip_by_loops, clip_in_float32],
}
