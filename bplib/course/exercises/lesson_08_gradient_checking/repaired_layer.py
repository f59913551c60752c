"""Repair a layer that passes only once."""

from typing import Any

import numpy as np

from bplib.course.checks import Case, Class, class_case, slip
from bplib.course.exercises.lesson_08_gradient_checking.shared import LOCALISE, _signed


class RepairedLayer:
    """Z = X @ W + b; backward sets dW and db and returns dX."""

    def __init__(self, W: Any, b: Any) -> None:
        self.W, self.b = W, b

    def forward(self, X: Any) -> Any:
        """Return Z."""
        self.X = X
        return X @ self.W + self.b

    def backward(self, dZ: Any) -> Any:
        """Return dL/dX."""
        self.dW, self.db = self.X.T @ dZ, dZ.sum(axis=0)
        return dZ @ self.W.T


def _layer_variant(kind: str) -> type:
    class Layer(RepairedLayer):
        def __init__(self, W: Any, b: Any) -> None:
            super().__init__(W, b)
            self.dW, self.db = np.zeros_like(W), np.zeros_like(b)
            self.calls = 0

        def forward(self, X: Any) -> Any:
            if kind == "zeroed by forward":
                self.dW, self.db = np.zeros_like(self.W), np.zeros_like(self.b)
            self.X = self.X if kind == "first input kept" and hasattr(self, "X") else X
            return X @ self.W + self.b

        def backward(self, dZ: Any) -> Any:
            dW, db = self.X.T @ dZ, dZ.sum(axis=0)
            self.calls += 1
            if kind in ("not repaired", "zeroed by forward"):
                self.dW, self.db = self.dW + dW, self.db + db
            elif kind == "biases still collect":
                self.dW, self.db = dW, self.db + db
            elif kind == "weights still collect":
                self.dW, self.db = self.dW + dW, db
            elif kind == "average of the calls":
                self.dW = self.dW + (dW - self.dW) / self.calls
                self.db = self.db + (db - self.db) / self.calls
            elif kind == "first result kept":
                self.dW, self.db = (dW, db) if self.calls == 1 else (self.dW, self.db)
            elif kind == "averaged":
                self.dW, self.db = dW / len(dZ), db / len(dZ)
            else:
                self.dW, self.db = dW, db
            return dZ @ self.W.T

    return Layer


def _layer_cases(rng: np.random.Generator) -> list[Case]:
    def case(N: int, n_in: int, n_out: int, *steps: str) -> Case:
        calls: list[tuple[str, dict[str, Any]]] = []
        for step in steps:
            if step == "forward":
                calls.append(("forward", {"X": _signed(rng, (N, n_in))}))
            else:
                calls.append(("backward", {"dZ": _signed(rng, (N, n_out))}))
                calls += [("get", {"attribute": name}) for name in ("dW", "db")]
        note = ", ".join(steps)
        return class_case({"W": _signed(rng, (n_in, n_out)), "b": _signed(rng, n_out)}, calls, note)

    once, twice = ("forward", "backward"), ("forward", "backward", "backward")
    return [case(3, 2, 4, *once), case(4, 3, 2, *once, *once, *once), case(2, 4, 3, *twice, *once)]


EXERCISE = Class(
    RepairedLayer,
    _layer_cases,
    name="repaired_layer",
    title="Repair a layer that passes only once",
    points=2,
    difficulty=2,
    minutes=3,
    read_again=LOCALISE,
    slips=[
        slip("not repaired", instead=_layer_variant("not repaired")).asks(
            "What does dW hold before the second backward begins?"
        ),
        slip("zeroed by forward only", instead=_layer_variant("zeroed by forward")).asks(
            "What comes out if backward is called twice after one forward?"
        ),
        slip("biases still collect", instead=_layer_variant("biases still collect")).asks(
            "dW is new in every call. And db?"
        ),
        slip("weights still collect", instead=_layer_variant("weights still collect")).asks(
            "db is new in every call. And dW?"
        ),
        slip("average of the calls", instead=_layer_variant("average of the calls")).asks(
            "Whose gradient is asked for: that of this batch, or of all batches so far?"
        ),
        slip("first result kept", instead=_layer_variant("first result kept")).asks(
            "Does your second call of backward change dW at all?"
        ),
        slip("first input kept", instead=_layer_variant("first input kept")).asks(
            "With which X does backward multiply after the second forward?"
        ),
        slip("averaged over the samples", instead=_layer_variant("averaged")).asks(
            "If L has a 1/N, is it not in dZ already?"
        ),
    ],
)
