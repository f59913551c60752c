"""Unroll three steps on paper."""

from typing import Any

from bplib.course.checks import Expressions, slip
from bplib.course.exercises.lesson_15_beyond_dense.shared import TIMES


def _time_symbols() -> tuple[Any, ...]:
    import sympy

    return sympy.symbols("w h0 x1 x2 x3", positive=True)


def _unrolled() -> dict[str, Any]:
    w, h0, x1, x2, _ = _time_symbols()
    return {"by_w": 3 * w**2 * h0 + 2 * w * x1 + x2, "by_x1": w**2, "by_h0": w**3}


def _last_step_only() -> dict[str, Any]:
    w, h0, x1, x2, _ = _time_symbols()
    return {"by_w": w**2 * h0 + w * x1 + x2}


def _first_step_only() -> dict[str, Any]:
    w, h0, *_ = _time_symbols()
    return {"by_w": w**2 * h0}


def _one_step_too_many() -> dict[str, Any]:
    w, *_ = _time_symbols()
    return {"by_x1": w**3, "by_h0": w**4}


def _one_step_too_few() -> dict[str, Any]:
    w, *_ = _time_symbols()
    return {"by_x1": w, "by_h0": w**2}


def _steps_added() -> dict[str, Any]:
    w, *_ = _time_symbols()
    return {"by_x1": 2 * w, "by_h0": 3 * w}


EXERCISE = Expressions(
    _unrolled,
    name="unrolled_gradient",
    title="Unroll three steps on paper",
    points=1,
    difficulty=2,
    minutes=4,
    read_again=TIMES,
    symbols=dict.fromkeys(("w", "h0", "x1", "x2", "x3"), (0.4, 1.9)),
    slips=[
        slip("last step only", result=lambda out: {**out, **(_last_step_only)()}).asks(
            "In how many of the three steps does w act?"
        ),
        slip("first step only", result=lambda out: {**out, **(_first_step_only)()}).asks(
            "Which other steps use the same w?"
        ),
        slip("one step too many", result=lambda out: {**out, **(_one_step_too_many)()}).asks(
            "Through how many multiplications by w does x₁ pass on its way to h₃?"
        ),
        slip("one step too few", result=lambda out: {**out, **(_one_step_too_few)()}).asks(
            "How many steps lie between x₁ and h₃, and which of them multiply by w?"
        ),
        slip("steps added", result=lambda out: {**out, **(_steps_added)()}).asks(
            "Along a chain, are the slopes added or multiplied?"
        ),
    ],
)
