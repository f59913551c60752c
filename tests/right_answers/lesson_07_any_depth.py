"""Right answers of lesson 07, written differently from the reference and from each other."""

import itertools
import math

import numpy as np
import sympy as sp

# ---- activations, written from scratch -----------------------------------------------------------


def bend(name, z):
    """Return the activation of the numbers z."""
    if name == "sigmoid":
        return (1 + np.tanh(z / 2)) / 2
    if name == "tanh":
        return np.tanh(z)
    if name == "softplus":
        return np.logaddexp(0, z)
    return z * (z > 0) if name == "relu" else z


def slope(name, z):
    """Return the slope of the activation at the numbers z."""
    if name == "sigmoid":
        return 1 / (4 * np.cosh(z / 2) ** 2)
    if name == "tanh":
        return 1 / np.cosh(z) ** 2
    if name == "softplus":
        return 1 / (1 + np.exp(-z))
    return 1.0 * (z > 0) if name == "relu" else np.ones_like(z)


def slope_of_one(name, z):
    """Return the slope at one number, from the activation's value there."""
    if name == "sigmoid":
        a = 1 / (1 + math.exp(-z))
        return a * (1 - a)
    if name == "tanh":
        return 1 - math.tanh(z) ** 2
    return 1 / (1 + math.exp(-z)) if name == "softplus" else 1.0


# ---- one layer in letters ------------------------------------------------------------------------


def letter(name, *index):
    return sp.Symbol(f"{name}_{''.join(map(str, index))}")


by_entries = {
    "dW": sp.Matrix(
        [
            [
                letter("a", 1, i) * letter("d", 1, j) + letter("a", 2, i) * letter("d", 2, j)
                for j in (1, 2, 3, 4)
            ]
            for i in (1, 2, 3)
        ]
    ),
    "db": sp.Matrix([[letter("d", 1, j) + letter("d", 2, j) for j in (1, 2, 3, 4)]]),
    "dZ_prev": sp.Matrix(
        [
            [
                letter("s", n, i) * sum(letter("d", n, j) * letter("w", i, j) for j in (1, 2, 3, 4))
                for i in (1, 2, 3)
            ]
            for n in (1, 2)
        ]
    ),
}
a = sp.Matrix(2, 3, lambda n, i: letter("a", n + 1, i + 1))
w = sp.Matrix(3, 4, lambda i, j: letter("w", i + 1, j + 1))
d = sp.Matrix(2, 4, lambda n, j: letter("d", n + 1, j + 1))
s = sp.Matrix(2, 3, lambda n, i: letter("s", n + 1, i + 1))
by_products = {
    "dW": (d.T * a).T,
    "db": sp.ones(1, 2) * d,
    "dZ_prev": sp.HadamardProduct(s, d * w.T).doit(),
}
inner = sum(d[n, j] * (a[n, :] * w[:, j])[0] for n in (0, 1) for j in (0, 1, 2, 3))
by_differentiating = {
    "dW": sp.Matrix(3, 4, lambda i, j: sp.diff(inner, w[i, j])),
    "db": d.row(0) + d.row(1),
    "dZ_prev": sp.Matrix(2, 3, lambda n, i: sp.diff(inner, a[n, i]) * s[n, i]).expand(),
}

# ---- forward -------------------------------------------------------------------------------------


def forward_in_short(X, weights, biases, activations):
    Zs, As = [], [np.array(X)]
    for layer in range(len(weights)):
        Z = np.dot(As[layer], weights[layer]) + biases[layer]
        Zs.append(Z)
        As.append(bend(activations[layer], Z))
    return Zs, As


def forward_by_einsum(X, weights, biases, activations):
    A = X
    Zs, As = (), (A,)
    for W, b, name in zip(weights, biases, activations, strict=True):
        Z = np.einsum("ni,ij->nj", A, W) + b[None, :]
        A = bend(name, Z)
        Zs, As = (*Zs, Z), (*As, A)
    return Zs, As


def forward_in_float32(X, weights, biases, activations):
    As = [X.astype(np.float32)]
    Zs = []
    for W, b, name in zip(weights, biases, activations, strict=True):
        Zs += [As[-1] @ W.astype(np.float32) + b.astype(np.float32)]
        As += [bend(name, Zs[-1])]
    return [Zs, As]


def forward_by_loops(X, weights, biases, activations):
    As, Zs = [X.tolist()], []
    for W, b, name in zip(weights, biases, activations, strict=True):
        Z = [
            [sum(a * w for a, w in zip(row, column, strict=True)) + c for column, c in columns]
            for row in As[-1]
            for columns in [list(zip(W.T.tolist(), b.tolist(), strict=True))]
        ]
        Zs.append(Z)
        As.append([[float(bend(name, np.float64(z))) for z in row] for row in Z])
    return Zs, As


# ---- the equations -------------------------------------------------------------------------------


def output_in_short(Z, Y, activation):
    return slope(activation, Z) * (bend(activation, Z) - Y) / Z.shape[0]


def output_by_loops(Z, Y, activation):
    N, C = Z.shape
    dZ = np.empty((N, C))
    for n in range(N):
        for j in range(C):
            error = float(bend(activation, Z[n, j])) - Y[n, j]
            dZ[n, j] = error * slope_of_one(activation, Z[n, j]) / N
    return dZ


def output_by_nudges(Z, Y, activation):
    h = 2e-4
    values = [(bend(activation, Z + k * h) - Y) ** 2 / (2 * len(Z)) for k in (-2, -1, 1, 2)]
    return (values[0] - 8 * values[1] + 8 * values[2] - values[3]) / (12 * h)


def output_in_float32(Z, Y, activation):
    Z, Y = Z.astype(np.float32), Y.astype(np.float32)
    return (bend(activation, Z) - Y) * slope(activation, Z) / np.float32(len(Z))


def hidden_in_columns(dZ_next, W_next, Z, activation):
    return (W_next @ dZ_next.T).T * slope(activation, Z)


def hidden_by_einsum(dZ_next, W_next, Z, activation):
    return np.einsum("nj,ij,ni->ni", dZ_next, W_next, slope(activation, Z))


def hidden_by_loops(dZ_next, W_next, Z, activation):
    return [
        [
            slope_of_one(activation, float(z)) * sum(float(x) for x in W_next[i] * signal)
            for i, z in enumerate(row)
        ]
        for row, signal in zip(Z, dZ_next, strict=True)
    ]


def hidden_in_float32(dZ_next, W_next, Z, activation):
    back = np.inner(dZ_next.astype(np.float32), W_next.astype(np.float32))
    return back * slope(activation, Z.astype(np.float32))


def gradients_by_samples(A_prev, dZ):
    dW, db = np.zeros((A_prev.shape[1], dZ.shape[1])), np.zeros(dZ.shape[1])
    for a_row, d_row in zip(A_prev, dZ, strict=True):
        dW += np.outer(a_row, d_row)
        db += d_row
    return dW, db


def gradients_by_einsum(A_prev, dZ):
    return [np.einsum("ni,nj->ij", A_prev, dZ), np.einsum("nj->j", dZ)]


def gradients_with_ones(A_prev, dZ):
    both = np.hstack([A_prev, np.ones((len(A_prev), 1))]).T @ dZ
    return both[:-1], both[-1]


def gradients_in_float32(A_prev, dZ):
    dZ = dZ.astype(np.float32)
    return (dZ.T @ A_prev.astype(np.float32)).T, np.add.reduce(dZ)


# ---- the whole way back --------------------------------------------------------------------------


def backward_with_counter(Y, weights, Zs, As, activations):
    L = len(weights)
    dWs, dbs = [None] * L, [None] * L
    dA = (As[L] - Y) / Y.shape[0]
    for k in range(L - 1, -1, -1):
        dZ = dA * slope(activations[k], Zs[k])
        dWs[k] = As[k].T @ dZ
        dbs[k] = dZ.sum(0)
        dA = dZ @ weights[k].T
    return dWs, dbs


def backward_by_recursion(Y, weights, Zs, As, activations):
    def upstream(k):
        """Return dL/dA of layer k, (N, n_k)."""
        if k == len(weights):
            return (As[-1] - Y) / len(Y)
        return np.einsum("nj,ij->ni", signal(k), weights[k])

    def signal(k):
        return upstream(k + 1) * slope(activations[k], Zs[k])

    deltas = [signal(k) for k in range(len(weights))]
    dWs = [np.einsum("ni,nj->ij", As[k], dZ) for k, dZ in enumerate(deltas)]
    return dWs, [dZ.sum(axis=0) for dZ in deltas]


def backward_sample_by_sample(Y, weights, Zs, As, activations):
    dWs, dbs = [0 * W for W in weights], [np.zeros(W.shape[1]) for W in weights]
    for n in range(len(Y)):
        back = (As[-1][n] - Y[n]) / len(Y)
        for k in reversed(range(len(weights))):
            signal = back * slope(activations[k], Zs[k][n])
            dWs[k] = dWs[k] + np.outer(As[k][n], signal)
            dbs[k] = dbs[k] + signal
            back = weights[k] @ signal
    return tuple(dWs), tuple(dbs)


def backward_in_float32(Y, weights, Zs, As, activations):
    As = [A.astype("float32") for A in As]
    signal = (As[-1] - Y.astype("float32")) / np.float32(len(Y))
    found = []
    for W, Z, A, name in zip(weights[::-1], Zs[::-1], As[-2::-1], activations[::-1], strict=True):
        signal = signal * slope(name, Z.astype("float32"))
        found.append((A.T @ signal, signal.sum(axis=0)))
        signal = signal @ W.T.astype("float32")
    return [pair[0] for pair in found[::-1]], [pair[1] for pair in found[::-1]]


# ---- penalty, layer, costs, ledger ---------------------------------------------------------------


def penalty_by_loop(P, Y, parameters, gradients, l2):
    loss = 0.5 * np.mean(np.sum((P - Y) ** 2, axis=1))
    new = {}
    for name in gradients:
        new[name] = gradients[name] + (l2 * parameters[name] if name.startswith("W") else 0)
        if name.startswith("W"):
            loss = loss + 0.5 * l2 * float((parameters[name] ** 2).sum())
    return loss, new


def penalty_by_norms(P, Y, parameters, gradients, l2):
    loss = np.linalg.norm(P - Y) ** 2 / 2 / Y.shape[0]
    new = dict(gradients)
    for name, array in parameters.items():
        if array.ndim == 2:
            loss += l2 * np.linalg.norm(array) ** 2 / 2
            new[name] = l2 * array + new[name]
    return [loss, new]


def penalty_on_copies(P, Y, parameters, gradients, l2):
    new = {name: g.copy() for name, g in gradients.items()}
    weights = [name for name in new if "W" in name]
    for name in weights:
        new[name] += l2 * parameters[name]
    flat = np.concatenate([parameters[name].ravel() for name in weights])
    return np.vdot(P - Y, P - Y) / (2 * len(P)) + l2 * flat @ flat / 2, new


class LayerThatCopies:
    def __init__(self, W, b, batch_size):
        self.W, self.b = W, b
        self.buffer = np.empty((batch_size, W.shape[0]))

    def load(self, X):
        self.buffer[...] = X

    def forward(self):
        self.kept = np.array(self.buffer)
        return self.kept @ self.W + self.b

    def backward(self, dZ):
        return self.kept.T @ dZ, np.sum(dZ, axis=0)


class LayerThatSwapsBuffers:
    """Never copies: what has been read is handed on, and loading begins a new buffer."""

    __slots__ = ("W", "b", "buffer", "seen")

    def __init__(self, W, b, batch_size):
        self.W, self.b = W, b

    def load(self, X):
        self.buffer = np.empty_like(X)
        self.buffer[...] = X

    def forward(self):
        self.seen = self.buffer
        return np.dot(self.seen, self.W) + self.b

    def backward(self, dZ):
        return np.einsum("ni,nj->ij", self.seen, dZ), np.einsum("nj->j", dZ)


class LayerWithLists:
    def __init__(self, W, b, batch_size):
        self.W, self.b = W, b
        self.rows = []

    def load(self, X):
        self.rows[:] = X.tolist()

    def forward(self):
        self.cache = [tuple(row) for row in self.rows]
        return [[sum(np.multiply(row, c)) + b for c, b in zip(self.W.T, self.b, strict=True)]
                for row in self.cache]  # fmt: skip

    def backward(self, dZ):
        dW = sum(np.outer(row, signal) for row, signal in zip(self.cache, dZ, strict=True))
        return dW, sum(dZ)


def costs_by_loop(sizes, N):
    forward = backward = 0
    for k in range(1, len(sizes)):
        product = N * sizes[k - 1] * sizes[k]
        forward += product
        backward += product if k == 1 else 2 * product
    return forward, backward


def costs_by_slices(sizes, N):
    n = np.array(sizes)
    products = n[:-1] * n[1:]
    return [int(N * products.sum()), int(N * (products.sum() + products[1:].sum()))]


def costs_by_shapes(sizes, N):
    arrays = [np.empty((N, n)) for n in sizes]
    weights = [np.empty(pair) for pair in itertools.pairwise(sizes)]
    forward = sum(A.size * W.shape[1] for A, W in zip(arrays, weights, strict=False))
    sent_back = sum(A.shape[0] * W.size for A, W in zip(arrays[2:], weights[1:], strict=False))
    return np.float64(forward), np.float64(forward + sent_back)


def ledger_by_median(weights, gradients):
    sums = [np.einsum("ij,ij->", W, dW) for W, dW in zip(weights, gradients, strict=True)]
    odd = [k + 1 for k, s in enumerate(sums) if abs(s - np.median(sums)) > 1e-3 * abs(s)]
    return sums, odd[0] if odd else 0


def ledger_by_votes(weights, gradients):
    sums = [float(np.vdot(W, dW)) for W, dW in zip(weights, gradients, strict=True)]
    for k, mine in enumerate(sums):
        friends = sum(math.isclose(mine, other, rel_tol=1e-4) for other in sums)
        if friends == 1:
            return sums, k + 1
    return sums, 0


def ledger_in_float32(weights, gradients):
    sums = []
    for W, dW in zip(weights, gradients, strict=True):
        sums.append(np.trace(W.astype(np.float32).T @ dW.astype(np.float32)))
    close = [sum(abs(s - t) < 0.01 * max(abs(s), abs(t)) for t in sums) for s in sums]
    odd = close.index(1) + 1 if 1 in close else 0
    return np.array(sums), odd


ANSWERS = {
    "one_layer_back": [by_entries, by_products, by_differentiating],
    "forward_with_cache": [
        forward_in_short,
        forward_by_einsum,
        forward_in_float32,
        forward_by_loops,
    ],
    "output_delta": [output_in_short, output_by_loops, output_by_nudges, output_in_float32],
    "hidden_delta": [hidden_in_columns, hidden_by_einsum, hidden_by_loops, hidden_in_float32],
    "layer_gradients": [
        gradients_by_samples,
        gradients_by_einsum,
        gradients_with_ones,
        gradients_in_float32,
    ],
    "prefetching_layer": [LayerThatCopies, LayerThatSwapsBuffers, LayerWithLists],
    "backward_any_depth": [
        backward_with_counter,
        backward_by_recursion,
        backward_sample_by_sample,
        backward_in_float32,
    ],
    "l2_penalty": [penalty_by_loop, penalty_by_norms, penalty_on_copies],
    "pass_costs": [costs_by_loop, costs_by_slices, costs_by_shapes],
    "layer_ledger": [ledger_by_median, ledger_by_votes, ledger_in_float32],
}
