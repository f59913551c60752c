"""Write down how fast descent can be."""

from typing import Any

from bplib.course.checks import (
    Expressions,
    slip,
)


def _rates() -> tuple[Any, Any, Any]:
    import sympy

    return sympy.symbols("eta lambda mu", positive=True)


def _stable_rates() -> dict[str, Any]:
    eta, lam, mu = _rates()
    return {
        "factor": 1 - eta * lam,
        "limit": 2 / lam,
        "best": 2 / (lam + mu),
        "shrink": (lam - mu) / (lam + mu),
    }


def _uphill_factor() -> dict[str, Any]:
    eta, lam, _ = _rates()
    return {"factor": 1 + eta * lam}


def _half_forgotten() -> dict[str, Any]:
    eta, lam, mu = _rates()
    return {
        "factor": 1 - 2 * eta * lam,
        "limit": 1 / lam,
        "best": 1 / (lam + mu),
    }


def _arrival_for_limit() -> dict[str, Any]:
    _, lam, _ = _rates()
    return {"limit": 1 / lam}


def _flat_direction() -> dict[str, Any]:
    _, _, mu = _rates()
    return {"limit": 2 / mu}


def _best_for_the_steep() -> dict[str, Any]:
    _, lam, mu = _rates()
    return {"best": 1 / lam, "shrink": 1 - mu / lam}


EXERCISE = Expressions(
    _stable_rates,
    name="stable_rates",
    title="Write down how fast descent can be",
    points=2,
    difficulty=2,
    minutes=5,
    read_again="By hand: one direction, then two",
    symbols={"eta": (0.02, 0.3), "lambda": (4.0, 9.0), "mu": (0.5, 2.0)},
    slips=[
        slip("uphill", result=lambda out: {**out, **(_uphill_factor)()}).asks(
            "Does the step go with the slope, or against it?"
        ),
        slip("half forgotten", result=lambda out: {**out, **(_half_forgotten)()}).asks(
            "What is the derivative of ½ λ w², and what became of the ½?"
        ),
        slip("arrival for limit", result=lambda out: {**out, **(_arrival_for_limit)()}).asks(
            "What does the factor do to w at this rate: reach −1, or reach 0?"
        ),
        slip("limit of the flat direction", result=lambda out: {**out, **(_flat_direction)()}).asks(
            "Which of the two directions leaves the interval from −1 to 1 first?"
        ),
        slip(
            "best for the steep direction alone",
            result=lambda out: {**out, **(_best_for_the_steep)()},
        ).asks("Which direction is now the slower one, and could a larger rate help it?"),
    ],
)
