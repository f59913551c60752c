"""Take one Levenberg–Marquardt step."""

from collections.abc import Callable
from typing import Any

import numpy as np

from bplib.course.checks import Case, Function, call_case, slip


def damped_step(theta: Any, J: Any, r: Any, damping: float) -> Any:
    """Return theta + s with (J^T J + damping I) s = -J^T r."""
    return theta - np.linalg.solve(J.T @ J + damping * np.eye(len(theta)), J.T @ r)


def _damped_variant(kind: str) -> Callable[..., Any]:
    """Return the step with one mistake."""

    def step(theta: Any, J: Any, r: Any, damping: float) -> Any:
        curvature, gradient, identity = J.T @ J, J.T @ r, np.eye(len(theta))
        added = {
            "every entry": damping * np.ones_like(curvature),
            "diagonal": damping * np.diag(np.diag(curvature)),
            "no damping": 0 * identity,
            "square root": np.sqrt(damping) * identity,
        }.get(kind, damping * identity)
        if kind == "doubled":
            curvature = 2 * curvature
        s = -np.linalg.solve(curvature + added, gradient)
        if kind == "gradient step":
            s = -gradient / damping
        if kind == "transposed by hand":
            s = -gradient / np.diag(curvature + added)
        if kind == "plus":
            s = -s
        return s if kind == "step alone" else theta + s

    return step


def _damped_cases(rng: np.random.Generator) -> list[Case]:
    def case(note: str, residuals: int, parameters: int, damping: float) -> Case:
        return call_case(
            note,
            theta=rng.normal(size=parameters),
            J=rng.normal(size=(residuals, parameters)),
            r=rng.normal(size=residuals),
            damping=damping,
        )

    return [
        case("eight residuals, three parameters", 8, 3, float(rng.uniform(0.3, 0.6))),
        case("twelve residuals, four parameters", 12, 4, float(rng.uniform(2, 4))),
        case("seven residuals, two parameters", 7, 2, float(rng.uniform(0.05, 0.2))),
        case("heavily damped", 9, 5, float(rng.uniform(20, 40))),
    ]


CURVED = "By hand: a matrix for a learning rate"

EXERCISE = Function(
    damped_step,
    _damped_cases,
    title="Take one Levenberg–Marquardt step",
    points=2,
    difficulty=3,
    minutes=5,
    read_again=CURVED,
    pure=True,
    slips=[
        slip("uphill", instead=_damped_variant("plus")).asks(
            "If r is positive and J is positive, should theta grow or shrink?"
        ),
        slip("no damping", instead=_damped_variant("no damping")).asks(
            "What does your step do when J^T J has no inverse?"
        ),
        slip("damping on every entry", instead=_damped_variant("every entry")).asks(
            "Which entries of the matrix λI are not 0?"
        ),
        slip("damping scaled by the diagonal", instead=_damped_variant("diagonal")).asks(
            "That is Marquardt's own variant. Which matrix does the formula here add?"
        ),
        slip("damping under a root", instead=_damped_variant("square root")).asks(
            "Is it λ or its root that stands beside J^T J?"
        ),
        slip("curvature doubled", instead=_damped_variant("doubled")).asks(
            "The loss is half the sum of squares. What does its second derivative begin with?"
        ),
        slip("plain descent", instead=_damped_variant("gradient step")).asks(
            "Where does your step use J^T J?"
        ),
        slip("diagonal for matrix", instead=_damped_variant("transposed by hand")).asks(
            "What happens to the entries of J^T J beside its diagonal?"
        ),
        slip("step without its start", instead=_damped_variant("step alone")).asks(
            "What was asked for: the step, or where it leads?"
        ),
    ],
)
