"""Repair a dropout layer."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from bplib.course.checks import Case, Class, class_case, slip


class RepairedDropout:
    """Inverted dropout: a mask is drawn when training and used again on the way back."""

    def __init__(self, p: float, seed: int) -> None:
        self.p, self.rng = p, np.random.default_rng(seed)

    def forward(self, A: Any, training: bool) -> Any:
        """Return the output, (N, n); evaluating passes A on."""
        if not training:
            return A
        self.mask = (self.rng.random(np.shape(A)) >= self.p) / (1 - self.p)
        return A * self.mask

    def backward(self, dY: Any) -> Any:
        """Return dL/dA, with the mask of the latest forward pass in training."""
        return dY * self.mask


def _layer_variant(kind: str) -> type:
    """Return the layer with one mistake, or with all four of the lesson's broken version."""
    broken = kind == "not repaired"

    class Broken:
        def __init__(self, p: float, seed: int) -> None:
            self.p, self.rng = p, np.random.default_rng(seed)
            self.kept: Any = None

        def draw(self, shape: tuple[int, ...]) -> Any:
            return self.rng.random(shape) >= self.p

        def forward(self, A: Any, training: bool) -> Any:
            if not training and kind == "scaled when evaluating":
                return A * (1 - self.p)
            if not training and kind != "active when evaluating" and not broken:
                if kind == "mask overwritten":
                    self.kept = np.full(A.shape, 1 - self.p)
                return A
            frozen = kind == "one mask for ever" and self.kept is not None
            if not (frozen and self.kept.shape == A.shape):
                self.kept = self.draw(A.shape)
            self.output = A * self.kept
            unscaled = ("no scale", "scale on the way back only", "scaled when evaluating")
            return self.output if broken or kind in unscaled else self.output / (1 - self.p)

        def backward(self, dY: Any) -> Any:
            if kind == "mask left out":
                return dY
            if kind == "new mask" or broken:
                self.kept = self.draw(dY.shape)
            kept = self.output != 0 if kind == "mask from the output" else self.kept
            unscaled = ("no scale", "scale on the way in only", "scaled when evaluating")
            return dY * kept if broken or kind in unscaled else dY * kept / (1 - self.p)

    return Broken


def _layer_cases(rng: np.random.Generator) -> list[Case]:
    def case(note: str, p: float, first: tuple[int, int], second: tuple[int, int]) -> Case:
        def values(shape: tuple[int, int]) -> Any:
            A = rng.uniform(0.5, 2.0, shape)
            A[rng.integers(shape[0])] = 0.0  # a sample that the ReLU before it has silenced
            return A

        calls: list[tuple[str, Mapping[str, Any]]] = []
        for shape in (first, first, second):
            calls.append(("forward", {"A": values(shape), "training": True}))
            calls.append(("backward", {"dY": rng.normal(size=shape)}))
        calls.append(("forward", {"A": values(first), "training": False}))
        calls.append(("forward", {"A": values(second), "training": False}))
        # Once more, and last: an answer may draw numbers when evaluating too.
        calls.append(("backward", {"dY": rng.normal(size=second)}))
        return class_case({"p": p, "seed": int(rng.integers(10_000))}, calls, note)

    return [
        case("a third silenced", float(rng.uniform(0.28, 0.4)), (6, 4), (5, 4)),
        case("a quarter silenced", float(rng.uniform(0.2, 0.3)), (5, 7), (3, 7)),
        case("most silenced", float(rng.uniform(0.6, 0.7)), (7, 6), (4, 6)),
    ]


EXERCISE = Class(
    RepairedDropout,
    _layer_cases,
    name="repaired_dropout",
    title="Repair a dropout layer",
    points=3,
    difficulty=4,
    minutes=6,
    read_again="A layer to repair",
    slips=[
        slip("not repaired", instead=_layer_variant("not repaired")).asks(
            "Which of the four symptoms have you looked for so far?"
        ),
        slip("new mask on the way back", instead=_layer_variant("new mask")).asks(
            "Which units did the loss hear in the forward pass, and do the same ones learn?"
        ),
        slip("active when evaluating", instead=_layer_variant("active when evaluating")).asks(
            "What is your layer's answer to the same image, evaluated twice?"
        ),
        slip("no scale", instead=_layer_variant("no scale")).asks(
            "What is the mean output over many masks, beside the input?"
        ),
        slip("scale on the way in only", instead=_layer_variant("scale on the way in only")).asks(
            "The output is m·a. What is its derivative by a?"
        ),
        slip(
            "scale on the way back only", instead=_layer_variant("scale on the way back only")
        ).asks("The gradient belongs to m·a. Is that what your forward pass computes?"),
        slip("scaled when evaluating", instead=_layer_variant("scaled when evaluating")).asks(
            "Which of the two passes does inverted dropout leave alone?"
        ),
        slip("one mask for ever", instead=_layer_variant("one mask for ever")).asks(
            "How often should a unit that is silent now get its turn?"
        ),
        slip("mask read off the output", instead=_layer_variant("mask from the output")).asks(
            "Is every output of 0 a unit that dropout has silenced?"
        ),
        slip("mask left out on the way back", instead=_layer_variant("mask left out")).asks(
            "How much does the loss change if a silenced unit's input changes?"
        ),
        slip("mask overwritten when evaluating", instead=_layer_variant("mask overwritten")).asks(
            "What has an evaluation between forward and backward left of the training mask?"
        ),
    ],
)
