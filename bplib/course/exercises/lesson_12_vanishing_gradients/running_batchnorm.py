"""Repair a normaliser that depends on its neighbours."""

from typing import Any

import numpy as np

from bplib.course.checks import Case, Class, class_case, slip
from bplib.course.exercises.lesson_12_vanishing_gradients.shared import _batch


class RunningBatchNorm:
    """Batch statistics while training, running averages when evaluating."""

    def __init__(self, units: int, momentum: float) -> None:
        self.momentum = momentum
        self.running_mean, self.running_var = np.zeros(units), np.ones(units)

    def forward(self, Z: Any, training: bool) -> Any:
        """Return the normalised batch; only training moves the running averages."""
        mean, variance = self.running_mean, self.running_var
        if training:
            mean, variance = Z.mean(axis=0), Z.var(axis=0)
            self.running_mean = (1 - self.momentum) * self.running_mean + self.momentum * mean
            self.running_var = (1 - self.momentum) * self.running_var + self.momentum * variance
        return (Z - mean) / np.sqrt(variance + 1e-5)


def _running_variant(kind: str) -> type:
    """Return the class with one mistake, or with all three of the lesson's broken version."""
    replaces = kind in ("replaced", "not repaired")
    always_batch = kind in ("batch in evaluation", "not repaired")
    always_moves = kind in ("moves in evaluation", "not repaired")

    class Broken:
        def __init__(self, units: int, momentum: float) -> None:
            self.keep = momentum if kind == "momentum swapped" else 1 - momentum
            self.running_mean = np.zeros(units)
            self.running_var = np.zeros(units) if kind == "starts at 0" else np.ones(units)

        def forward(self, Z: Any, training: bool) -> Any:
            mean, variance = Z.mean(axis=0), Z.var(axis=0)
            use_batch = always_batch or (training and kind != "running in training")
            before = self.running_mean, self.running_var
            if (training or always_moves) and kind != "never moves":
                stored = np.sqrt(variance) if kind == "spread stored" else variance
                if kind == "unbiased":
                    stored = variance * len(Z) / max(len(Z) - 1, 1)
                keep = 0.0 if replaces else self.keep
                self.running_mean = keep * before[0] + (1 - keep) * mean
                self.running_var = keep * before[1] + (1 - keep) * stored
            if not use_batch:
                mean, variance = self.running_mean, self.running_var
            return (Z - mean) / np.sqrt(variance + 1e-5)

    return Broken


def _running_cases(rng: np.random.Generator) -> list[Case]:
    def case(note: str, units: int, momentum: float, first: int, second: int, some: int) -> Case:
        last = _batch(rng, some, units)
        return class_case(
            {"units": units, "momentum": momentum},
            [
                ("forward", {"Z": _batch(rng, first, units), "training": True}),
                ("forward", {"Z": _batch(rng, second, units), "training": True}),
                ("forward", {"Z": last, "training": False}),
                ("forward", {"Z": _batch(rng, first, units), "training": False}),
                ("get", {"attribute": "running_mean"}),
                ("get", {"attribute": "running_var"}),
                ("forward", {"Z": _batch(rng, second, units), "training": True}),
                ("forward", {"Z": last, "training": False}),
            ],
            note,
        )

    return [
        case("three units", 3, float(rng.uniform(0.1, 0.2)), 5, 4, 2),
        case("evaluated on a single image", 2, float(rng.uniform(0.25, 0.4)), 6, 3, 1),
        case("a long memory", 4, float(rng.uniform(0.02, 0.05)), 3, 7, 2),
    ]


EXERCISE = Class(
    RunningBatchNorm,
    _running_cases,
    name="running_batchnorm",
    title="Repair a normaliser that depends on its neighbours",
    points=2,
    difficulty=3,
    minutes=6,
    read_again="Repair: batch normalisation",
    slips=[
        slip("not repaired yet", instead=_running_variant("not repaired")).asks(
            "What should change between training and evaluating, and what changes here?"
        ),
        slip(
            "batch statistics in evaluation", instead=_running_variant("batch in evaluation")
        ).asks("Should an image's answer depend on which images are evaluated with it?"),
        slip("averages moved in evaluation", instead=_running_variant("moves in evaluation")).asks(
            "Evaluating twice in a row: should the second answer differ?"
        ),
        slip("averages replaced", instead=_running_variant("replaced")).asks(
            "How much of the batch before last is left in your running mean?"
        ),
        slip("momentum the other way round", instead=_running_variant("momentum swapped")).asks(
            "With momentum 0.1, does one batch count for a tenth or for nine tenths?"
        ),
        slip("averages used in training", instead=_running_variant("running in training")).asks(
            "Which statistics normalise a batch while training?"
        ),
        slip("averages never moved", instead=_running_variant("never moves")).asks(
            "What are the running averages after a thousand batches?"
        ),
        slip("spread stored as variance", instead=_running_variant("spread stored")).asks(
            "Is what you store averaged before the root or after it?"
        ),
        slip("N − 1 in the stored variance", instead=_running_variant("unbiased")).asks(
            "Some libraries store it so. Which of the two does the specification name?"
        ),
        slip("variance starts at 0", instead=_running_variant("starts at 0")).asks(
            "What would the very first evaluation divide by?"
        ),
    ],
)
