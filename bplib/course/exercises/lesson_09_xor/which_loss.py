"""Say which loss a gradient belongs to."""

from collections.abc import Callable
from typing import Any

import numpy as np

from bplib.course.checks import Case, Function, call_case, slip


def _deltas(P: Any, Y: Any) -> dict[str, Any]:
    """Return dL/dZ by the name of the loss, for a sigmoid output, (N, 1)."""
    error, slope = (P - Y) / len(P), P * (1 - P)
    return {
        "mse": 2 * error * slope,
        "half_squared_error": error * slope,
        "binary_cross_entropy": error,
    }


def which_loss(P: Any, Y: Any, dZ: Any) -> str:
    """Return the loss whose delta dZ is, or "none"."""
    for name, delta in _deltas(P, Y).items():
        if np.allclose(dZ, delta, rtol=1e-6, atol=0):
            return name
    return "none"


def _loss_variant(kind: str) -> Callable[[Any, Any, Any], str]:
    """Return the detective with one mistake."""

    def matches(dZ: Any, delta: Any, samples: int) -> bool:
        if kind == "first entry":
            return bool(np.isclose(dZ[0, 0], delta[0, 0]))
        if kind == "some entry":
            return bool(np.isclose(dZ, delta).any())
        if kind == "up to a factor":
            return bool(np.ptp(dZ / delta) < 1e-6)
        if kind == "sizes":
            return bool(np.allclose(abs(dZ), abs(delta)))
        return bool(np.allclose(dZ, delta * (samples if kind == "not averaged" else 1)))

    def detect(P: Any, Y: Any, dZ: Any) -> str:
        deltas = _deltas(P, Y)
        if kind == "by the prediction":
            error, slope = (P - Y) / len(P), P * (1 - P)
            by_p = [2 * error, error, error / slope]
            deltas = dict(zip(deltas, by_p, strict=True))
        if kind == "never none":
            return min(deltas, key=lambda name: float(np.abs(deltas[name] - dZ).sum()))
        for name, delta in deltas.items():
            if matches(dZ, delta, len(P)):
                return name
        return "none"

    return detect


def _loss_cases(rng: np.random.Generator) -> list[Case]:
    def case(
        note: str, name: str, factor: float = 1.0, spoilt: Any = None, moved: bool = False
    ) -> Case:
        samples = int(rng.integers(4, 8))
        Y = rng.permutation([0.0, 1.0, *rng.integers(0, 2, samples - 2)])[:, np.newaxis]
        P = rng.uniform(0.08, 0.42, (samples, 1))  # so that slopes differ between the samples
        P = np.where(rng.random((samples, 1)) < 0.5, P, 1 - P)
        dZ = factor * _deltas(P, Y)[name]
        if spoilt is not None:
            dZ[spoilt] *= rng.uniform(1.2, 1.9, dZ[spoilt].shape)
        if moved:  # from one entry to another: the sum stays
            dZ[1:3, 0] += rng.uniform(0.002, 0.004) * np.array([1.0, -1.0])
        return call_case(note, P=P, Y=Y, dZ=dZ)

    return [
        case("first program", "half_squared_error"),
        case("second program", "binary_cross_entropy"),
        case("third program", "mse"),
        case("fourth program", "binary_cross_entropy", factor=9.0),
        case("fifth program", "mse", spoilt=slice(1, None)),
        case("sixth program", "binary_cross_entropy", factor=-1.0),
        case("seventh program", "half_squared_error", spoilt=slice(0, 1)),
        case("eighth program", "mse", spoilt=slice(2, 3)),
        case("ninth program", "binary_cross_entropy", moved=True),
    ]


EXERCISE = Function(
    which_loss,
    _loss_cases,
    title="Say which loss a gradient belongs to",
    points=3,
    difficulty=3,
    minutes=6,
    read_again="A loss and a gradient that are strangers",
    slips=[
        slip("slopes by the prediction", instead=_loss_variant("by the prediction")).asks(
            "Is the array that you are given a slope by p or by z?"
        ),
        slip("equal up to a factor", instead=_loss_variant("up to a factor")).asks(
            "Does a gradient that is nine times too long belong to the loss?"
        ),
        slip("sizes compared", instead=_loss_variant("sizes")).asks(
            "What would a step along a gradient of the opposite sign do?"
        ),
        slip("one entry compared", instead=_loss_variant("first entry")).asks(
            "Can two different gradients agree in their first entry?"
        ),
        slip("any entry will do", instead=_loss_variant("some entry")).asks(
            "How many entries must agree?"
        ),
        slip("not averaged", instead=_loss_variant("not averaged")).asks(
            "All three losses are means over the samples. Are your deltas, too?"
        ),
        slip("nearest loss taken", instead=_loss_variant("never none")).asks(
            "What should your function say of a gradient that belongs to no loss?"
        ),
    ],
)
