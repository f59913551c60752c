"""Clip by the global norm."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from bplib.course.checks import Case, Function, call_case, slip


def clip_gradients(gradients: Sequence[Any], max_norm: float) -> list[Any]:
    """Return the arrays, shortened together where their common norm exceeds max_norm."""
    norm = np.sqrt(sum(np.sum(g**2) for g in gradients))
    scale = max_norm / norm if norm > max_norm else 1.0
    return [scale * g for g in gradients]


def _clip_variant(kind: str) -> Callable[[Any, float], list[Any]]:
    """Return clipping with one mistake."""

    def norm_of(arrays: Sequence[Any]) -> Any:
        squares = sum(np.sum(g**2) for g in arrays)
        if kind == "no root":
            return squares
        if kind == "norms added":
            return np.sum([np.linalg.norm(g) for g in arrays])
        if kind == "largest entry":
            return np.max([np.abs(g).max() for g in arrays])
        return np.sqrt(squares)

    def clip(gradients: Any, max_norm: float) -> list[Any]:
        if kind == "entries":
            return [np.clip(g, -max_norm, max_norm) for g in gradients]
        if kind == "each alone":
            return [
                g * min(1.0, max_norm / max(float(np.linalg.norm(g)), 1e-30)) for g in gradients
            ]
        norm = norm_of(gradients)
        with np.errstate(invalid="ignore", divide="ignore"):
            if kind == "by zero":
                return [g / norm * min(norm, max_norm) for g in gradients]
            if kind == "always":
                return [g * max_norm / max(norm, 1e-30) for g in gradients]
            if kind == "unit length":
                return [g / norm if norm > max_norm else 1.0 * g for g in gradients]
        scale = max_norm / norm if norm > max_norm else 1.0
        if kind == "in place":
            for g in gradients:
                g *= scale
            return list(gradients)
        return [scale * g for g in gradients]

    return clip


def _clip_cases(rng: np.random.Generator) -> list[Case]:
    def arrays(length: float, *shapes: tuple[int, ...]) -> list[np.ndarray]:
        made = [rng.normal(size=shape) * rng.uniform(0.5, 2.0) for shape in shapes]
        norm = np.sqrt(sum(np.sum(g**2) for g in made))
        return [g * length / norm for g in made]

    return [
        call_case("a long one", gradients=arrays(9.0, (3, 4), (4,), (4, 2), (2,)), max_norm=2.5),
        call_case("a short one", gradients=arrays(0.8, (2, 3), (3,)), max_norm=1.5),
        call_case(
            "every part short, the whole long",
            gradients=arrays(3.2, (2, 3), (2, 3), (5, 2)),
            max_norm=2.9,
        ),
        call_case("very long", gradients=arrays(4e3, (5, 2), (2,)), max_norm=0.7),
        call_case("all zeros", gradients=[np.zeros((3, 2)), np.zeros(2)], max_norm=1.2),
    ]


EXERCISE = Function(
    clip_gradients,
    _clip_cases,
    title="Clip by the global norm",
    points=2,
    difficulty=2,
    minutes=4,
    read_again="Repair: clipping",
    pure=True,
    slips=[
        slip("each array alone", instead=_clip_variant("each alone")).asks(
            "Do all layers still step in the same proportion to each other?"
        ),
        slip("entries cut off", instead=_clip_variant("entries")).asks(
            "Does (3, 0.1) still point the same way when 3 is cut to 1?"
        ),
        slip("short gradients stretched", instead=_clip_variant("always")).asks(
            "What should happen to a gradient that is already short enough?"
        ),
        slip("divided by zero", instead=_clip_variant("by zero")).asks(
            "What does your function return at a minimum, where every gradient is 0?"
        ),
        slip("root forgotten", instead=_clip_variant("no root")).asks(
            "What is the length of the vector (3, 4)?"
        ),
        slip("norms added", instead=_clip_variant("norms added")).asks(
            "Two perpendicular vectors of length 1: how long is their sum?"
        ),
        slip("largest entry for norm", instead=_clip_variant("largest entry")).asks(
            "How long is a vector of a hundred ones?"
        ),
        slip("clipped to length 1", instead=_clip_variant("unit length")).asks(
            "To which length are long gradients to be shortened?"
        ),
        slip("changed in place", instead=_clip_variant("in place")).asks(
            "Who else still holds the arrays that your function has just written to?"
        ),
    ],
)
