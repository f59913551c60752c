"""Numbers put into the lines of a derivation: decimals, closed forms, and lines that show them."""

from collections.abc import Mapping, Sequence
from typing import Any, get_args

import sympy as sp
from sympy import Expr, Symbol

from bplib.symbolic.display import Equations, as_decimal, plain
from bplib.symbolic.notation import ETA
from bplib.symbolic.step import Stage, Step, numeric_line
from bplib.symbolic.values import compute, substitute

EXACT_LIMIT = 16
DISPLAY_GUARD = 25


def evaluate(
    steps: Sequence[Step], inputs: Mapping[Symbol, Expr], digits: int
) -> dict[str, sp.Float]:
    """Compute every line, each right to `digits` significant digits."""
    numbers = compute(_lines(steps, inputs), inputs, digits)
    return {plain(symbol.name): sp.Float(number, digits) for symbol, number in numbers.items()}


def require_few(count: int) -> None:
    """Raise a ValueError where closed forms of so many parameters would explode."""
    if count > EXACT_LIMIT:
        raise ValueError(
            f"closed forms are for at most {EXACT_LIMIT} parameters, this network has {count}; "
            "use evaluate(values, digits) instead"
        )


def exact(steps: Sequence[Step], inputs: Mapping[Symbol, Expr]) -> dict[str, Expr]:
    """Compute every line in closed form."""
    numbers = dict(inputs)
    for symbol, expression in _lines(steps, inputs):
        numbers[symbol] = substitute(expression, numbers)
    return {plain(symbol.name): number for symbol, number in numbers.items()}


def with_numbers(steps: Sequence[Step], inputs: Mapping[Symbol, Expr], digits: int) -> Equations:
    """Write every line with the numbers put in, shown to `digits` significant digits."""
    lines = _lines(steps, inputs)
    numbers = compute(lines, inputs, digits + DISPLAY_GUARD if _whole(digits) else digits)
    shown = {symbol: as_decimal(number, digits) for symbol, number in numbers.items()}
    return Equations(
        {
            stage: [
                numeric_line(step, shown)
                for step in steps
                if step.stage == stage and step.symbol in shown
            ]
            for stage in get_args(Stage)
        }
    )


def _lines(steps: Sequence[Step], inputs: Mapping[Symbol, Expr]) -> list[tuple[Symbol, Expr]]:
    """Return the lines that the inputs allow: no update without a learning rate."""
    allowed = [step for step in steps if step.stage != "update" or ETA in inputs]
    return [(step.symbol, step.expression) for step in allowed]


def _whole(digits: Any) -> bool:
    return isinstance(digits, int) and not isinstance(digits, bool) and digits > 0
