"""What can be said of wrong values that no named mistake gives."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from bplib.course.checks.data import CallResult, Missing, unpack
from bplib.course.checks.exercise import Exercise
from bplib.course.checks.kinds import Function, Steps
from bplib.course.checks.verdict import Outcome


def remark(
    exercise: Exercise,
    outcome: Outcome,
    results: Sequence[CallResult],
    expected: list[Any],
) -> str:
    """Return what can be said of wrong values that no named mistake gives."""
    returned = [k for k, result in enumerate(results) if result["outcome"] == "returned"]
    got = [unpack(results[k]["value"]) for k in returned]
    inside = [item for value in got if isinstance(value, list) for item in value]
    if any(isinstance(value, Missing) and value.none for value in [*got, *inside]):
        return "Your function returned None. Does it end in `return`, or does it only print?"
    if not isinstance(exercise, Function | Steps) or outcome is not Outcome.WRONG:
        return ""
    mine, right = _flatten(got), _flatten([expected[k] for k in returned])
    if mine is None or right is None or mine.shape != right.shape:
        return ""
    if np.isnan(mine).any() and not np.isnan(right).any():
        return "Some of your values are NaN. Which operation has no finite result here?"
    return _factor(mine, right)


def _factor(mine: np.ndarray, right: np.ndarray) -> str:
    """Return by which one factor every value differs, entry by entry; nothing where by none."""
    nonzero = right != 0
    if not nonzero.any() or not np.isfinite(mine).all() or not np.isfinite(right).all():
        return ""
    factor = np.median(mine[nonzero] / right[nonzero])
    # single precision, or a sum in another order, is no other factor
    if not factor or abs(factor - 1) < 1e-3:
        return ""
    if (np.abs(mine - factor * right) > 1e-6 * np.abs(factor * right)).any():
        return ""
    if abs(factor + 1) < 1e-6:
        return "Every value has the opposite sign. Which direction is uphill?"
    return f"Every value is {factor:.6g} times the expected one. Where can that come from?"


def _flatten(values: Any) -> np.ndarray | None:
    """Return all numbers in nested lists, tuples and dicts as one array."""
    if isinstance(values, dict):
        values = list(values.values())
    if isinstance(values, list | tuple):
        parts = [_flatten(value) for value in values]
        if any(part is None for part in parts):
            return None
        return np.concatenate([part for part in parts if part is not None] or [np.zeros(0)])
    try:
        array = np.asarray(values)
        return array.astype(float).ravel() if array.dtype.kind in "iuf" else None
    except (ValueError, TypeError):
        return None
