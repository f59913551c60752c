"""Comparing expressions: any equivalent form of the right one is right."""

import cmath
from collections.abc import Collection, Mapping
from typing import Any

import numpy as np

from bplib.course.checks.data import Missing, Tree, TreeMatrix
from bplib.course.checks.expression import NotAnExpression, evaluate, symbols
from bplib.course.checks.showing import Difference, kind_of, show

SAMPLES = 5
MOST_SYMBOLS = 10  # that are shown at a point, all of them


def compare_expressions(
    got: Any, expected: Mapping[str, Any], symbols: Mapping[str, tuple[float, float]]
) -> Difference | None:
    """Return the first expression that is not equivalent to the expected one.

    Both are evaluated at `SAMPLES` random points of the symbols' ranges, so any algebraic form
    of the right expression passes.

    Parameters
    ----------
    got : object
        Should be a dict of names to trees (or rows of trees for a matrix).
    expected : mapping
        The right trees, by name.
    symbols : mapping of str to (float, float)
        The range of each symbol.

    Returns
    -------
    Difference or None
        Which expression, its value and the right one at the first point where they differ.
    """
    if isinstance(got, Missing):
        return Difference("missing", "", show(got), kind_of(expected))
    if not isinstance(got, Mapping) or any(name not in got for name in expected):
        return Difference("type", "", kind_of(got), kind_of(expected))
    points = points_of(symbols)
    missing = None
    for name, right in expected.items():
        mine = got[name]
        if isinstance(mine, Missing):
            missing = missing or Difference("missing", name, show(mine), "a SymPy expression")
            continue
        difference = _compare_expression(mine, right, name, points, ", ".join(symbols))
        if difference:
            return difference
    return missing


def points_of(symbols: Mapping[str, tuple[float, float]]) -> list[dict[str, float]]:
    """Return the points at which expressions are compared: by symbol a number of its range."""
    rng = np.random.default_rng(0)
    return [
        {name: float(rng.uniform(low, high)) for name, (low, high) in symbols.items()}
        for _ in range(SAMPLES)
    ]


def _compare_expression(
    mine: Any, right: Any, place: str, points: list[dict[str, float]], allowed: str
) -> Difference | None:
    if isinstance(right, TreeMatrix):
        shape = (len(right.rows), len(right.rows[0]))
        mine = _as_matrix(mine)
        if not isinstance(mine, TreeMatrix) or (len(mine.rows), len(mine.rows[0])) != shape:
            return Difference("type", place, kind_of(mine), kind_of(right))
        for i, row in enumerate(right.rows):
            for j, entry in enumerate(row):
                inner = f"{place}[{i}, {j}]"
                found = _compare_expression(mine.rows[i][j], entry, inner, points, allowed)
                if found:
                    return found
        return None
    mine, right = _as_tree(mine), _as_tree(right)
    if not isinstance(mine, Tree):
        return Difference("type", place, kind_of(mine), "a SymPy expression")
    for point in points:
        try:
            value = evaluate(mine, point)
        except NotAnExpression as error:
            wanted = f"an expression in {allowed}, written out"
            return Difference("type", place, f"an expression with {error}", wanted)
        truth = evaluate(right, point)
        # an overflow, which abs() of a complex number may raise, is as different as can be
        if not (cmath.isfinite(value) and abs(value - truth) <= 1e-9 * max(abs(truth), 1e-3)):
            at = _at(point, {*symbols(mine)})
            shown = f"{value.real:.6g}" if value.imag == 0 else f"{value:.6g}"
            return Difference("value", place, f"{shown} at {at}", f"{truth.real:.6g} there")
    return None


def _at(point: Mapping[str, float], there: Collection[str]) -> str:
    """Return a point in words; where it has many symbols, those that stand in an expression."""
    shown = point
    if len(point) > MOST_SYMBOLS:
        shown = {name: number for name, number in point.items() if name in there}
    said = [f"{name} = {number:.3g}" for name, number in shown.items()]
    return ", ".join([*said, "…"] if len(shown) < len(point) else said)


def _as_matrix(value: Any) -> Any:
    """Return rows of expressions as a matrix, and everything else as it is."""
    if isinstance(value, np.ndarray):
        value = value.tolist()
    rows = isinstance(value, list | tuple) and all(isinstance(row, list | tuple) for row in value)
    if not (rows and value and len({len(row) for row in value}) == 1):
        return value
    return TreeMatrix([list(row) for row in value])


def _as_tree(value: Any) -> Any:
    """Return a plain number as an expression, and everything else as it is."""
    if isinstance(value, np.ndarray | np.generic) and value.size == 1:
        value = value.item()
    if isinstance(value, int | float) and not isinstance(value, bool):
        return Tree(["Float", repr(float(value))])
    return value
