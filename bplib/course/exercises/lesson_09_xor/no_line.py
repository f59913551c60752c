"""Prove that no line separates XOR."""

from typing import Any

from bplib.course.checks import Expressions, slip


def _corner_sums(bias: int = 2, low_is_zero: bool = False) -> tuple[Any, Any, Any, Any]:
    """Return w3, low, high and the sum of two opposite scores of a line."""
    import sympy

    w1, w2, w3, b, low, high = sympy.symbols("w1 w2 w3 b l h", real=True)
    low_, high_ = (0, 1) if low_is_zero else (low, high)
    return w3, low_, high_, (w1 + w2) * (low_ + high_) + bias * b


def _no_line() -> dict[str, Any]:
    w3, low, high, both = _corner_sums()
    return {"ones": both, "zeros": both, "gap": -w3 * (high - low) ** 2}


def _bias_once() -> dict[str, Any]:
    *_, both = _corner_sums(bias=1)
    return {"ones": both, "zeros": both}


def _corners_zero_one() -> dict[str, Any]:
    w3, _, _, both = _corner_sums(low_is_zero=True)
    return {"ones": both, "zeros": both, "gap": -w3}


def _gap_the_other_way() -> dict[str, Any]:
    return {"gap": -_no_line()["gap"]}


def _product_once() -> dict[str, Any]:
    w3, low, high, _ = _corner_sums()
    return {"gap": w3 * (low * high - high**2 - low**2)}


def _each_its_own_corner() -> dict[str, Any]:
    import sympy

    w1, w2, b, low, high = sympy.symbols("w1 w2 b l h", real=True)
    return {"ones": 2 * (w1 * low + w2 * high + b), "zeros": 2 * ((w1 + w2) * low + b)}


EXERCISE = Expressions(
    _no_line,
    name="no_line",
    title="Prove that no line separates XOR",
    points=2,
    difficulty=2,
    minutes=4,
    read_again="By hand: why one line is not enough",
    symbols={
        "w1": (-2, 2),
        "w2": (-2, 2),
        "w3": (0.5, 2),
        "b": (-2, 2),
        "l": (-1.5, -0.2),
        "h": (0.5, 2),
    },
    slips=[
        slip("bias once", result=lambda out: {**out, **(_bias_once)()}).asks(
            "You added two scores. How many biases are in the sum?"
        ),
        slip("corners at 0 and 1", result=lambda out: {**out, **(_corners_zero_one)()}).asks(
            "Which two values do the inputs take here?"
        ),
        slip(
            "difference the other way round", result=lambda out: {**out, **(_gap_the_other_way)()}
        ).asks("Which of the two sums is to be subtracted from which?"),
        slip("product counted once", result=lambda out: {**out, **(_product_once)()}).asks(
            "At how many of the four corners does x1 times x2 appear?"
        ),
        slip("one corner doubled", result=lambda out: {**out, **(_each_its_own_corner)()}).asks(
            "Two corners make each sum. Do both have the same score?"
        ),
    ],
)
