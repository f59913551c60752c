"""Numbers for symbols: read exactly, computed to as many digits as asked for."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import sympy as sp
from sympy import Expr, Symbol

from bplib.symbolic.display import plain

GUARD_DIGITS = 15
DOUBLINGS = 6


def exact_number(value: Any, name: str) -> Expr:
    """Read one number without rounding it.

    Parameters
    ----------
    value : str, int, fractions.Fraction, decimal.Decimal, float or real SymPy number
        A string may be a decimal or a fraction: "0.05", "1/3". A float is taken for the decimal
        that Python prints: 0.05 is 1/20.
    name : str
        What an error message calls the number.

    Raises
    ------
    TypeError
        When `value` is not a number.
    ValueError
        When a string is not a number, or the number is not finite.
    """
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, Expr) and value.is_number and value.is_real and value.is_finite:
        return sp.nsimplify(str(value), rational=True) if value.is_Float else value
    if isinstance(value, bool) or not isinstance(value, str | int | float | Fraction | Decimal):
        raise TypeError(
            f'{name} must be a real number, got {value!r}; write for example "0.05", 2 or "1/3"'
        )
    try:
        fraction = Fraction(repr(value) if isinstance(value, float) else value)
    except (ValueError, OverflowError, ZeroDivisionError) as error:
        raise ValueError(
            f'{name} must be a finite number, got {value!r}; write for example "0.05" or "1/3"'
        ) from error
    return sp.Rational(fraction.numerator, fraction.denominator)


def read(
    values: Mapping[str, Any],
    arrays: Mapping[str, sp.Matrix],
    optional: Iterable[Symbol],
) -> dict[Symbol, Expr]:
    """Give every symbol of `arrays` its exact number.

    Parameters
    ----------
    values : mapping of str to number or nested list
        Whole arrays by name ("x", "W1", "b1", "y"), or single symbols by name ("w_11^(1)").
    arrays : mapping of str to Matrix of symbols
        What must be given.
    optional : iterable of Symbol
        What may be given besides.

    Raises
    ------
    TypeError
        When `values` is not a mapping, or a value is not a number.
    ValueError
        When a name is unknown, missing or given twice, or an array has the wrong shape.
    """
    if not isinstance(values, Mapping):
        raise TypeError(
            f"values must be a dict from names to numbers, got {type(values).__name__}; "
            f'write for example {{"{next(iter(arrays))}": ...}}'
        )
    required = [symbol for matrix in arrays.values() for symbol in matrix]
    by_name = {plain(symbol.name): symbol for symbol in (*required, *optional)}
    numbers: dict[Symbol, Expr] = {}
    for name, value in values.items():
        if name in arrays:
            given = _entries(value, arrays[name], name)
        elif name in by_name:
            given = [(by_name[name], value)]
        else:
            known = ", ".join([*arrays, *(key for key in by_name if key not in arrays)])
            raise ValueError(f"unknown name {name!r}; the names are {known}")
        for symbol, entry in given:
            if symbol in numbers:
                raise ValueError(f"{plain(symbol.name)} is given twice; leave one of them out")
            numbers[symbol] = exact_number(entry, plain(symbol.name))
    missing = [plain(symbol.name) for symbol in required if symbol not in numbers]
    if missing:
        raise ValueError(
            f"no number for {', '.join(missing)}; give whole arrays "
            f"({', '.join(arrays)}) or single names"
        )
    return numbers


def _entries(value: Any, matrix: sp.Matrix, name: str) -> list[tuple[Symbol, Any]]:
    """Pair the symbols of an array with the entries given; a vector may be flat."""
    shape = tuple(matrix.shape)
    rows = np.array(value, dtype=object)
    flat_vector = 1 in shape and rows.shape == (len(matrix),)
    if rows.shape != shape and not flat_vector and not (rows.ndim == 0 and len(matrix) == 1):
        expected = f"({len(matrix)},)" if not name.startswith("W") else str(shape)
        raise ValueError(
            f"{name} must have shape {expected}, got {rows.shape}; give one number per symbol: "
            f"{', '.join(plain(symbol.name) for symbol in matrix)}"
        )
    return list(zip(matrix, rows.ravel(), strict=True))


def compute(
    lines: Sequence[tuple[Symbol, Expr]], inputs: Mapping[Symbol, Expr], digits: int
) -> dict[Symbol, Expr]:
    """Work through `lines` from top to bottom, each value right to `digits` significant digits.

    The working precision is doubled until two rounds agree, so that cancellation (p - y with p
    almost y) costs no digits. Whatever is rational stays an exact fraction.

    Parameters
    ----------
    lines : sequence of (symbol, expression in earlier symbols)
    inputs : mapping of Symbol to exact number
    digits : int, >= 1

    Returns
    -------
    dict of Symbol to number
        Inputs included.

    Raises
    ------
    ValueError
        When `digits` is not a positive whole number, or a value is not finite or cannot be pinned
        down at the highest precision.
    """
    if not isinstance(digits, int) or isinstance(digits, bool) or digits < 1:
        raise ValueError(f"digits must be a whole number of at least 1, got {digits!r}")
    precision = digits + GUARD_DIGITS
    values = _round(lines, inputs, precision)
    for _ in range(DOUBLINGS):
        earlier, precision = values, 2 * precision
        values = _round(lines, inputs, precision)
        if all(_agree(earlier[symbol], values[symbol], digits) for symbol in values):
            return values
    for symbol, value in values.items():
        if not _agree(earlier[symbol], value, digits):
            if not value.is_finite or abs(value) > sp.Float(10) ** (-precision // 2):
                raise ValueError(
                    f"{plain(symbol.name)} cannot be computed to {digits} digits; "
                    "the numbers are too extreme, use smaller weights or inputs"
                )
            values[symbol] = sp.S.Zero
    return values


def _round(
    lines: Sequence[tuple[Symbol, Expr]], inputs: Mapping[Symbol, Expr], precision: int
) -> dict[Symbol, Expr]:
    values = {
        symbol: number if number.is_Rational else number.evalf(precision)
        for symbol, number in inputs.items()
    }
    for symbol, expression in lines:
        value = substitute(expression, values)
        values[symbol] = value if value.is_Rational else value.evalf(precision)
    return values


def substitute(expression: Expr, values: Mapping[Symbol, Expr]) -> Expr:
    """Put values in place of the symbols of `expression`."""
    return expression.xreplace({symbol: values[symbol] for symbol in expression.free_symbols})


def _agree(earlier: Expr, later: Expr, digits: int) -> bool:
    if not (earlier.is_finite and later.is_finite):
        return False
    return bool(abs(earlier - later) <= abs(later) * sp.Rational(1, 10**digits))
