"""The parts of a value, by name: what a function returns several of, what came in turn."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from bplib.course.checks.algebra import Values
from bplib.course.checks.data import Tree, TreeMatrix, pack, unpack
from bplib.course.checks.equivalence import points_of
from bplib.course.checks.exercise import Exercise
from bplib.course.checks.expression import NotAnExpression, evaluate
from bplib.course.checks.recognition.alike import Parts


class Taking:
    """How the values of an exercise are taken apart.

    Parameters
    ----------
    exercise : Exercise
        The exercise.

    Attributes
    ----------
    symbols : dict of str to array
        The values of an expression's symbols at the points where it is compared.
    """

    def __init__(self, exercise: Exercise) -> None:
        self._kind = exercise.kind
        self._names: tuple[str, ...] = getattr(exercise, "parts", ())
        self._points = points_of(exercise.symbols) if self._kind == "expressions" else []  # type: ignore[attr-defined]
        self.symbols = {
            name: np.array([point[name] for point in self._points], dtype=complex)
            for name in getattr(exercise, "symbols", ())
        }

    def apart(self, value: Any) -> Parts:
        """Return a value's parts."""
        if self._kind == "expressions":
            if not isinstance(value, Mapping):
                return {"": value}
            return {str(name): _at_points(tree, self._points) for name, tree in value.items()}
        if isinstance(value, Mapping):
            return {str(name): part for name, part in value.items()}
        if self._kind in ("steps", "class") and isinstance(value, list):
            return self.in_turn(value)
        names = self._names
        if isinstance(value, tuple) or (isinstance(value, list) and len(names) == len(value) > 1):
            named = names if len(names) == len(value) else [f"[{i}]" for i in range(len(value))]
            return dict(zip(named, value, strict=True))
        return {"": value}

    def in_turn(self, outputs: Sequence[Any], begin: int = 1) -> Parts:
        """Return what each part was in turn, call after call."""
        found: Parts = {}
        for turn, output in enumerate(outputs, start=begin):
            names = self._names
            several = isinstance(output, tuple) and len(output) > 1
            if several and len(names) != len(output):
                names = tuple(f"[{i}]" for i in range(len(output)))
            for name, part in zip(
                names if several else [""], output if several else [output], strict=True
            ):
                found[f"{name} after call {turn}".strip()] = part
        return found


def _at_points(value: Any, points: Sequence[Mapping[str, float]]) -> Any:
    """Return an expression's values at some points, as an array; what is none as it is."""
    if isinstance(value, Values):
        return _real(value.numbers)
    if isinstance(value, np.ndarray) and value.shape == (len(points),):
        return _real(value)
    if isinstance(value, TreeMatrix):
        rows = [[_at_points(entry, points) for entry in row] for row in value.rows]
        return np.moveaxis(np.array(rows), -1, 0)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return np.full(len(points), float(value))
    if not isinstance(value, Tree):
        tree = unpack(pack(value))
        return _at_points(tree, points) if isinstance(tree, Tree | TreeMatrix) else tree
    try:
        return _real(np.array([evaluate(value, point) for point in points]))
    except NotAnExpression:
        return value


def _real(numbers: np.ndarray) -> np.ndarray:
    """Return numbers as real ones where they are; what is infinite has no value."""
    numbers = np.where(np.isfinite(numbers), numbers, np.nan)
    return numbers.real if np.allclose(numbers.imag, 0) else numbers
