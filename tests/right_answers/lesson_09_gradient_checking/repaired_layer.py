"""Right answers to `repaired_layer`: slots, zeroed arrays, gradients made when read."""

import numpy as np


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


ANSWERS = [LayerWithSlots, LayerThatZeroes, LayerOfSamples]
