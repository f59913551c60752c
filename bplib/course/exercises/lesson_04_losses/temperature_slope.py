"""One knob for all logits."""

from collections.abc import Callable
from typing import Any

import numpy as np

from bplib.course.checks import Case, Function, call_case, slip
from bplib.course.exercises.lesson_04_losses.shared import _SOFTMAX, _labels, _one_hot, _softmax


def temperature_slope(Z: Any, labels: Any, T: float) -> Any:
    """Return dL/dT of the cross-entropy of softmax(Z / T)."""
    G = (_softmax(Z / T) - _one_hot(labels, Z.shape[1])) / len(Z)
    return -np.sum(G * Z) / T**2


def _temperature_variant(kind: str) -> Callable[[Any, Any, float], Any]:
    """Return the slope with one mistake."""

    def slope(Z: Any, labels: Any, T: float) -> Any:
        N, C = Z.shape
        Y = _one_hot(labels, C)
        P = _softmax(Z if kind == "T forgotten" else Z * T if kind == "multiplied" else Z / T)
        G = (P if kind == "not subtracted" else P - Y) / N
        if kind == "true class":
            G = G * Y
        inner = {"T once": -Z / T, "slope of 1/T": Z / T, "sign": Z / T**2}
        total = np.sum(G * inner.get(kind, -Z / T**2))
        return total * {"not averaged": N, "classes": 1 / C}.get(kind, 1)

    return slope


def _temperature_cases(rng: np.random.Generator) -> list[Case]:
    def case(note: str, N: int, C: int, low: float, high: float) -> Case:
        return call_case(
            note,
            Z=rng.normal(size=(N, C)) * 1.5 + 0.4,
            labels=_labels(rng, N, C),
            T=float(rng.uniform(low, high)),
        )

    return [
        case("hot", 5, 3, 1.6, 2.5),
        case("cold", 4, 6, 0.4, 0.7),
        case("hot", 3, 5, 2.5, 4.0),
        case("cold", 6, 4, 0.5, 0.8),
    ]


EXERCISE = Function(
    temperature_slope,
    _temperature_cases,
    title="One knob for all logits",
    points=3,
    difficulty=4,
    minutes=5,
    read_again=_SOFTMAX,
    slips=[
        slip("true class only", instead=_temperature_variant("true class")).asks(
            "By how many roads does T reach the loss of one sample?"
        ),
        slip("T not squared", instead=_temperature_variant("T once")).asks(
            "What is the slope of z/T by T?"
        ),
        slip("slope of a quotient", instead=_temperature_variant("slope of 1/T")).asks(
            "When T grows, does z/T grow or shrink, and at which rate?"
        ),
        slip("sign", instead=_temperature_variant("sign")).asks(
            "When T grows, does a positive z/T grow or shrink?"
        ),
        slip("T forgotten in softmax", instead=_temperature_variant("T forgotten")).asks(
            "Which numbers went into softmax here: z, or something else?"
        ),
        slip("multiplied by T", instead=_temperature_variant("multiplied")).asks(
            "Which numbers went into softmax here: T z, or something else?"
        ),
        slip("one-hot not subtracted", instead=_temperature_variant("not subtracted")).asks(
            "What is the slope of the loss by one logit, for the true class?"
        ),
        slip("not averaged", instead=_temperature_variant("not averaged")).asks(
            "If every sample is given twice, should the slope double?"
        ),
        slip("divided by the classes", instead=_temperature_variant("classes")).asks(
            "What is done with several roads to the loss: are they added, or averaged?"
        ),
    ],
)
