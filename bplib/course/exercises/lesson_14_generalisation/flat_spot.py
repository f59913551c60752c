"""Tell a minimum from a saddle."""

from collections.abc import Callable
from typing import Any

import numpy as np

from bplib.course.checks import Case, Function, call_case, slip


def flat_spot(H: Any) -> str:
    """Return what kind of flat spot has this Hessian: "minimum", "maximum" or "saddle"."""
    curvatures = np.linalg.eigvalsh(H)
    if curvatures.min() > 0:
        return "minimum"
    return "maximum" if curvatures.max() < 0 else "saddle"


def _flat_variant(kind: str) -> Callable[[Any], str]:
    """Return the classification with one mistake."""

    def classify(H: Any) -> str:
        curvatures = np.diagonal(H) if kind == "diagonal" else np.linalg.eigvalsh(H)
        up, down = bool((curvatures > 0).all()), bool((curvatures < 0).all())
        if kind == "determinant":
            down = bool(np.linalg.det(H) > 0 and np.trace(H) < 0)
            up = bool(np.linalg.det(H) > 0) and not down
        if kind == "trace":
            up, down = bool(np.trace(H) > 0), bool(np.trace(H) < 0)
        if kind == "largest":
            up, down = bool(curvatures.max() > 0), bool(curvatures.max() < 0)
        if kind == "any":
            down = bool((curvatures < 0).any())
        if kind == "signs swapped":
            up, down = down, up
        if kind == "size":
            up, down = bool((np.abs(curvatures) > 0).all()), False
        if kind == "two ends":
            ends = np.linalg.eigvals(H).real[[0, -1]]
            up, down = bool((ends > 0).all()), bool((ends < 0).all())
        return "minimum" if up else "maximum" if down else "saddle"

    return classify


def _flat_cases(rng: np.random.Generator) -> list[Case]:
    def turned(*signs: int) -> Any:
        curvatures = np.array(signs) * rng.uniform(0.6, 1.2, len(signs))
        Q, _ = np.linalg.qr(rng.normal(size=(len(signs), len(signs))))
        H = Q @ np.diag(curvatures) @ Q.T
        return (H + H.T) / 2

    a, b, c = rng.uniform(1, 2), rng.uniform(1, 2), rng.choice([-1, 1]) * rng.uniform(3, 4)
    return [
        call_case("two weights", H=np.array([[a, c], [c, b]])),
        call_case("three weights", H=turned(1, 2, 3)),
        call_case("three weights", H=turned(-1, -2, -3)),
        call_case("three weights", H=turned(6, -1, -1)),
        call_case("four weights", H=turned(1, 1, 1, -1)),
        call_case("five weights", H=turned(-2, -2, 1, -1, -1)),
        call_case("along the axes", H=np.diag([1.0, -1, 1] * rng.uniform(1, 2, 3))),
        call_case("along the axes", H=np.diag([-1.0, -1, 1, -1] * rng.uniform(1, 2, 4))),
    ]


EXERCISE = Function(
    flat_spot,
    _flat_cases,
    title="Tell a minimum from a saddle",
    points=2,
    difficulty=2,
    minutes=3,
    read_again="Where the slope is zero",
    slips=[
        slip("diagonal for eigenvalues", instead=_flat_variant("diagonal")).asks(
            "Only the axes are tried by the diagonal. What about a path between them?"
        ),
        slip("determinant", instead=_flat_variant("determinant")).asks(
            "What is the sign of a product of two negative numbers?"
        ),
        slip("trace", instead=_flat_variant("trace")).asks(
            "Can a sum of curvatures be positive when one of them is negative?"
        ),
        slip("largest curvature only", instead=_flat_variant("largest")).asks(
            "One direction goes up. Do all?"
        ),
        slip("one way down taken for a summit", instead=_flat_variant("any")).asks(
            "Some directions lead down. Must all of them?"
        ),
        slip("summit and bottom swapped", instead=_flat_variant("signs swapped")).asks(
            "Which sign has the curvature of x² at 0?"
        ),
        slip("sizes of curvatures", instead=_flat_variant("size")).asks(
            "Does the sign of a curvature not matter?"
        ),
        slip("first and last curvature only", instead=_flat_variant("two ends")).asks(
            "Do the first and the last curvature speak for those listed between them?"
        ),
    ],
)
