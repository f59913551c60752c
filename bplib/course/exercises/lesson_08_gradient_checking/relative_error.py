"""Compare two gradients."""

from collections.abc import Callable
from typing import Any

import numpy as np

from bplib.course.checks import Case, Function, call_case, slip
from bplib.course.exercises.lesson_08_gradient_checking.shared import _signed

RELATIVE = "How far apart are two gradients?"


def relative_error(a: Any, n: Any) -> float:
    """Return ||a - n|| / (||a|| + ||n||), and 0 where both are 0."""
    gap, size = np.linalg.norm(a - n), np.linalg.norm(a) + np.linalg.norm(n)
    return float(gap / size) if size else 0.0


def _relative_variant(kind: str) -> Callable[[Any, Any], Any]:
    def error(a: Any, n: Any) -> Any:
        gap, long_a, long_n = (np.linalg.norm(g) for g in (a - n, a, n))
        if kind == "absolute":
            return gap
        if kind == "zeros":
            with np.errstate(invalid="ignore"):
                return gap / (long_a + long_n)
        if kind == "small number":
            return gap / (long_a + long_n + 1e-8)
        if kind == "floor":
            return gap / np.maximum(long_a + long_n, 1e-8)
        if kind == "published, zeros" or (long_a + long_n and kind == "published"):
            with np.errstate(divide="ignore", invalid="ignore"):
                return gap / np.linalg.norm(a + n)
        if not long_a + long_n:
            return 0.0
        if kind == "one length":
            return gap / long_n
        if kind == "longer":
            return gap / max(long_a, long_n)
        if kind == "each entry":
            return np.mean(np.abs(a - n) / (np.abs(a) + np.abs(n)))
        if kind == "worst entry":
            return np.max(np.abs(a - n) / (np.abs(a) + np.abs(n)))
        if kind == "squares":
            return gap**2 / (long_a**2 + long_n**2)
        return abs(np.sum(a - n)) / (long_a + long_n)

    return error


def _relative_cases(rng: np.random.Generator) -> list[Case]:
    def pair(shape: Any, size: float, noise: float, longer: float) -> dict[str, Any]:
        a = _signed(rng, shape)
        return {"a": size * a, "n": size * longer * (a + noise * _signed(rng, shape))}

    a = _signed(rng, (2, 3))
    return [
        call_case("two vectors", **pair(5, 1.0, 0.3, 2.0)),
        call_case("two matrices", **pair((3, 4), 20.0, 0.01, 0.9)),
        call_case("short gradients", **pair(4, 1e-8, 0.2, 1.0)),
        call_case("very short gradients", **pair(3, 1e-20, 0.2, 1.0)),
        call_case("opposite signs", a=a, n=-a),
        call_case("one of them zero", a=np.zeros(3), n=_signed(rng, 3)),
        call_case("both zero", a=np.zeros((2, 2)), n=np.zeros((2, 2))),
    ]


EXERCISE = Function(
    relative_error,
    _relative_cases,
    title="Compare two gradients",
    points=2,
    difficulty=1,
    minutes=3,
    read_again=RELATIVE,
    slips=[
        slip("absolute only", instead=_relative_variant("absolute")).asks(
            "Is a distance of 0.001 large or small, if you do not know how long the two are?"
        ),
        slip("published denominator", instead=_relative_variant("published")).asks(
            "What is the length of a + n when n is −a?"
        ),
        slip(
            "published denominator, zeros not thought of",
            instead=_relative_variant("published, zeros"),
        ).asks("What is the length of a + n when n is −a, and when both are 0?"),
        slip("one length only", instead=_relative_variant("one length")).asks(
            "What does your function return when n is almost 0 and a is not?"
        ),
        slip("divided by the longer one", instead=_relative_variant("longer")).asks(
            "What should come out for opposite signs, at most 1 or at most 2?"
        ),
        slip("mean over the entries", instead=_relative_variant("each entry")).asks(
            "Do you divide once, length by lengths, or entry by entry?"
        ),
        slip("worst entry", instead=_relative_variant("worst entry")).asks(
            "Which entry decides your result, and how large is it beside the others?"
        ),
        slip("squared lengths", instead=_relative_variant("squares")).asks(
            "Is that the length of the difference, or the square of it?"
        ),
        slip("entries cancel", instead=_relative_variant("signed sum")).asks(
            "Can a positive and a negative difference hide each other in your sum?"
        ),
        slip("small number added", instead=_relative_variant("small number")).asks(
            "How large is your small number beside a gradient of 1e-8?"
        ),
        slip("floor under the lengths", instead=_relative_variant("floor")).asks(
            "Which of its two numbers does your maximum take for gradients 1e-20 long?"
        ),
        slip("zeros not thought of", instead=_relative_variant("zeros")).asks(
            "What is 0/0 in NumPy, and how far apart are two zero gradients?"
        ),
    ],
)
