"""`sp`, from which a reference writes expressions: SymPy, or numbers in place of its symbols.

Hundreds of wrong forms of a reference are tried on one answer. SymPy would take milliseconds for
each; inside of `at_points` the same source computes at once what an expression is worth at some
points.
"""

import contextlib
import importlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np


class Values:
    """A matrix of numbers at every point, with as much of `sympy.Matrix` as references use.

    Parameters
    ----------
    numbers : array, shape (points, rows, columns)
        The entries.
    """

    __array_ufunc__ = None  # else an array on the left would take its entries one by one

    def __init__(self, numbers: np.ndarray) -> None:
        self.numbers = numbers

    @property
    def rows(self) -> int:
        """The number of rows."""
        return int(self.numbers.shape[1])

    @property
    def T(self) -> "Values":
        """The transpose."""
        return Values(self.numbers.swapaxes(1, 2))

    def ones(self, rows: int, columns: int) -> "Values":
        """Return a matrix of ones."""
        return Values(np.ones((len(self.numbers), rows, columns)))

    def multiply_elementwise(self, other: "Values") -> "Values":
        """Return the product entry by entry, of equal shapes only."""
        return Values(self.numbers * _of_shape(other, self))

    def __iter__(self) -> Iterator[np.ndarray]:
        return iter(self.numbers.reshape(len(self.numbers), -1).T)

    def __getitem__(self, index: Any) -> Any:
        if not isinstance(index, tuple):
            return list(self)[index]
        if all(isinstance(one, int) for one in index):
            return self.numbers[(slice(None), *index)]
        kept = (slice(one, one + 1 or None) if isinstance(one, int) else one for one in index)
        return Values(self.numbers[(slice(None), *kept)])

    def __add__(self, other: Any) -> "Values":
        return Values(self.numbers + _of_shape(other, self))

    def __sub__(self, other: Any) -> "Values":
        return Values(self.numbers - _of_shape(other, self))

    def __neg__(self) -> "Values":
        return Values(-self.numbers)

    def __mul__(self, other: Any) -> "Values":
        if isinstance(other, Values):
            return Values(self.numbers @ other.numbers)
        return Values(self.numbers * _everywhere(other))

    def __rmul__(self, other: Any) -> "Values":
        return Values(_everywhere(other) * self.numbers)

    def __truediv__(self, other: Any) -> "Values":
        return Values(self.numbers / _everywhere(other))


def _of_shape(other: Any, one: Values) -> np.ndarray:
    if not isinstance(other, Values) or other.numbers.shape != one.numbers.shape:
        raise ValueError("matrices of different shapes")
    return other.numbers


def _everywhere(factor: Any) -> Any:
    """Return a number, or one for every point, as a factor of all entries."""
    return factor if np.ndim(factor) == 0 else np.asarray(factor)[:, np.newaxis, np.newaxis]


class _Numbers:
    """What stands in for the module SymPy: symbols are arrays, one number a point."""

    def __init__(self, points: Mapping[str, np.ndarray]) -> None:
        self._points = points
        self._zeros = np.zeros(len(next(iter(points.values()))))

    def __getattr__(self, name: str) -> Any:
        return getattr(np, name)

    def symbols(self, names: str | Sequence[str], **assumptions: bool) -> Any:  # noqa: ARG002
        """Return the values of symbols."""
        several = names.replace(",", " ").split() if isinstance(names, str) else list(names)
        found = tuple(self._points[name] for name in several)
        return found[0] if isinstance(names, str) and len(found) == 1 else found

    Symbol = symbols

    def sympify(self, value: Any) -> Any:
        """Return the values of a symbol, and a number as it is."""
        return self._points[value] if isinstance(value, str) else value

    def Integer(self, number: int) -> int:
        """Return a whole number."""
        return number

    def Rational(self, above: int, below: int) -> float:
        """Return a fraction."""
        return above / below

    def Matrix(
        self, rows: Any, columns: int = 0, entry: Callable[[int, int], Any] | None = None
    ) -> Values:
        """Return a matrix from its rows, or from its shape and a function of row and column."""
        if entry:
            rows = [[entry(r, c) for c in range(columns)] for r in range(rows)]
        entries = [[self._zeros + self.sympify(one) for one in row] for row in rows]
        return Values(np.moveaxis(np.array(entries), -1, 0))


class _Algebra:
    """SymPy, imported when it is asked for, or what stands in for it."""

    _numbers: _Numbers | None = None

    def __getattr__(self, name: str) -> Any:
        return getattr(self._numbers or importlib.import_module("sympy"), name)

    @contextlib.contextmanager
    def at_points(self, points: Mapping[str, np.ndarray]) -> Iterator[None]:
        """Let symbols be their values at some points, and so all that is made of them.

        Parameters
        ----------
        points : mapping of str to array, shape (points,)
            The values of each symbol.
        """
        before, self._numbers = self._numbers, _Numbers(points)
        try:
            yield
        finally:
            self._numbers = before


sp = _Algebra()
