"""Start with the delta of the output."""

from collections.abc import Callable
from typing import Any

import numpy as np

from bplib.activations import get_activation
from bplib.course.checks import Case, Function, call_case, slip
from bplib.course.exercises.lesson_07_any_depth.shared import DELTA, _prime, _signed, output_delta


def _output_variant(kind: str) -> Callable[[Any, Any, str], Any]:
    """Return the output delta with one mistake."""

    def delta(Z: Any, Y: Any, activation: str) -> Any:
        A, right = get_activation(activation).f(Z), output_delta(Z, Y, activation)
        return {
            "no slope": (A - Y) / len(Y),
            "slope at a": (A - Y) / len(Y) * _prime(activation, A),
            "activation for slope": (A - Y) / len(Y) * A,
            "not averaged": right * len(Y),
            "averaged twice": right / len(Y),
            "by size": right / Y.shape[1],
            "size alone": right * len(Y) / Y.shape[1],
            "factor 2": 2 * right,
            "sign": -right,
        }[kind]

    return delta


def _output_cases(rng: np.random.Generator) -> list[Case]:
    def case(N: int, C: int, activation: str) -> Case:
        Z, Y = _signed(rng, (N, C), 0.3, 1.8), _signed(rng, (N, C), 0.2, 2.0)
        return call_case(f"{activation}, {N} samples", Z=Z, Y=Y, activation=activation)

    return [
        case(5, 3, "sigmoid"),
        case(4, 2, "tanh"),
        case(3, 5, "softplus"),
        case(6, 2, "identity"),
        case(7, 4, "tanh"),
    ]


EXERCISE = Function(
    output_delta,
    _output_cases,
    title="Start with the delta of the output",
    points=2,
    difficulty=2,
    minutes=4,
    read_again=DELTA,
    slips=[
        slip("slope forgotten", instead=_output_variant("no slope")).asks(
            "Is that the derivative by A, or by Z?"
        ),
        slip("slope taken at a", instead=_output_variant("slope at a")).asks(
            "Which number went into the activation when its slope mattered?"
        ),
        slip("activation for slope", instead=_output_variant("activation for slope")).asks(
            "Is f(z) how large the output is, or how fast it changes?"
        ),
        slip("not averaged", instead=_output_variant("not averaged")).asks(
            "Would the loss of the same batch, with every sample twice, have twice the delta?"
        ),
        slip("averaged twice", instead=_output_variant("averaged twice")).asks(
            "How often does 1/N stand in the loss?"
        ),
        slip("averaged over the outputs too", instead=_output_variant("by size")).asks(
            "Over which of the two axes does this loss sum, and over which does it average?"
        ),
        slip("averaged over the outputs only", instead=_output_variant("size alone")).asks(
            "Which axis of Y counts the samples?"
        ),
        slip("stray factor 2", instead=_output_variant("factor 2")).asks(
            "What is the ½ in front of the squares for?"
        ),
        slip("target minus output", instead=_output_variant("sign")).asks(
            "If the output is above the target, does the loss grow or shrink with it?"
        ),
    ],
)
