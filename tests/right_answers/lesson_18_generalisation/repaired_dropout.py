"""Right answers to `repaired_dropout`: silent units, einsum, single precision."""

import numpy as np


class DropoutBySlots:
    __slots__ = ("p", "rng", "silent")

    def __init__(self, p, seed):
        self.p, self.rng = p, np.random.default_rng(seed)

    def forward(self, A, training):
        if training:
            self.silent = self.rng.random(A.shape) < self.p
            A = A.copy()
            A[self.silent] = 0
            A /= 1 - self.p
        return A

    def backward(self, dY):
        dA = dY / (1 - self.p)
        dA[self.silent] = 0
        return dA


class DropoutByEinsum:
    def __init__(self, p, seed):
        self.p = p
        self.rng = np.random.default_rng(seed)

    def forward(self, A, training):
        if training:
            kept = self.rng.random(A.shape) >= self.p
            self.M = kept.astype(float) / (1 - self.p)
            return np.multiply(self.M, A)
        return np.ones_like(A) * A

    def backward(self, dY):
        return np.einsum("ni,ni->ni", dY, self.M)


class DropoutInFloat32:
    def __init__(self, p, seed):
        self.keep, self.rng = 1 - p, np.random.default_rng(seed)

    def _apply(self, A):
        return np.where(self.kept, A.astype(np.float32) / np.float32(self.keep), np.float32(0))

    def forward(self, A, training):
        if not training:
            return A.astype(np.float32)
        self.kept = self.rng.random(A.shape) >= 1 - self.keep
        return self._apply(A)

    def backward(self, dY):
        return self._apply(dY)


ANSWERS = [DropoutBySlots, DropoutByEinsum, DropoutInFloat32]
