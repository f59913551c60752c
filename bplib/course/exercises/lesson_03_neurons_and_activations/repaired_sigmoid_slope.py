"""Repair a slope that goes deaf."""

import numpy as np

from bplib.course.checks import Case, Function, call_case, slip
from bplib.course.exercises.lesson_03_neurons_and_activations.shared import (
    Array,
    _sigmoid,
    sigmoid_slope,
)


def _tail_cases(rng: np.random.Generator) -> list[Case]:
    signs = np.where(np.arange(6) % 2, -1.0, 1.0)
    return [
        call_case("near the middle", z=rng.uniform(0.4, 3.0, 6) * signs),
        call_case("to the right", z=rng.uniform(31, 33, 4)),
        call_case("far to the right", z=rng.uniform(60, 61, 3)),
        call_case("very far to the right", z=rng.uniform(648, 650, 3)),
        call_case("to the left", z=-rng.uniform(31, 33, 4)),
        call_case("very far to the left", z=-rng.uniform(648, 650, 3)),
    ]


def _square_overflows(z: Array) -> Array:
    e = np.exp(-z)
    return e / (1 + e) ** 2


EXERCISE = Function(
    sigmoid_slope,
    _tail_cases,
    name="repaired_sigmoid_slope",
    title="Repair a slope that goes deaf",
    points=2,
    difficulty=3,
    minutes=3,
    read_again="Where it breaks: a slope that is lost on one side",
    slips=[
        slip("not repaired", instead=lambda z: _sigmoid(z) * (1 - _sigmoid(z))).asks(
            "At z = 32, how many digits of 1 − a are left after a was rounded?"
        ),
        slip("moved to the other side", instead=lambda z: _sigmoid(-z) * (1 - _sigmoid(-z))).asks(
            "Your slope is right on one side. Which subtraction loses its digits on the other?"
        ),
        slip(
            "lost on both sides", instead=lambda z: _sigmoid(np.abs(z)) * (1 - _sigmoid(np.abs(z)))
        ).asks(
            "The slope is the same at z and −z. Of which of the two is it safe to compute 1 − a?"
        ),
        slip("small number added", instead=lambda z: _sigmoid(z) * (1 - _sigmoid(z)) + 1e-12).asks(
            "A slope that is never 0: is it therefore right?"
        ),
        slip(
            "clipped",
            instead=lambda z: _sigmoid(np.clip(z, -30, 30)) * _sigmoid(-np.clip(z, -30, 30)),
        ).asks("Do z = 30 and z = 60 have the same slope?"),
        slip("through tanh", instead=lambda z: (1 - np.tanh(z / 2) ** 2) / 4).asks(
            "At z = 60, what is left of 1 − tanh² when tanh was rounded to 1?"
        ),
        slip("square overflows", instead=_square_overflows).asks(
            "How large is (1 + e^−z)² at z = −650, and how large a number can a float hold?"
        ),
    ],
)
