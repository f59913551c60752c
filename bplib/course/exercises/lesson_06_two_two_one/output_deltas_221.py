"""Compute the output's delta, with and without σ′."""

from typing import Any

import numpy as np

from bplib.activations import sigmoid
from bplib.course.checks import Case, Function, call_case, slip
from bplib.course.exercises.lesson_06_two_two_one.shared import DELTA, slope


def output_deltas_221(z2: Any, y: Any) -> tuple[Any, Any]:
    """Return dL/dz2 under half the squared error and under binary cross-entropy."""
    a2 = sigmoid(z2)
    return (a2 - y) * slope(a2), a2 - y


def _output_cases(rng: np.random.Generator) -> list[Case]:
    return [
        call_case(
            f"{n} output{'s' * (n > 1)}",
            z2=rng.uniform(0.4, 2.5, (n, 1)) * rng.choice([-1.0, 1.0], (n, 1)),
            y=rng.uniform(0.05, 0.95, (n, 1)),
        )
        for n in (1, 2, 3, 5)
    ]


def _sigma_prime_kept(z2: Any, y: Any) -> Any:
    right, _ = output_deltas_221(z2, y)
    return right, right


def _sigma_prime_dropped(z2: Any, y: Any) -> Any:
    _, plain = output_deltas_221(z2, y)
    return plain, plain


def _slope_of_z(z2: Any, y: Any) -> Any:
    error = sigmoid(z2) - y
    return error * slope(z2), error


def _target_first(z2: Any, y: Any) -> Any:
    right, plain = output_deltas_221(z2, y)
    return -right, -plain


def _twice(z2: Any, y: Any) -> Any:
    right, plain = output_deltas_221(z2, y)
    return 2 * right, plain


def _loss_for_delta(z2: Any, y: Any) -> Any:
    a2 = sigmoid(z2)
    return a2 - y, (a2 - y) / slope(a2)


EXERCISE = Function(
    output_deltas_221,
    _output_cases,
    title="Compute the output's delta, with and without σ′",
    points=2,
    difficulty=2,
    minutes=4,
    read_again=DELTA,
    slips=[
        slip("σ′ kept with cross-entropy", instead=_sigma_prime_kept).asks(
            "What does ∂L/∂a look like for cross-entropy, and what cancels?"
        ),
        slip("σ′ dropped from the squared error", instead=_sigma_prime_dropped).asks(
            "Does anything in ∂L/∂a = a − y cancel the slope of the sigmoid?"
        ),
        slip("a(1 − a) fed z", instead=_slope_of_z).asks(
            "a(1 − a) is the slope when a is … what? And what did you put in?"
        ),
        slip("target minus output", instead=_target_first).asks(
            "If the output is above the target, should the loss grow or shrink with z?"
        ),
        slip("stray factor 2", instead=_twice).asks(
            "What is the ½ in front of the squared error for?"
        ),
        slip("links by a, not by z", instead=_loss_for_delta).asks(
            "Are these two derivatives by the output a, or by the sum z before it?"
        ),
    ],
)
