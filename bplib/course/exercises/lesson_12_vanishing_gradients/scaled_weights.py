"""Draw weights whose signal lasts."""

from collections.abc import Callable
from typing import Any

import numpy as np

from bplib.course.checks import Case, Function, call_case, slip


def scaled_weights(G: Any, activation: str) -> Any:
    """Return G times the spread of He (ReLU) or Xavier (tanh)."""
    fan_in, fan_out = np.shape(G)
    variance = 2 / fan_in if activation == "relu" else 2 / (fan_in + fan_out)
    return np.sqrt(variance) * np.asarray(G)


def _weights_variant(for_relu: Any, for_tanh: Any) -> Callable[[Any, str], Any]:
    """Return weights whose spreads are given as functions of both fans."""

    def scale(G: Any, activation: str) -> Any:
        fan_in, fan_out = np.shape(G)
        return G * (for_relu if activation == "relu" else for_tanh)(fan_in, fan_out)

    return scale


def _he(fan_in: int, fan_out: int) -> Any:
    return np.sqrt(2 / fan_in)


def _xavier(fan_in: int, fan_out: int) -> Any:
    return np.sqrt(2 / (fan_in + fan_out))


def _weights_cases(rng: np.random.Generator) -> list[Case]:
    return [
        call_case("a narrowing layer", G=rng.normal(size=(7, 3)), activation="relu"),
        call_case("a widening layer", G=rng.normal(size=(4, 9)), activation="tanh"),
        call_case("a widening layer", G=rng.normal(size=(3, 8)), activation="relu"),
        call_case("a narrowing layer", G=rng.normal(size=(11, 5)), activation="tanh"),
    ]


EXERCISE = Function(
    scaled_weights,
    _weights_cases,
    title="Draw weights whose signal lasts",
    points=2,
    difficulty=2,
    minutes=4,
    read_again="By SymPy: the spread that lasts",
    slips=[
        slip(
            "variance for spread",
            instead=_weights_variant(lambda i, o: 2 / i, lambda i, o: 2 / (i + o)),
        ).asks("Multiplying numbers by c: what does it do to their variance?"),
        slip(
            "fan-out for fan-in", instead=_weights_variant(lambda i, o: np.sqrt(2 / o), _xavier)
        ).asks("How many terms does one sum z of this layer have?"),
        slip("He for every activation", instead=_weights_variant(_he, _he)).asks(
            "Does tanh, too, throw half of its signal away?"
        ),
        slip("Xavier for every activation", instead=_weights_variant(_xavier, _xavier)).asks(
            "Which share of its input's second moment does a ReLU let through?"
        ),
        slip(
            "ReLU's half forgotten", instead=_weights_variant(lambda i, o: np.sqrt(1 / i), _xavier)
        ).asks("Half of a ReLU's inputs become 0. Who makes up for it?"),
        slip(
            "fans added, not averaged",
            instead=_weights_variant(_he, lambda i, o: np.sqrt(1 / (i + o))),
        ).asks("For a square layer, should Xavier not be 1 / fan-in?"),
        slip("forward pass only", instead=_weights_variant(_he, lambda i, o: np.sqrt(1 / i))).asks(
            "Which wish does 1 / fan-in grant, and which does it ignore?"
        ),
        slip(
            "number of weights for fan",
            instead=_weights_variant(lambda i, o: np.sqrt(2 / (i * o)), _xavier),
        ).asks("Are all the weights of a layer terms of one sum?"),
    ],
)
