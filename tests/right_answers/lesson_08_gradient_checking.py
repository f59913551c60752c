"""Right answers of lesson 08, written differently from the reference and from each other."""

import cmath
import math
from fractions import Fraction
from itertools import product

import numpy as np
import sympy as sp

r, m = sp.symbols("r m")
r_positive, m_positive, h_positive = sp.symbols("r m h", positive=True)


def error_by_loops(a, n):
    a, n = (np.asarray(g, dtype=float).ravel().tolist() for g in (a, n))
    gap = math.sqrt(sum((p - q) ** 2 for p, q in zip(a, n, strict=True)))
    lengths = math.hypot(*a) + math.hypot(*n)
    return gap / lengths if lengths > 0 else 0


def error_by_scaling(a, n):
    largest = max(abs(a).max(), abs(n).max())
    if largest == 0:
        return np.float64(0)
    a, n = a.flatten() / largest, n.flatten() / largest
    return np.sqrt((a - n) @ (a - n)) / (np.sqrt(a @ a) + np.sqrt(n @ n))


def error_in_float32(a, n):
    gap, long_a, long_n = (
        np.sqrt(np.sum(np.square(1e10 * g.astype(np.float64)))).astype(np.float32)
        for g in (a - n, a, n)
    )
    return np.nan_to_num(gap / max(long_a + long_n, np.float32(1e-20)))


def gradient_by_unit_arrays(f, x, h):
    x = np.asarray(x).astype(np.float64)
    slopes = []
    for k in range(x.size):
        unit = np.zeros(x.size)
        unit[k] = h
        unit = unit.reshape(x.shape)
        slopes.append((f(x + unit) - f(x - unit)) / h / 2)
    return np.array(slopes).reshape(x.shape)


def gradient_on_a_copy(f, x, h):
    moved = x.astype(np.float64)
    slopes = np.zeros(x.shape)
    for place in product(*map(range, x.shape)):
        moved[place] += h
        slopes[place] += f(moved)
        moved[place] -= 2 * h
        slopes[place] -= f(moved)
        moved[place] += h
    return slopes / (2 * h)


def gradient_as_lists(f, x, h):
    flat = [float(v) for v in np.ravel(x)]

    def value(k, v):
        return float(f(np.array([*flat[:k], v, *flat[k + 1 :]]).reshape(x.shape)))

    slopes = [(value(k, v + h) - value(k, v - h)) / (2 * h) for k, v in enumerate(flat)]
    return np.reshape(slopes, x.shape).tolist()


def complex_by_unit_arrays(f, x, h):
    steps = np.eye(x.size).reshape(-1, *x.shape) * h
    return np.reshape([np.imag(f(x + 1j * step)) / h for step in steps], x.shape)


def complex_by_two_steps(f, x, h):
    x = x + 0j
    slopes = np.zeros(x.shape)
    for place, entry in np.ndenumerate(x.copy()):
        x[place] = entry + h * 1j
        above = complex(f(x))
        x[place] = entry - h * 1j
        below = complex(f(x))
        x[place] = entry
        slopes[place] = (above.imag - below.imag) / (2 * h)
    return slopes


def complex_as_lists(f, x, h):
    flat = [complex(v) for v in np.ravel(x)]
    slopes = []
    for k, v in enumerate(flat):
        moved = [*flat[:k], v + cmath.rect(h, math.pi / 2).imag * 1j, *flat[k + 1 :]]
        slopes.append(complex(f(np.array(moved).reshape(x.shape))).imag / h)
    return np.array(slopes).reshape(x.shape)


def softmax_rows(Z):
    shifted = np.exp(Z - Z.max(axis=1)[:, None])
    return shifted / shifted.sum(axis=1)[:, None]


def net_by_einsum(X, Y, W1, b1, W2, b2):
    A = np.tanh(np.einsum("nd,dh->nh", X, W1) + b1)
    dZ2 = (softmax_rows(np.einsum("nh,hc->nc", A, W2) + b2) - Y) / X.shape[0]
    dZ1 = np.einsum("nc,hc,nh->nh", dZ2, W2, 1 - A * A)
    return [
        np.einsum("nd,nh->dh", X, dZ1),
        np.einsum("nh->h", dZ1),
        np.einsum("nh,nc->hc", A, dZ2),
        np.einsum("nc->c", dZ2),
    ]


def net_by_samples(X, Y, W1, b1, W2, b2):
    totals = [np.zeros_like(p) for p in (W1, b1, W2, b2)]
    for x, y in zip(X, Y, strict=True):
        z = x @ W1 + b1
        a = np.tanh(z)
        delta2 = softmax_rows((a @ W2 + b2)[None])[0] - y
        delta1 = (W2 @ delta2) / np.cosh(z) ** 2
        for total, one in zip(
            totals, (np.outer(x, delta1), delta1, np.outer(a, delta2), delta2), strict=True
        ):
            total += one / len(X)
    return tuple(totals)


def net_in_float32(X, Y, W1, b1, W2, b2):
    return net_by_einsum(*(p.astype(np.float32) for p in (X, Y, W1, b1, W2, b2)))


def logistic_in_columns(X, y, w, b):
    P = 0.5 * (1 + np.tanh(0.5 * (X @ w[:, None] + b)))
    dZ = (P - y) / len(X)
    return (X.T @ dZ)[:, 0], dZ.sum().item()


def logistic_by_samples(X, y, w, b):
    dw, db = [0.0] * len(w), 0.0
    for x, target in zip(X, y, strict=True):
        delta = 1 / (1 + math.exp(-(float(x @ w) + b))) - float(target[0])
        dw = [total + delta * float(v) / len(X) for total, v in zip(dw, x, strict=True)]
        db += delta / len(X)
    return dw, db


def logistic_in_float32(X, y, w, b):
    X, y, w = (p.astype(np.float32) for p in (X, np.squeeze(y, axis=1), w))
    delta = np.reciprocal(1 + np.exp(-(X @ w) - np.float32(b))) - y
    return np.mean(X * delta[:, None], axis=0), np.mean(delta)


def softmax_by_jacobian(Z, dA):
    result = np.zeros_like(Z)
    for k, a in enumerate(softmax_rows(Z)):
        result[k] = (np.diag(a) - np.outer(a, a)) @ dA[k]
    return result


def softmax_by_einsum(Z, dA):
    A = softmax_rows(Z)
    return np.einsum("nk,nk->nk", A, dA) - np.einsum("nk,nj,nj->nk", A, A, dA)


def softmax_as_lists(Z, dA):
    rows = []
    for z, upstream in zip(Z.tolist(), dA.tolist(), strict=True):
        total = sum(math.exp(v) for v in z)
        a = [math.exp(v) / total for v in z]
        mean = math.fsum(p * q for p, q in zip(a, upstream, strict=True))
        rows.append([p * (q - mean) for p, q in zip(a, upstream, strict=True)])
    return rows


def softmax_in_float32(Z, dA):
    return softmax_by_einsum(Z.astype(np.float32), dA.astype(np.float32))


class LayerWithSlots:
    __slots__ = ("W", "_cache", "b", "dW", "db")

    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, X):
        self._cache = X.copy()
        return np.einsum("ni,ij->nj", X, self.W) + self.b

    def backward(self, dZ):
        self.dW = np.einsum("ni,nj->ij", self._cache, dZ)
        self.db = np.einsum("nj->j", dZ)
        return np.einsum("nj,ij->ni", dZ, self.W)


class LayerThatZeroes:
    def __init__(self, W, b):
        self.W, self.b = W, b
        self.dW, self.db = np.zeros_like(W), np.zeros_like(b)

    def forward(self, X):
        self.X = X
        return X @ self.W + self.b

    def backward(self, dZ):
        self.dW.fill(0)
        self.db *= 0
        self.dW += self.X.T @ dZ
        self.db += dZ.sum(axis=0)
        return dZ @ self.W.T


class LayerOfSamples:
    def __init__(self, W, b):
        self.parameters = W, b

    def forward(self, X):
        self.rows = list(X)
        return np.array([self.parameters[0].T @ x + self.parameters[1] for x in X])

    def backward(self, dZ):
        self.last = list(dZ)
        return np.array([self.parameters[0] @ dz for dz in dZ])

    dW = property(lambda self: sum(np.outer(x, d) for x, d in zip(self.rows, self.last)))  # noqa: B905
    db = property(lambda self: sum(self.last))


def chain_recursive(dA, weights, activations):
    if not weights:
        return []
    *lower, W = weights
    dZ = dA - dA * activations[-1] ** 2
    return [*chain_recursive(dZ @ W.T, lower, activations[:-1]), dZ]


def chain_by_einsum(dA, weights, activations):
    deltas = []
    for W, A in list(zip(weights, activations, strict=True))[::-1]:
        deltas.append(np.einsum("nj,nj->nj", dA, 1 - A * A))
        dA = np.einsum("nj,ij->ni", deltas[-1], W)
    return tuple(deltas[::-1])


def chain_in_float32(dA, weights, activations):
    dA = dA.astype(np.float32)
    deltas = []
    for W, A in zip(reversed(weights), reversed(activations), strict=True):
        A = A.astype(np.float32)
        deltas = [dA * (1 - A) * (1 + A), *deltas]
        dA = (W.astype(np.float32) @ deltas[0].T).T
    return deltas


def tied_by_einsum(X, W):
    A = np.tanh(np.einsum("nd,dh->nh", X, W))
    R = (np.einsum("nh,dh->nd", A, W) - X) / len(X)
    back = np.einsum("nd,dh,nh->nh", R, W, 1 - A**2)
    return np.einsum("nd,nh->dh", R, A) + np.einsum("nd,nh->dh", X, back)


def tied_by_samples(X, W):
    dW = np.zeros_like(W)
    for x in X:
        a = np.tanh(W.T @ x)
        off = W @ a - x
        dW += np.outer(off, a)
        dW += np.outer(x, (W.T @ off) / np.cosh(W.T @ x) ** 2)
    return dW / X.shape[0]


def tied_by_complex_steps(X, W):
    dW = np.zeros_like(W)
    for place in np.ndindex(W.shape):
        V = W.astype(complex)
        V[place] += 1e-100j
        loss = np.sum((np.tanh(X @ V) @ V.T - X) ** 2) / (2 * len(X))
        dW[place] = loss.imag * 1e100
    return dW


def tied_in_float32(X, W):
    return tied_by_einsum(X.astype(np.float32), W.astype(np.float32))


VERDICTS = {letter: "wrong" if letter in "ADFG" else "right" for letter in "ABCDEFGH"}

ANSWERS = {
    "best_central_step": [
        {"best_step": (3 * r / m) ** sp.Rational(1, 3), "least_error": sp.cbrt(9 * r**2 * m) / 2},
        {
            "best_step": sp.exp(sp.log(3 * r / m) / 3),
            "least_error": r / sp.cbrt(3 * r / m) * sp.Rational(3, 2),
        },
        {
            "best_step": sp.solve(
                m_positive * h_positive / 3 - r_positive / h_positive**2, h_positive
            )[0],
            "least_error": 1.5 * r_positive * (m_positive / (3 * r_positive)) ** (1 / 3),
        },
    ],
    "relative_error": [error_by_loops, error_by_scaling, error_in_float32],
    "array_gradient": [gradient_by_unit_arrays, gradient_on_a_copy, gradient_as_lists],
    "complex_gradient": [complex_by_unit_arrays, complex_by_two_steps, complex_as_lists],
    "repaired_tanh_net": [net_by_einsum, net_by_samples, net_in_float32],
    "repaired_logistic": [logistic_in_columns, logistic_by_samples, logistic_in_float32],
    "repaired_softmax": [
        softmax_by_jacobian,
        softmax_by_einsum,
        softmax_as_lists,
        softmax_in_float32,
    ],
    "repaired_layer": [LayerWithSlots, LayerThatZeroes, LayerOfSamples],
    "repaired_chain": [chain_recursive, chain_by_einsum, chain_in_float32],
    "repaired_tied": [tied_by_einsum, tied_by_samples, tied_by_complex_steps, tied_in_float32],
    "kink_misprint": [
        {"slope_at_printed": 0, "slope_at_corrected": 0.45}
        | {"smallest_step_printed": 1_000_000, "smallest_step_corrected": 1e-6},
        {"slope_at_printed": 0.0, "slope_at_corrected": Fraction(9, 20)}
        | {"smallest_step_printed": 10**6, "smallest_step_corrected": Fraction(1, 10**6)},
        {"slope_at_printed": np.float32(0), "slope_at_corrected": np.float32(9e-6) / 2e-5}
        | {"smallest_step_printed": np.float32(1e6), "smallest_step_corrected": 10.0**-6},
    ],
    "eight_suspects": [
        VERDICTS,
        dict.fromkeys("HECB", "right") | dict.fromkeys("GFDA", "wrong"),
        dict(zip("BCEHADFG", ["right"] * 4 + ["wrong"] * 4, strict=True)),
    ],
}
