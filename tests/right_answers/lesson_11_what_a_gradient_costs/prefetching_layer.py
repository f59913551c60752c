"""Right answers to `prefetching_layer`: a copy, a new buffer for every batch, plain lists."""

import numpy as np


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


ANSWERS = [LayerThatCopies, LayerThatSwapsBuffers, LayerWithLists]
