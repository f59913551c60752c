"""Right answers to `adam_optimizer`: bplib's, one long state for all arrays joined, lists."""

import numpy as np
from right_answers.lesson_17_adaptive_optimizers.shared import adam_with_one_rate

from bplib import optimizers


class AdamByBplib:
    def __init__(self, *settings):
        self.settings, self.each = settings, []

    def step(self, parameters, gradients):
        if not self.each:
            self.each = [optimizers.Adam(*self.settings) for _ in parameters]
        new = [w.copy() for w in parameters]
        for optimizer, w, g in zip(self.each, new, gradients, strict=True):
            optimizer.step(w, g)
        return new


class AdamInOneArray:
    __slots__ = ("settings", "state")

    def __init__(self, lr, beta1, beta2, eps):
        self.settings, self.state = (lr, beta1, beta2, eps), None

    def step(self, parameters, gradients):
        w = np.concatenate([np.ravel(p) for p in parameters])
        g = np.concatenate([np.ravel(p) for p in gradients])
        self.state = self.state or {"m": 0 * w, "v": 0 * w, "t": 0}
        w, self.state = adam_with_one_rate(w, self.state, g, *self.settings)
        cuts = np.cumsum([np.size(p) for p in parameters])[:-1]
        pieces = np.split(w, cuts)
        return tuple(a.reshape(np.shape(p)) for a, p in zip(pieces, parameters, strict=True))


class AdamInLists:
    def __init__(self, lr, beta1, beta2, eps):
        self.lr, self.b1, self.b2, self.eps = lr, beta1, beta2, eps
        self.m, self.v, self.t = None, None, 0

    def step(self, parameters, gradients):
        if self.m is None:
            self.m, self.v = [0.0] * len(parameters), [0.0] * len(parameters)
        self.t += 1
        new = []
        for i, (w, g) in enumerate(zip(parameters, gradients, strict=True)):
            self.m[i] = self.b1 * self.m[i] + (1 - self.b1) * g
            self.v[i] = self.b2 * self.v[i] + (1 - self.b2) * g * g
            root = (self.v[i] / (1 - self.b2**self.t)) ** 0.5 + self.eps
            new.append((w - self.lr * self.m[i] / (1 - self.b1**self.t) / root).tolist())
        return new


class AdamWithDefaults:
    t, m, v = 0, None, None  # what an object has until its first step

    def __init__(self, lr, beta1, beta2, eps):
        self.lr, self.b1, self.b2, self.eps = lr, beta1, beta2, eps

    def step(self, parameters, gradients):
        m, v = self.m or [0.0] * len(parameters), self.v or [0.0] * len(parameters)
        self.t += 1
        self.m = [self.b1 * a + (1 - self.b1) * g for a, g in zip(m, gradients, strict=True)]
        self.v = [self.b2 * a + (1 - self.b2) * g**2 for a, g in zip(v, gradients, strict=True)]
        rate = self.lr / (1 - self.b1**self.t)
        roots = [np.sqrt(a / (1 - self.b2**self.t)) + self.eps for a in self.v]
        return [w - rate * a / r for w, a, r in zip(parameters, self.m, roots, strict=True)]


ANSWERS = [AdamByBplib, AdamInOneArray, AdamInLists, AdamWithDefaults]
