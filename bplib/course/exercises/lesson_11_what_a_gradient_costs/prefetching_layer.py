"""Repair a layer whose buffer is filled again before it has gone back through its batch."""

import numpy as np

from bplib.course.checks import Class, class_case, slip
from bplib.course.exercises.lesson_11_what_a_gradient_costs.shared import signed


class PrefetchingLayer:
    """A linear layer whose next batch is loaded before it has gone back through the last one."""

    batch = staticmethod(lambda A_prev, dZ: (A_prev, dZ))
    product = staticmethod(lambda A_prev, dZ: A_prev.T @ dZ)
    total = staticmethod(np.sum)

    def __init__(self, W, b, batch_size):
        self.W, self.b = W, b
        self.buffer = np.empty((batch_size, len(W)))

    def load(self, X):
        """Put a batch into the buffer."""
        self.buffer[...] = X

    def cache(self):
        """Return what the way back needs."""
        return self.buffer.copy()

    def forward(self):
        """Return the sums of the batch in the buffer."""
        self.A_prev = self.cache()
        return self.buffer @ self.W + self.b

    def backward(self, dZ):
        """Return dL/dW and dL/db for the batch of the last forward pass."""
        A_prev, dZ = self.batch(self.A_prev, dZ)
        return self.product(A_prev, dZ), self.total(dZ, axis=0)


def cases(rng):
    """Draw three layers; each loads the next batch between forward and backward, three times."""

    def case(N, n_in, n_out):
        X = [signed(rng, (N, n_in)) for _ in range(4)]
        dZ = [signed(rng, (N, n_out)) for _ in range(3)]
        made = {"W": signed(rng, (n_in, n_out)), "b": signed(rng, (n_out,)), "batch_size": N}
        calls = [("load", {"X": X[0]})]
        for following, delta in zip(X[1:], dZ, strict=True):
            calls += [("forward", {}), ("load", {"X": following}), ("backward", {"dZ": delta})]
        return class_case(made, calls, f"{N} samples")

    return [case(4, 3, 2), case(2, 3, 5), case(5, 2, 3)]


def added_up(self, dZ):
    """Add the gradients of all batches so far."""
    new = PrefetchingLayer.backward(self, dZ)
    before = getattr(self, "gradients", (0.0, 0.0))
    self.gradients = before[0] + new[0], before[1] + new[1]
    return self.gradients


EXERCISE = Class(
    PrefetchingLayer,
    cases,
    name="prefetching_layer",
    title="Repair a layer that forgets its batch",
    points=3,
    difficulty=3,
    read_again="A cache that was overwritten",
    slips=[
        slip("not repaired", cache=lambda self: self.buffer, total=np.mean).asks(
            "Two things are wrong. Which batch is in the array that backward reads, and over "
            "how many samples does each gradient add?"
        ),
        slip("cache still shared", cache=lambda self: self.buffer).asks(
            "When load writes the next batch, how many arrays change?"
        ),
        slip("bias still averaged", total=np.mean).asks(
            "The weights add up over the samples. Do the biases?"
        ),
        slip("both averaged", batch=lambda A_prev, dZ: (A_prev, dZ / len(dZ))).asks(
            "Is the 1/N of the loss already inside dZ?"
        ),
        slip("gradients added up", backward=added_up).asks(
            "Should the second backward remember the first?"
        ),
        slip(
            "first batch for ever",
            cache=lambda self: getattr(self, "A_prev", self.buffer.copy()),
        ).asks("Which batch does your cache hold after the second forward?"),
        slip("last sample only", batch=lambda A_prev, dZ: (A_prev[-1:], dZ[-1:])).asks(
            "What became of the other samples of the batch?"
        ),
        slip("gradient transposed", product=lambda A_prev, dZ: dZ.T @ A_prev).asks(
            "Could your dW be subtracted from W?"
        ),
    ],
)
