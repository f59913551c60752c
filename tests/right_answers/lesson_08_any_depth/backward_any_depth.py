"""Right answers to `backward_any_depth`: a counter, recursion, by samples, single precision."""

import numpy as np
from right_answers.lesson_08_any_depth.shared import slope


def with_counter(Y, weights, Zs, As, activations):
    L = len(weights)
    dWs, dbs = [None] * L, [None] * L
    dA = (As[L] - Y) / Y.shape[0]
    for k in range(L - 1, -1, -1):
        dZ = dA * slope(activations[k], Zs[k])
        dWs[k] = As[k].T @ dZ
        dbs[k] = dZ.sum(0)
        dA = dZ @ weights[k].T
    return dWs, dbs


def by_recursion(Y, weights, Zs, As, activations):
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


def sample_by_sample(Y, weights, Zs, As, activations):
    dWs, dbs = [0 * W for W in weights], [np.zeros(W.shape[1]) for W in weights]
    for n in range(len(Y)):
        back = (As[-1][n] - Y[n]) / len(Y)
        for k in reversed(range(len(weights))):
            signal = back * slope(activations[k], Zs[k][n])
            dWs[k] = dWs[k] + np.outer(As[k][n], signal)
            dbs[k] = dbs[k] + signal
            back = weights[k] @ signal
    return tuple(dWs), tuple(dbs)


def in_float32(Y, weights, Zs, As, activations):
    As = [A.astype("float32") for A in As]
    signal = (As[-1] - Y.astype("float32")) / np.float32(len(Y))
    found = []
    for W, Z, A, name in zip(weights[::-1], Zs[::-1], As[-2::-1], activations[::-1], strict=True):
        signal = signal * slope(name, Z.astype("float32"))
        found.append((A.T @ signal, signal.sum(axis=0)))
        signal = signal @ W.T.astype("float32")
    return [pair[0] for pair in found[::-1]], [pair[1] for pair in found[::-1]]


ANSWERS = [with_counter, by_recursion, sample_by_sample, in_float32]
