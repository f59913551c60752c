"""An optimizer that keeps its own state."""

from typing import Any

import numpy as np

from bplib.course.checks import Case, Class, class_case, slip
from bplib.course.exercises.lesson_13_optimizers.shared import (
    _adam_constants,
    _gradients,
    adam_step,
)


class AdamOptimizer:
    """Adam for several arrays, with one state for each."""

    def __init__(self, lr: float, beta1: float, beta2: float, eps: float) -> None:
        self.settings = (lr, beta1, beta2, eps)
        self.states: dict[Any, dict[str, Any]] = {}

    def step(self, parameters: list[Any], gradients: list[Any]) -> list[Any]:
        """Return the new parameters."""
        self.begin()
        new = []
        for index, (w, g) in enumerate(zip(parameters, gradients, strict=True)):
            key = self.key(index, w)
            zero = {"m": np.zeros_like(w), "v": np.zeros_like(w), "t": 0}
            w, self.states[key] = adam_step(w, self.states.get(key, zero), g, *self.settings)
            new.append(w)
        return new

    def begin(self) -> None:
        """Do nothing before a step."""

    def key(self, index: int, w: Any) -> Any:
        """Return what the state is kept under."""
        return index


class _OneState(AdamOptimizer):
    def key(self, index: int, w: Any) -> Any:
        return "shared"


class _StateByShape(AdamOptimizer):
    def key(self, index: int, w: Any) -> Any:
        return np.shape(w)


class _ForgetsEverything(AdamOptimizer):
    def begin(self) -> None:
        self.states = {}


class _CountsParameters(AdamOptimizer):
    def step(self, parameters: list[Any], gradients: list[Any]) -> list[Any]:
        new = []
        self.t = getattr(self, "t", 0)
        for index, (w, g) in enumerate(zip(parameters, gradients, strict=True)):
            zero = {"m": np.zeros_like(w), "v": np.zeros_like(w)}
            state = {**self.states.get(index, zero), "t": self.t}
            w, self.states[index] = adam_step(w, state, g, *self.settings)
            self.t += 1
            new.append(w)
        return new


class _FirstOnly(AdamOptimizer):
    def step(self, parameters: list[Any], gradients: list[Any]) -> list[Any]:
        return super().step(parameters[:1], gradients[:1]) + list(parameters[1:])


def _optimizer_cases(rng: np.random.Generator) -> list[Case]:
    def case(note: str, *shapes: tuple[int, ...]) -> Case:
        runs = [_gradients(rng, shape, 3) for shape in shapes]
        calls = [
            (
                "step",
                {
                    "parameters": [rng.normal(size=shape) + 2 for shape in shapes],
                    "gradients": [run[step]["g"] for run in runs],
                },
            )
            for step in range(3)
        ]
        return class_case(_adam_constants(rng), calls, note)

    return [
        case("three arrays of one shape", (4,), (4,), (4,)),
        case("a layer and a second bias", (2, 3), (3,), (3,)),
        case("two layers", (2, 4), (4,), (4, 3), (3,)),
    ]


EXERCISE = Class(
    AdamOptimizer,
    _optimizer_cases,
    name="adam_optimizer",
    title="An optimizer that keeps its own state",
    points=3,
    difficulty=4,
    minutes=6,
    read_again="In NumPy: an optimizer as an object",
    slips=[
        slip("one state for all", instead=_OneState).asks(
            "Whose gradients does the second array find in m when its turn comes?"
        ),
        slip("state by shape", instead=_StateByShape).asks(
            "Can two arrays of one network have the same shape?"
        ),
        slip("state made anew", instead=_ForgetsEverything).asks(
            "What does your object remember of the step before?"
        ),
        slip("t counts arrays", instead=_CountsParameters).asks(
            "After one step over three arrays, how many steps has the last one taken?"
        ),
        slip("first array only", instead=_FirstOnly).asks(
            "How many of the arrays have moved when your method returns?"
        ),
    ],
)
