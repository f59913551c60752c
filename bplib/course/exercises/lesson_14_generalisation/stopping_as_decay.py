"""Compare stopping early with weight decay."""

from typing import Any

from bplib.course.checks import Expressions, slip


def _one_direction() -> tuple[Any, ...]:
    import sympy

    return sympy.symbols("eta lambda t alpha", positive=True)


def _stopping_as_decay() -> dict[str, Any]:
    eta, lam, t, alpha = _one_direction()
    left = (1 - eta * lam) ** t
    return {"stopped": 1 - left, "decayed": lam / (lam + alpha), "same": lam * left / (1 - left)}


def _what_is_left() -> dict[str, Any]:
    eta, lam, t, _ = _one_direction()
    return {"stopped": (1 - eta * lam) ** t}


def _steps_added() -> dict[str, Any]:
    eta, lam, t, _ = _one_direction()
    return {"stopped": t * eta * lam}


def _what_decay_takes() -> dict[str, Any]:
    _, lam, _, alpha = _one_direction()
    return {"decayed": alpha / (lam + alpha)}


def _half_forgotten() -> dict[str, Any]:
    _, lam, _, alpha = _one_direction()
    return {"decayed": lam / (lam + 2 * alpha)}


def _one_step_of_decay() -> dict[str, Any]:
    eta, _, _, alpha = _one_direction()
    return {"decayed": 1 - eta * alpha}


def _inverted_ratio() -> dict[str, Any]:
    eta, lam, t, _ = _one_direction()
    left = (1 - eta * lam) ** t
    return {"same": lam * (1 - left) / left}


BY_SYMPY = "By SymPy: one shrinkage, three disguises"

EXERCISE = Expressions(
    _stopping_as_decay,
    name="stopping_as_decay",
    title="Compare stopping early with weight decay",
    points=2,
    difficulty=3,
    minutes=6,
    read_again=BY_SYMPY,
    symbols={
        "eta": (0.05, 0.2),
        "lambda": (0.5, 3.0),
        "t": (2.0, 9.0),
        "alpha": (0.2, 2.0),
    },
    slips=[
        slip(
            "what is left for what is reached", result=lambda out: {**out, **(_what_is_left)()}
        ).asks("After no step at all, is your share 0 or 1?"),
        slip("steps added up", result=lambda out: {**out, **(_steps_added)()}).asks(
            "Is the second step as long as the first, now that the slope is smaller?"
        ),
        slip(
            "what decay takes for what it leaves",
            result=lambda out: {**out, **(_what_decay_takes)()},
        ).asks("Without a penalty, should the whole of w* be reached or nothing?"),
        slip("factor of the square", result=lambda out: {**out, **(_half_forgotten)()}).asks(
            "What is the derivative of α/2 · w²?"
        ),
        slip("one step for the minimum", result=lambda out: {**out, **(_one_step_of_decay)()}).asks(
            "Is this where the penalised loss is lowest, or where one step leads?"
        ),
        slip("ratio upside down", result=lambda out: {**out, **(_inverted_ratio)()}).asks(
            "The later you stop, should the matching penalty grow or shrink?"
        ),
    ],
)
