"""Repair a layer that forgets its batch."""

from typing import Any

import numpy as np

from bplib.course.checks import Case, Class, class_case, slip
from bplib.course.exercises.lesson_07_any_depth.shared import FORWARD, _signed


class PrefetchingLayer:
    """A linear layer whose next batch is loaded before it has gone back through the last one."""

    def __init__(self, W: Any, b: Any, batch_size: int) -> None:
        self.W, self.b = W, b
        self.buffer = np.empty((batch_size, len(W)))

    def load(self, X: Any) -> None:
        """Put a batch into the buffer."""
        self.buffer[...] = X

    def forward(self) -> Any:
        """Return the sums of the batch in the buffer."""
        self.A_prev = self.buffer.copy()
        return self.A_prev @ self.W + self.b

    def backward(self, dZ: Any) -> tuple[Any, Any]:
        """Return dL/dW and dL/db for the batch of the last forward pass."""
        return self.A_prev.T @ dZ, dZ.sum(axis=0)


def _layer_variant(kind: str) -> type:
    """Return the layer with one mistake, or as the broken program."""

    class Layer(PrefetchingLayer):
        def forward(self) -> Any:
            Z = self.buffer @ self.W + self.b
            if kind in ("not repaired", "shared"):
                self.A_prev = self.buffer
            elif kind != "first batch" or not hasattr(self, "A_prev"):
                self.A_prev = self.buffer.copy()
            return Z

        def backward(self, dZ: Any) -> tuple[Any, Any]:
            dW, db = self.A_prev.T @ dZ, dZ.sum(axis=0)
            if kind in ("not repaired", "averaged"):
                db = dZ.mean(axis=0)
            if kind == "both averaged":
                dW, db = dW / len(dZ), db / len(dZ)
            if kind == "added up":
                before = getattr(self, "gradients", (0.0, 0.0))
                dW, db = self.gradients = dW + before[0], db + before[1]
            if kind == "last sample":
                dW, db = np.outer(self.A_prev[-1], dZ[-1]), dZ[-1]
            return (dW.T, db) if kind == "transposed" else (dW, db)

    return Layer


def _layer_cases(rng: np.random.Generator) -> list[Case]:
    def case(note: str, N: int, n_in: int, n_out: int) -> Case:
        X = [_signed(rng, (N, n_in)) for _ in range(4)]
        dZ = [_signed(rng, (N, n_out)) for _ in range(3)]
        return class_case(
            {"W": _signed(rng, (n_in, n_out)), "b": _signed(rng, (n_out,)), "batch_size": N},
            [
                ("load", {"X": X[0]}),
                ("forward", {}),
                ("load", {"X": X[1]}),
                ("backward", {"dZ": dZ[0]}),
                ("forward", {}),
                ("load", {"X": X[2]}),
                ("backward", {"dZ": dZ[1]}),
                ("forward", {}),
                ("load", {"X": X[3]}),
                ("backward", {"dZ": dZ[2]}),
            ],
            note,
        )

    return [case("4 samples", 4, 3, 2), case("2 samples", 2, 3, 5), case("5 samples", 5, 2, 3)]


EXERCISE = Class(
    PrefetchingLayer,
    _layer_cases,
    name="prefetching_layer",
    title="Repair a layer that forgets its batch",
    points=3,
    difficulty=3,
    minutes=5,
    read_again=FORWARD,
    slips=[
        slip("not repaired", instead=_layer_variant("not repaired")).asks(
            (
                "Two things are wrong. Which batch is in the array that backward reads, and over "
                "how many samples does each gradient add?"
            )
        ),
        slip("cache still shared", instead=_layer_variant("shared")).asks(
            "When load writes the next batch, how many arrays change?"
        ),
        slip("bias still averaged", instead=_layer_variant("averaged")).asks(
            "The weights add up over the samples. Do the biases?"
        ),
        slip("both averaged", instead=_layer_variant("both averaged")).asks(
            "Is the 1/N of the loss already inside dZ?"
        ),
        slip("gradients added up", instead=_layer_variant("added up")).asks(
            "Should the second backward remember the first?"
        ),
        slip("first batch for ever", instead=_layer_variant("first batch")).asks(
            "Which batch does your cache hold after the second forward?"
        ),
        slip("last sample only", instead=_layer_variant("last sample")).asks(
            "What became of the other samples of the batch?"
        ),
        slip("gradient transposed", instead=_layer_variant("transposed")).asks(
            "Could your dW be subtracted from W?"
        ),
    ],
)
