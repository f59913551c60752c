"""Teach a layer to guess its gradient."""

from collections.abc import Callable
from typing import Any

import numpy as np

from bplib.course.checks import Case, Function, call_case, slip
from bplib.course.exercises.lesson_15_beyond_dense.shared import OTHERS


def synthetic_step(seen: Any, dA: Any, M: Any, lr: float) -> tuple[Any, Any]:
    """Return (guess, new M): guess = seen M, M one step down 1/2 mean |guess - dA|^2."""
    guess = seen @ M
    return guess, M - lr * np.swapaxes(seen, -1, -2) @ (guess - dA) / seen.shape[-2]


def _synthetic_variant(kind: str) -> Callable[..., tuple[Any, Any]]:
    """Return the step with one mistake."""

    def step(seen: Any, dA: Any, M: Any, lr: float) -> tuple[Any, Any]:
        guess = seen @ M
        target = {"towards zero": 0 * dA}.get(kind, dA)
        gap = -target if kind == "guess forgotten" else guess - target
        slope = seen.T @ gap / len(seen)
        factor = {
            "sum": len(seen),
            "over entries": 1 / dA.shape[1],
            "doubled": 2,
            "uphill": -1,
            "no lr": 1 / lr,
        }.get(kind, 1)
        new = M - lr * factor * slope
        return (seen @ new if kind == "guess after" else guess), new

    return step


def _synthetic_cases(rng: np.random.Generator) -> list[Case]:
    def case(note: str, samples: int, features: int, units: int) -> Case:
        return call_case(
            note,
            seen=rng.normal(size=(samples, features)),
            dA=rng.normal(size=(samples, units)),
            M=rng.normal(size=(features, units)),
            lr=float(rng.uniform(0.1, 0.4)),
        )

    return [
        case("five samples, four features, three units", 5, 4, 3),
        case("three samples, six features, two units", 3, 6, 2),
        case("seven samples, two features, four units", 7, 2, 4),
    ]


EXERCISE = Function(
    synthetic_step,
    _synthetic_cases,
    title="Teach a layer to guess its gradient",
    points=2,
    difficulty=3,
    minutes=5,
    read_again=OTHERS,
    pure=True,
    slips=[
        slip("sum for mean", instead=_synthetic_variant("sum")).asks(
            "Does your M take a longer step when the batch is longer?"
        ),
        slip("divided by units too", instead=_synthetic_variant("over entries")).asks(
            "The mean runs over samples. Over what else does yours run?"
        ),
        slip("factor 2", instead=_synthetic_variant("doubled")).asks(
            "What is the derivative of half a square?"
        ),
        slip("uphill", instead=_synthetic_variant("uphill")).asks(
            "After your step, is the guess nearer to dA or further away?"
        ),
        slip("learning rate forgotten", instead=_synthetic_variant("no lr")).asks(
            "How does lr enter your step?"
        ),
        slip("guess after the step", instead=_synthetic_variant("guess after")).asks(
            "The layer cannot wait for dA. With which M must its guess be made?"
        ),
        slip("guess not subtracted", instead=_synthetic_variant("guess forgotten")).asks(
            "Once the guess is perfect, should M still move?"
        ),
        slip("towards zero", instead=_synthetic_variant("towards zero")).asks(
            "Which array is the guess compared with?"
        ),
    ],
)
