"""Whole neurons as one record: a sum of products, and what an activation makes of it."""

import math
from collections.abc import Callable, Sequence
from operator import mul
from typing import Any

from bplib.autodiff.tape import FUSED, RECORDER, Row, Tape
from bplib.autodiff.value import Result, Value, plain, relu_and_slope, sigmoid_and_slope


def dot(weights: Sequence[Any], inputs: Sequence[Any], bias: Any = 0.0) -> Value:
    """Return Σ wₖ·xₖ + b as one record instead of two for each weight.

    Its slope by wₖ is xₖ, by xₖ it is wₖ, by b it is 1.

    Parameters
    ----------
    weights, inputs : sequence of Value or float, of one length n
    bias : Value or float

    Returns
    -------
    Value
        The sum.

    Raises
    ------
    ValueError
        If the two sequences differ in length.
    TypeError
        If something in them is neither a Value nor a number.
    """
    return _fused("dot", weights, inputs, bias, _identity)


def neuron(weights: Sequence[Any], inputs: Sequence[Any], bias: Any, activation: str) -> Value:
    """Return f(Σ wₖ·xₖ + b) as one record.

    With z the sum and a = f(z), the slopes are f′(z)·xₖ, f′(z)·wₖ and f′(z): δ times input, δ
    times weight, and δ.

    Parameters
    ----------
    weights, inputs : sequence of Value or float, of one length n
    bias : Value or float
    activation : {"identity", "relu", "sigmoid", "tanh"}

    Returns
    -------
    Value
        The activation.

    Raises
    ------
    ValueError
        If the two sequences differ in length, or the activation is unknown.
    TypeError
        If something in them is neither a Value nor a number.
    """
    if activation not in _ACTIVATIONS:
        known = ", ".join(_ACTIVATIONS)
        raise ValueError(f"the activation {activation!r} is unknown; known are {known}")
    return _fused(activation, weights, inputs, bias, _ACTIVATIONS[activation])


def _fused(
    symbol: str,
    weights: Sequence[Any],
    inputs: Sequence[Any],
    bias: Any,
    activate: Callable[[float], tuple[float, float]],
) -> Value:
    tape = RECORDER.tape
    w, w_at = _read(weights, tape)
    x, x_at = _read(inputs, tape)
    b, b_at = plain(bias, "dot()"), _place(bias, tape) if isinstance(bias, Value) else 0
    if len(w) != len(x):
        raise ValueError(f"{len(w)} weights were given for {len(x)} inputs: give one for each")
    out = Result()
    out._data, slope = activate(sum(map(mul, w, x), b))
    out.grad = None
    if w_at or x_at or b_at:
        out._tape, out._place = tape, len(tape.records)
        fused = w, w_at, x, x_at, b, b_at, slope
        tape.records.append((symbol, out._data, FUSED, fused, 0, None))
    else:
        out._tape, out._place = None, 0
    return out


def _read(values: Sequence[Any], tape: Tape) -> Row:
    """Return the numbers and their places on the tape; no places where all are constants.

    The neurons of a layer share their inputs, and a neuron its weights with itself at the next
    sample: a row that was read before is found again.
    """
    key = tuple(values)
    try:
        return tape.rows[key]
    except (KeyError, TypeError):
        at = [_place(v, tape) if isinstance(v, Value) else 0 for v in key]
        row = [plain(v, "dot()") for v in key], at if any(at) else []
        tape.rows[key] = row
        return row


def _place(value: Value, tape: Tape) -> int:
    return value._place if value._tape is tape else tape.enter(value)


# ---- value and slope of each activation ------------------------------------------------------


def _identity(z: float) -> tuple[float, float]:
    return z, 1.0


def _tanh(z: float) -> tuple[float, float]:
    a = math.tanh(z)
    return a, 1 - a * a


_ACTIVATIONS = {
    "identity": _identity,
    "relu": relu_and_slope,
    "sigmoid": sigmoid_and_slope,
    "tanh": _tanh,
}
