"""A sigmoid that never overflows."""

import numpy as np

from bplib.course.checks import Case, Function, call_case, slip
from bplib.course.exercises.lesson_03_neurons_and_activations.shared import Array, _sigmoid


def _plain_sigmoid(z: Array) -> Array:
    return 1 / (1 + np.exp(-z))


def _stable_cases(rng: np.random.Generator) -> list[Case]:
    signs = np.where(np.arange(6) % 2, -1.0, 1.0)
    huge = np.array([1e4, -1e4, *(signs[:4] * rng.uniform(800, 9000, 4))])
    return [
        call_case(z=rng.uniform(0.3, 4.0, (2, 3)) * signs.reshape(2, 3)),
        call_case("as large as 10,000", z=huge),
        call_case("far to the left", z=rng.uniform(-34, -32, 4)),
        call_case("very far to the left", z=rng.uniform(-521, -520, 3)),
        call_case("float32", z=rng.uniform(-90.2, -89.2, 3).astype(np.float32)),
        call_case("whole numbers", z=rng.permutation([-3, -1, 0, 2, 4])),
    ]


def _into_copy(z: Array) -> Array:
    result = np.empty_like(z)
    result[...] = _sigmoid(z)
    return result


EXERCISE = Function(
    _sigmoid,
    _stable_cases,
    name="stable_sigmoid",
    title="A sigmoid that never overflows",
    points=3,
    difficulty=3,
    minutes=5,
    read_again="A formula is not yet a program",
    slips=[
        slip("overflow on the left", instead=_plain_sigmoid).asks(
            "How large is e^−z at z = −90, and how large a number can float32 hold?"
        ),
        slip("overflow on the right", instead=lambda z: np.exp(z) / (1 + np.exp(z))).asks(
            "How large is e^z at z = 10,000, and what is infinity divided by infinity?"
        ),
        slip("clipped", instead=lambda z: 1 / (1 + np.exp(-np.clip(z, -500, 500)))).asks(
            "Do z = −500 and z = −520 have the same sigmoid?"
        ),
        slip("clipped hard", instead=lambda z: 1 / (1 + np.exp(-np.clip(z, -30, 30)))).asks(
            "Do z = −30 and z = −33 have the same sigmoid?"
        ),
        slip(
            "1 minus the mirror image",
            instead=lambda z: np.where(z < 0, 1 - _sigmoid(-z), _sigmoid(z)),
        ).asks(
            "At z = −33 the mirror image is almost 1. How many digits of the difference are left?"
        ),
        slip("half of 1 + tanh", instead=lambda z: 0.5 * (1 + np.tanh(z / 2))).asks(
            "At z = −33, tanh(z/2) is almost −1. How many digits of 1 + tanh(z/2) are left?"
        ),
        slip("mirror image", instead=lambda z: _sigmoid(-np.asarray(z))).asks(
            "Is the sigmoid of a large positive z near 1 or near 0?"
        ),
        slip("truncated", instead=_into_copy).asks(
            "What type has an array made with empty_like or zeros_like of whole numbers?"
        ),
    ],
)
