"""Right answers to `running_batchnorm`: lists, statistics in place, a history."""

import numpy as np


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


ANSWERS = [WithSlots, InPlace, ByHistory]
