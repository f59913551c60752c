"""Repair a layer that collects its gradients, so that only the first call of backward is right."""

import numpy as np

from bplib.course.checks import Class, class_case, slip
from bplib.course.checks.slips import Anything
from bplib.course.exercises.lesson_09_gradient_checking.shared import LOCALISE, signed


class RepairedLayer:
    """Z = X @ W + b; backward sets dW and db and returns dX."""

    join_W = staticmethod(lambda old, new: new)
    join_b = staticmethod(lambda old, new: new)
    gradients = staticmethod(lambda X, dZ: (X.T @ dZ, dZ.sum(axis=0)))
    rate = 0.0

    def __init__(self, W, b):
        self.W, self.b = W, b
        self.dW, self.db = np.zeros(W.shape), np.zeros(b.shape)

    def cache(self, X):
        """Return what the way back needs."""
        return X

    def forward(self, X):
        """Return Z."""
        self.X = self.cache(X)
        return X @ self.W + self.b

    def backward(self, dZ):
        """Return dL/dX."""
        dW, db = self.gradients(self.X, dZ)
        self.dW, self.db = self.join_W(self.dW, dW), self.join_b(self.db, db)
        self.W = self.W - self.rate * self.dW
        return dZ @ self.W.T


def cases(rng):
    """Draw layers that go back once, three times, and twice after one way forward."""

    def case(N, n_in, n_out, *steps):
        calls = []
        for step in steps:
            if step == "forward":
                calls.append(("forward", {"X": signed(rng, (N, n_in))}))
            else:
                dZ = signed(rng, (N, n_out))  # whose sum, if there is one alone, is not near 0
                calls.append(("backward", {"dZ": abs(dZ) if n_out == 1 else dZ}))
                calls += [("get", {"attribute": name}) for name in ("dW", "db")]
        made = {"W": signed(rng, (n_in, n_out)), "b": signed(rng, n_out)}
        return class_case(made, calls, ", ".join(steps))

    once, twice = ("forward", "backward"), ("forward", "backward", "backward")
    return [case(1, 2, 4, *once), case(4, 3, 1, *once, *once, *once), case(2, 4, 3, *twice, *once)]


def zeroing(self, X):
    """Go forward, and forget the gradients."""
    self.dW = self.db = 0.0
    return RepairedLayer.forward(self, X)


def averaging(self, dZ):
    """Go back, and average the gradients of all calls so far."""
    self.calls = [*getattr(self, "calls", []), self.gradients(self.X, dZ)]
    self.dW, self.db = (np.mean(each, axis=0) for each in zip(*self.calls, strict=True))
    return dZ @ self.W.T


def first(old, new):
    """Return the old gradient where there is one."""
    return old if np.any(old) else new


EXERCISE = Class(
    RepairedLayer,
    cases,
    name="repaired_layer",
    title="Repair a layer that passes only once",
    points=2,
    difficulty=2,
    minutes=3,
    read_again=LOCALISE,
    slips=[
        slip("not repaired", join_W=np.add, join_b=np.add).asks(
            "What does dW hold before the second backward begins?"
        ),
        slip("zeroed by forward only", join_W=np.add, join_b=np.add, forward=zeroing).asks(
            "What comes out if backward is called twice after one forward?"
        ),
        slip("biases still collect", join_b=np.add).asks("dW is new in every call. And db?"),
        slip("weights still collect", join_W=np.add).asks("db is new in every call. And dW?"),
        slip(
            "gradients stay zero",
            join_W=lambda old, new: 0.0 * new,
            join_b=lambda old, new: 0.0 * new,
        ).asks("Under which names does the caller look for the gradients, and what is there?"),
        slip("weights moved too", rate=Anything()).asks("Who asked backward to take a step?"),
        slip("average of the calls", backward=averaging).asks(
            "Whose gradient is asked for: that of this batch, or of all batches so far?"
        ),
        slip("first result kept", join_W=first, join_b=first).asks(
            "Does your second call of backward change dW at all?"
        ),
        slip("first input kept", cache=lambda self, X: getattr(self, "X", X)).asks(
            "With which X does backward multiply after the second forward?"
        ),
        slip(
            "averaged over the samples",
            gradients=lambda X, dZ: (X.T @ dZ / len(dZ), dZ.mean(axis=0)),
        ).asks("If L has a 1/N, is it not in dZ already?"),
        slip("bias gradient averaged", gradients=lambda X, dZ: (X.T @ dZ, dZ.mean(axis=0))).asks(
            "If L has a 1/N, is it not in dZ already, and so in db?"
        ),
        slip(
            "bias gradient as a row",
            gradients=lambda X, dZ: (X.T @ dZ, dZ.sum(axis=0, keepdims=True)),
        ).asks("How many axes has b, and how many has your db?"),
    ],
)
